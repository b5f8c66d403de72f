package dev.ftpnat.internal.simulated.relay;

import dev.ftpnat.internal.alg.ControlTuple;
import dev.ftpnat.internal.alg.Direction;
import dev.ftpnat.internal.alg.FtpAlg;
import dev.ftpnat.internal.alg.Verdict;
import dev.ftpnat.internal.nat.Delivery;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.record.SegmentText;
import dev.ftpnat.internal.simulated.routing.Connection;
import dev.ftpnat.internal.tcp.RetransmittingStream;
import dev.ftpnat.internal.tcp.RetransmittingStream.Forwarded;
import dev.ftpnat.internal.tcp.RetransmittingStream.Inspected;
import dev.ftpnat.internal.text.Printable;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.AuthHandling;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.GatewayEvent.AlgKind;
import dev.ftpnat.trace.event.Hop;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Place;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A gateway: it lets through what belongs to a connection that it knows, and its ALG, if that looks
 * at this one, reads it first. Nothing in here knows whether the session is encrypted.
 */
final class GatewayStage implements Stage {

  private final long connection;
  private final Connection.AtGateway gateway;
  private final Optional<RetransmittingStream> stream;
  private final Recorder recorder;
  private final Ends ends;
  private final boolean answers;
  private final Map<Direction, Next> ways = new EnumMap<>(Direction.class);

  /**
   * A gateway on the way of a connection that the client has opened.
   *
   * @param connection its number
   */
  GatewayStage(long connection, Connection.AtGateway gateway, Recorder recorder, Ends ends) {
    this.connection = connection;
    this.gateway = gateway;
    this.stream = alg(gateway).map(RetransmittingStream::new);
    this.recorder = recorder;
    this.ends = ends;
    this.answers =
        gateway.gateway().authHandling() == AuthHandling.REFUSED
            || gateway.gateway().alg().isBetweenFamilies();
  }

  /** An ALG looks at connections by the port they go to, before or after translation. */
  private static Optional<FtpAlg> alg(Connection.AtGateway gateway) {
    Hop hop = gateway.hop();
    return gateway
            .gateway()
            .algPorts()
            .contains(
                gateway.gateway().matchesAlgPortsInside()
                    ? hop.translatedTarget().port()
                    : hop.target().port())
        ? FtpAlgs.create(
            gateway.gateway(),
            new ControlTuple(
                hop.source(), hop.target(), hop.translatedSource(), hop.translatedTarget()),
            gateway::expect,
            gateway::turnedToTls)
        : Optional.empty();
  }

  @Override
  public Next towards(Direction direction, Next onwards) {
    Next next = answers ? new Shared(onwards) : onwards;
    ways.put(direction, next);
    return new Next() {
      @Override
      public void take(byte[] segment) throws IOException {
        switch (gateway.carry(isOriginal(direction), () -> SegmentText.of(segment))) {
          case ARRIVES -> forward(direction, segment, next);
          case LOST -> {}
          case RESET -> ends.resetSender(direction);
        }
      }

      @Override
      public void end() {
        if (gateway.carry(isOriginal(direction), () -> SegmentText.NOTHING) != Delivery.ARRIVES) {
          ends.over(direction);
        } else if (isStalled(direction)) {
          ends.stalled(direction);
        } else {
          next.end();
        }
      }
    };
  }

  private void forward(Direction direction, byte[] segment, Next next) throws IOException {
    Forwarded forwarded = inspect(direction, segment);
    for (byte[] each : forwarded.bytes()) {
      next.take(each);
    }
    for (Inspected inspected : forwarded.inspected()) {
      if (inspected.verdict() instanceof Verdict.Edited edited && edited.answer().length > 0) {
        ways.get(opposite(direction)).take(edited.answer());
      }
    }
    if (forwarded.close()) {
      Place here = Place.gateway(gateway.hop().gateway());
      if (forwarded.inspected().stream().anyMatch(GatewayStage::endsOrderly)) {
        ends.cut(here);
      } else {
        ends.reset(here);
      }
    }
  }

  private static boolean endsOrderly(Inspected inspected) {
    return inspected.verdict() instanceof Verdict.Closed closed && closed.orderly();
  }

  private synchronized Forwarded inspect(Direction direction, byte[] segment) {
    Forwarded forwarded =
        stream
            .map(inspecting -> inspecting.forward(direction, segment))
            .orElseGet(() -> new Forwarded(List.of(segment), List.of(), false));
    forwarded.inspected().forEach(this::record);
    return forwarded;
  }

  /**
   * Whether it has dropped a segment of this direction, so that not even its FIN gets past that.
   */
  private synchronized boolean isStalled(Direction direction) {
    return stream.isPresent() && stream.get().stalled(direction);
  }

  /** What ends behind a segment that was dropped waits until the server gives up. */
  @Override
  public boolean isClear() {
    return !isStalled(Direction.REPLY);
  }

  private static Direction opposite(Direction direction) {
    return isOriginal(direction) ? Direction.REPLY : Direction.ORIGINAL;
  }

  /** A way on which the ALG says something as well, perhaps at the same time. */
  private static final class Shared implements Next {

    private final Next next;

    Shared(Next next) {
      this.next = next;
    }

    @Override
    public synchronized void take(byte[] segment) throws IOException {
      next.take(segment);
    }

    @Override
    public void end() {
      next.end();
    }
  }

  private static boolean isOriginal(Direction direction) {
    return direction == Direction.ORIGINAL;
  }

  private void record(Inspected inspected) {
    Verdict verdict = inspected.verdict();
    Optional<AlgKind> kind = kind(verdict);
    if (kind.isEmpty()) {
      return;
    }
    Party sender = isOriginal(inspected.direction()) ? Party.CLIENT : Party.SERVER;
    String segment = Printable.of(inspected.segment());
    String forwarded =
        switch (kind.get()) {
          case TRANSLATED -> Printable.of(((Verdict.Rewritten) verdict).bytes());
          case EDITED -> Printable.of(((Verdict.Edited) verdict).bytes());
          case ANSWERED -> Printable.of(((Verdict.Edited) verdict).answer());
          default -> "";
        };
    Optional<Endpoint> pinhole = verdict.openedPinhole().map(opened -> opened.destination());
    recorder.record(
        at ->
            new AlgAction(
                at,
                connection,
                gateway.hop().gateway(),
                sender,
                kind.get(),
                segment,
                forwarded,
                pinhole,
                verdict.reason().text()));
  }

  private static Optional<AlgKind> kind(Verdict verdict) {
    if (verdict instanceof Verdict.Rewritten) {
      return Optional.of(AlgKind.TRANSLATED);
    }
    if (verdict instanceof Verdict.Edited edited) {
      return Optional.of(edited.answer().length > 0 ? AlgKind.ANSWERED : AlgKind.EDITED);
    }
    if (verdict instanceof Verdict.Swallowed) {
      return Optional.of(AlgKind.SWALLOWED);
    }
    if (verdict instanceof Verdict.Closed) {
      return Optional.of(AlgKind.CLOSED);
    }
    return switch (verdict.reason()) {
      case FOREIGN_ADDRESS, LOW_PORT, PORTS_EXHAUSTED -> Optional.of(AlgKind.LEFT_ALONE);
      default -> Optional.empty();
    };
  }
}
