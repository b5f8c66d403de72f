package dev.ftpnat.internal.kernel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ftpnat.internal.alg.ControlTuple;
import dev.ftpnat.internal.alg.Direction;
import dev.ftpnat.internal.alg.FtpAlg;
import dev.ftpnat.internal.alg.Pinhole;
import dev.ftpnat.internal.alg.Verdict;
import dev.ftpnat.internal.nat.Flow;
import dev.ftpnat.internal.nat.ForwardingPath;
import dev.ftpnat.internal.nat.Route;
import dev.ftpnat.internal.simulated.relay.FtpAlgs;
import dev.ftpnat.internal.tcp.RetransmittingStream;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.event.Hop;
import dev.ftpnat.trace.event.Party;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Plays an exchange through the simulated NAT and its ALG. */
final class SimulatedLab {

  private static final int CLIENT_PORT = 50000;
  private static final int CONTROL_PORT = 21;

  private final Flow control;
  private final RetransmittingStream stream;
  private final Map<Party, ByteArrayOutputStream> received = new EnumMap<>(Party.class);
  private Optional<Pinhole> pinhole = Optional.empty();
  private boolean isBeyondComparison;

  private SimulatedLab(Exchange exchange) {
    NatSite site = exchange.site();
    Route route =
        new ForwardingPath(site.topology(exchange.outside()))
            .route(
                Party.CLIENT,
                Endpoint.of(site.own(Party.CLIENT, exchange.outside()), CLIENT_PORT),
                Endpoint.of(site.controlAddress(exchange.outside()), CONTROL_PORT),
                Instant.EPOCH);
    Route.Delivered delivered = (Route.Delivered) route;
    control = delivered.establish(1, true, Instant.EPOCH).get(0);
    Route.Passage passage = delivered.passages().get(0);
    Hop hop = passage.hop();
    ControlTuple connection =
        new ControlTuple(
            hop.source(), hop.target(), hop.translatedSource(), hop.translatedTarget());
    FtpAlg alg =
        FtpAlgs.create(passage.gateway().gateway().alg(), connection, this::open).orElseThrow();
    stream = new RetransmittingStream(alg);
    for (Party party : Party.values()) {
      received.put(party, new ByteArrayOutputStream());
    }
  }

  /** Plays it to its end. */
  static SimulatedLab play(Exchange exchange) {
    SimulatedLab lab = new SimulatedLab(exchange);
    exchange.steps().forEach(lab::send);
    lab.timeOut();
    return lab;
  }

  /** Whether it comes to what {@link DifferentialTest} leaves out. */
  boolean isBeyondComparison() {
    return isBeyondComparison;
  }

  private OptionalInt open(Pinhole wanted) {
    OptionalInt port = control.expect(wanted, Instant.EPOCH);
    if (port.isPresent()) {
      pinhole = Optional.of(wanted.withPort(port.getAsInt()));
    }
    return port;
  }

  private void send(Exchange.Step step) {
    Direction direction = direction(step.from());
    boolean isBehindHole = stream.stalled(direction);
    RetransmittingStream.Forwarded forwarded = stream.forward(direction, step.bytes());
    isBeyondComparison |=
        isBehindHole && forwarded.inspected().stream().anyMatch(SimulatedLab::isLonger);
    boolean ignored = deliver(step.from(), forwarded);
  }

  /** The kernel's lab waits as long, to see what never arrives. */
  private void timeOut() {
    for (Party sender : Party.values()) {
      for (int inVain = 0; inVain < Conversation.TIMEOUTS; inVain++) {
        if (deliver(sender, stream.timeOut(direction(sender)))) {
          inVain = -1;
        }
      }
    }
  }

  /** Whether there was something. */
  private boolean deliver(Party sender, RetransmittingStream.Forwarded forwarded) {
    forwarded.bytes().forEach(received.get(sender.opposite())::writeBytes);
    return !forwarded.bytes().isEmpty();
  }

  private static boolean isLonger(RetransmittingStream.Inspected inspected) {
    return inspected.verdict() instanceof Verdict.Rewritten rewritten
        && rewritten.bytes().length > inspected.segment().length;
  }

  Outcome outcome() {
    return new Outcome(
        received.get(Party.CLIENT).toString(ISO_8859_1),
        received.get(Party.SERVER).toString(ISO_8859_1),
        Stream.of(Party.values()).filter(sender -> stream.stalled(direction(sender))).toList(),
        pinhole.map(Outcome.Expected::of).stream().toList());
  }

  private static Direction direction(Party sender) {
    return sender == Party.CLIENT ? Direction.ORIGINAL : Direction.REPLY;
  }
}
