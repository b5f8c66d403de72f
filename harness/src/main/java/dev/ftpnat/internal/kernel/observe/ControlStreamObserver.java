package dev.ftpnat.internal.kernel.observe;

import dev.ftpnat.internal.kernel.packet.TcpPacket;
import dev.ftpnat.internal.record.ControlLineLog;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.tcp.Reassembly;
import dev.ftpnat.trace.event.Party;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** What one control connection carries on each link, out of its packets. */
final class ControlStreamObserver {

  private final HostPath links;
  private final Consumer<String> atClient;
  private final ControlLineLog log;
  private final Map<Party, List<Step>> steps = new EnumMap<>(Party.class);

  /** By sender, up to which byte it has been told that the other side has got everything. */
  private final Map<Party, Long> acknowledged = new EnumMap<>(Party.class);

  private boolean forgotten;

  /** A direction on a link; before it, but for the first, is a gateway, which may have an ALG. */
  private record Step(Reassembly stream, Optional<AlgObserver> algBefore) {}

  /** Makes out the ALG before a step, if there is one that looks at the connection. */
  @FunctionalInterface
  interface Algs {
    /** The watch over it. */
    Optional<AlgObserver> before(Party sender, int step);
  }

  /**
   * Of a connection that is established.
   *
   * @param links the way that it has taken
   * @param clientSequence the sequence number of the client's SYN
   * @param serverSequence the one of the server's
   * @param atClient told of lines that have arrived at the client through gateways
   */
  ControlStreamObserver(
      Recorder recorder,
      long connection,
      HostPath links,
      int clientSequence,
      int serverSequence,
      Consumer<String> atClient,
      Algs algs) {
    this.atClient = atClient;
    this.links = links;
    this.log = new ControlLineLog(recorder, connection, links.recordedLinks(), this::linePassed);
    for (Party sender : Party.values()) {
      List<Step> ofSender = new ArrayList<>();
      for (int step = 0; step < links.links(); step++) {
        ofSender.add(
            new Step(
                new Reassembly(sender == Party.CLIENT ? clientSequence : serverSequence),
                step == 0 ? Optional.empty() : algs.before(sender, step)));
      }
      steps.put(sender, ofSender);
    }
  }

  /** A segment of a side has arrived at a host. */
  void arrived(Party sender, Observation arrival) {
    OptionalInt passed = links.gatewaysPassed(sender, arrival.host());
    if (passed.isEmpty()) {
      return;
    }
    if (passed.getAsInt() == links.links() - 1 && arrival.packet().has(TcpPacket.ACK)) {
      Party receiver = sender.opposite();
      Reassembly ofReceiver = steps.get(receiver).get(0).stream();
      acknowledged.merge(receiver, ofReceiver.at(arrival.packet().acknowledged()), Math::max);
    }
    if (arrival.payload().length > 0) {
      carried(sender, passed.getAsInt(), arrival);
    }
  }

  private void carried(Party sender, int passed, Observation arrival) {
    List<Step> ofSender = steps.get(sender);
    Step step = ofSender.get(passed);
    Optional<AlgObserver> algAfter =
        passed + 1 < ofSender.size() ? ofSender.get(passed + 1).algBefore() : Optional.empty();
    long start = step.stream().at(arrival.packet().sequence());
    if (start < step.stream().position() && !forgotten) {
      algAfter.ifPresent(alg -> alg.repeated(start, arrival.when()));
    }
    byte[] next = step.stream().take(arrival.packet().sequence(), arrival.payload());
    if (next.length > 0) {
      step.algBefore().ifPresent(alg -> alg.left(next));
      log.passed(sender, passed, next, arrival.when());
      // Past gateways that it doesn't meet it is on all links at once, as the record has it.
      for (int n = links.links(); n < links.recordedLinks(); n++) {
        log.passed(sender, n, next, arrival.when());
      }
      algAfter.ifPresent(alg -> alg.arrived(next, arrival.when()));
    }
  }

  /** Whether both sides know that all they have sent has arrived, so that nothing is to come. */
  boolean isQuiet() {
    return steps.entrySet().stream()
        .allMatch(
            entry ->
                acknowledged.getOrDefault(entry.getKey(), 0L)
                    >= entry.getValue().get(0).stream().position());
  }

  private void linePassed(Party sender, int step, Optional<String> before, String line, long when) {
    if (step < links.links()) {
      steps.get(sender).get(step).algBefore().ifPresent(alg -> alg.passed(before, line, when));
    }
    if (sender == Party.SERVER && step == links.recordedLinks() - 1) {
      atClient.accept(line);
    }
  }

  /** A gateway doesn't know it any more, so it is no ALG's doing what doesn't arrive. */
  void forgotten() {
    forgotten = true;
  }

  /** The connection has ended. */
  void ended() {
    log.ended();
  }
}
