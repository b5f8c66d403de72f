package dev.ftpnat.internal.simulated.relay;

import dev.ftpnat.internal.address.Announced;
import dev.ftpnat.internal.alg.ControlTuple;
import dev.ftpnat.internal.alg.Direction;
import dev.ftpnat.internal.alg.FtpAlg;
import dev.ftpnat.internal.alg.Verdict;
import dev.ftpnat.internal.nat.Flow;
import dev.ftpnat.internal.nat.NatTable;
import dev.ftpnat.internal.nat.Route;
import dev.ftpnat.internal.record.ControlLineLog;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.simulated.routing.Connection;
import dev.ftpnat.internal.simulated.routing.Tap;
import dev.ftpnat.internal.tcp.RetransmittingStream;
import dev.ftpnat.internal.tcp.RetransmittingStream.Inspected;
import dev.ftpnat.internal.text.Printable;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.GatewayEvent.AlgKind;
import dev.ftpnat.trace.event.Hop;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Place;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What happens to the bytes of one control connection between the client and the server: the
 * client's network card, then the ALG of each gateway on the way. Nothing in here knows whether the
 * session is encrypted.
 */
public final class GatewayChain {

  /** One gateway on the way, and its ALG if that looks at this connection. */
  private record Stage(
      NatTable gateway, Optional<RetransmittingStream> stream, Map<Direction, byte[]> lost) {}

  /** What to send on, and whether to cut the connection afterwards. */
  record Output(List<byte[]> segments, boolean close) {}

  private final Object lock;
  private final Clock clock;
  private final ClientNic card;
  private final Recorder recorder;
  private final long connection;
  private final Flow flow;
  private final ControlLineLog wire;
  private final Tap tap;
  private final List<Stage> towardsServer = new ArrayList<>();
  private final List<Stage> towardsClient;

  /**
   * The channel of a connection that the client has opened.
   *
   * @param passed the connection
   * @param announced told of replies as they arrive at the client
   * @param lock guards the gateways' tables
   */
  public GatewayChain(
      Connection passed, Recorder recorder, Announced announced, Object lock, Clock clock) {
    this.card = new ClientNic(passed.source().address());
    this.recorder = recorder;
    this.connection = passed.connection();
    this.flow = passed.flow();
    this.tap = passed.tap();
    this.lock = lock;
    this.clock = clock;
    List<Route.Passage> passages = passed.route().passages();
    int last = passages.size();
    this.wire =
        new ControlLineLog(
            recorder,
            connection,
            last + 1,
            (sender, step, before, line, when) -> {
              if (sender == Party.SERVER && step == last) {
                // It hasn't been sent on yet, so the client doesn't know more than we do.
                announced.said(line);
              }
            });
    for (Route.Passage passage : passages) {
      towardsServer.add(
          new Stage(
              passage.gateway(),
              alg(passage, clock).map(alg -> new RetransmittingStream(alg)),
              new EnumMap<>(Direction.class)));
    }
    towardsClient = new ArrayList<>(towardsServer);
    Collections.reverse(towardsClient);
  }

  /** An ALG looks at connections by the port they go to when they arrive at its gateway. */
  private Optional<FtpAlg> alg(Route.Passage passage, Clock clock) {
    NatTable gateway = passage.gateway();
    Hop hop = passage.hop();
    if (!gateway.gateway().algPorts().contains(hop.target().port())) {
      return Optional.empty();
    }
    ControlTuple tuple =
        new ControlTuple(
            hop.source(), hop.target(), hop.translatedSource(), hop.translatedTarget());
    return FtpAlgs.create(
        gateway.gateway().alg(), tuple, wanted -> gateway.expect(flow, wanted, clock.instant()));
  }

  /** One side sends a segment: what goes onto its first link. */
  byte[] enter(Direction direction, byte[] segment) {
    synchronized (lock) {
      byte[] sent = direction == Direction.ORIGINAL ? card.send(segment) : segment;
      logged(direction, 0).accept(sent);
      return sent;
    }
  }

  /**
   * A segment has come to a gateway.
   *
   * @param step how many gateways it has passed before
   * @return what goes onto the next link
   */
  Output through(Direction direction, int step, byte[] segment) {
    synchronized (lock) {
      Stage stage = stages(direction).get(step);
      List<byte[]> forwarded = List.of(segment);
      boolean close = false;
      if (stage.stream().isPresent()) {
        RetransmittingStream.Forwarded result = stage.stream().get().forward(direction, segment);
        result.inspected().forEach(inspected -> record(stage.gateway().name(), inspected));
        forwarded = result.bytes();
        close = result.close();
      }
      capture(stage, direction, step, segment, forwarded.isEmpty());
      forwarded.forEach(logged(direction, step + 1));
      return new Output(forwarded, close);
    }
  }

  /** A segment has come to the end of its way. */
  void arrive(Direction direction, byte[] segment) {
    synchronized (lock) {
      int last = towardsServer.size();
      tap.data(link(direction, last), direction == Direction.ORIGINAL, segment);
    }
  }

  /** The gateway that has so many before it. */
  Place gateway(Direction direction, int step) {
    return Place.gateway(stages(direction).get(step).gateway().name());
  }

  private List<Stage> stages(Direction direction) {
    return direction == Direction.ORIGINAL ? towardsServer : towardsClient;
  }

  private Consumer<byte[]> logged(Direction direction, int step) {
    Party sender = direction == Direction.ORIGINAL ? Party.CLIENT : Party.SERVER;
    return segment -> wire.passed(sender, step, segment);
  }

  /** What an ALG drops is lost on the link before it, until it is sent once more and passes. */
  private void capture(
      Stage stage, Direction direction, int step, byte[] segment, boolean dropped) {
    boolean fromOrigin = direction == Direction.ORIGINAL;
    byte[] lost = stage.lost().getOrDefault(direction, new byte[0]);
    byte[] all = Arrays.copyOf(lost, lost.length + segment.length);
    System.arraycopy(segment, 0, all, lost.length, segment.length);
    if (dropped) {
      tap.lost(link(direction, step), fromOrigin, segment);
      stage.lost().put(direction, all);
    } else {
      tap.data(link(direction, step), fromOrigin, all);
      stage.lost().remove(direction);
    }
  }

  private int link(Direction direction, int step) {
    return direction == Direction.ORIGINAL ? step : towardsServer.size() - step;
  }

  /**
   * Whether a gateway has dropped a segment of this direction, so that not even its FIN gets past
   * that.
   *
   * @param step how many gateways are before it
   */
  boolean stalled(Direction direction, int step) {
    synchronized (lock) {
      return stages(direction).get(step).stream()
          .map(stream -> stream.stalled(direction))
          .orElse(false);
    }
  }

  /**
   * The connection has ended.
   *
   * @param reset whether by RST
   */
  void end(boolean reset) {
    synchronized (lock) {
      towardsServer.forEach(stage -> stage.gateway().masterEnded(flow, reset, clock.instant()));
      wire.ended();
    }
  }

  private void record(String gateway, Inspected inspected) {
    Verdict verdict = inspected.verdict();
    Optional<AlgKind> kind = kind(verdict);
    if (kind.isEmpty()) {
      return;
    }
    Party sender = inspected.direction() == Direction.ORIGINAL ? Party.CLIENT : Party.SERVER;
    String segment = Printable.of(inspected.segment());
    String forwarded =
        verdict instanceof Verdict.Rewritten rewritten ? Printable.of(rewritten.bytes()) : "";
    Optional<Endpoint> pinhole = verdict.openedPinhole().map(opened -> opened.destination());
    recorder.record(
        at ->
            new AlgAction(
                at,
                connection,
                gateway,
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
    if (verdict instanceof Verdict.Swallowed) {
      return Optional.of(AlgKind.SWALLOWED);
    }
    if (verdict instanceof Verdict.Closed) {
      return Optional.of(AlgKind.CLOSED);
    }
    return switch (verdict.reason()) {
      case FOREIGN_ADDRESS -> Optional.of(AlgKind.LEFT_ALONE);
      default -> Optional.empty();
    };
  }
}
