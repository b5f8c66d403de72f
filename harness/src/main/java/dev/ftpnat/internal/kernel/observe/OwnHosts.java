package dev.ftpnat.internal.kernel.observe;

import dev.ftpnat.internal.address.Announced;
import dev.ftpnat.internal.kernel.packet.TcpPacket;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Connections that the client or the server makes to its own host, since it was told to. Of the
 * client's only those that a reply has announced are the network's affair; whatever else a test
 * does on its loopback is its own.
 */
public final class OwnHosts {

  private static final int MOST_PENDING = 1000;
  private static final long NOTED_TOO_LATE = Duration.ofMillis(100).toNanos();
  private static final InetAddress ANY = Ipv4.of("0.0.0.0");
  private static final InetAddress LOCALHOST = Ipv4.of("127.0.0.1");

  private final Topology topology;
  private final Recorder recorder;
  private final Announced announced;
  private final Map<Way, Attempt> pending = new Latest<>();

  /** On loopback the kernel may have noted an answer before the question. */
  private final Map<Way, Answer> answers = new Latest<>();

  private static final class Latest<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
      return size() > MOST_PENDING;
    }
  }

  private record Way(Party party, Endpoint source, Endpoint target) {}

  private record Attempt(long connection, long began, Endpoint meant) {}

  private record Answer(Outcome outcome, long when) {}

  public OwnHosts(Topology topology, Recorder recorder, Announced announced) {
    this.topology = topology;
    this.recorder = recorder;
    this.announced = announced;
  }

  /** A packet has passed the loopback interface of a side's host. */
  void passed(Party party, TcpPacket packet, long when) {
    if (packet.kind() != TcpPacket.Kind.SEGMENT) {
      return;
    }
    if (packet.opens()) {
      Way way = new Way(party, packet.source(), packet.target());
      meant(party, packet.target()).ifPresent(meant -> opens(way, meant, when));
      return;
    }
    Outcome outcome = packet.has(TcpPacket.RST) ? Outcome.REFUSED : Outcome.ESTABLISHED;
    Way way = new Way(party, packet.target(), packet.source());
    Attempt attempt = pending.remove(way);
    if (attempt != null) {
      decide(way, attempt, new Answer(outcome, when));
    } else {
      answers.put(way, new Answer(outcome, when));
    }
  }

  private void opens(Way way, Endpoint meant, long when) {
    if (pending.containsKey(way)) {
      return;
    }
    Attempt attempt = new Attempt(recorder.nextConnection(), when, meant);
    Answer answer = answers.remove(way);
    if (answer != null && when - answer.when() < NOTED_TOO_LATE) {
      decide(way, attempt, answer);
    } else {
      pending.put(way, attempt);
    }
  }

  /** What was asked for: the stack makes 127.0.0.1 of 0.0.0.0. */
  private Optional<Endpoint> meant(Party party, Endpoint target) {
    if (party == Party.SERVER || announced.contains(target.address(), target.port())) {
      return Optional.of(target);
    }
    return target.address().equals(LOCALHOST) && announced.contains(ANY, target.port())
        ? Optional.of(new Endpoint(ANY, target.port()))
        : Optional.empty();
  }

  private Reason reason(Way way, Outcome outcome) {
    if (isAtDecoy(way)) {
      return outcome == Outcome.ESTABLISHED ? Reason.DECOY : Reason.NOT_LISTENING;
    }
    return isOfServer(way, outcome) ? Reason.LISTENING : Reason.OWN_HOST;
  }

  private boolean isAtDecoy(Way way) {
    return way.party() == Party.CLIENT
        && topology.decoys().stream()
            .anyMatch(decoy -> decoy.address().equals(way.target().address()));
  }

  /** The stack gives a connection to an address of its own that same address to come from. */
  private Endpoint source(Way way) {
    return isAtDecoy(way)
        ? topology
            .clientAddress(AddressFamily.of(way.target().address()))
            .map(own -> new Endpoint(own, way.source().port()))
            .orElse(way.source())
        : way.source();
  }

  /** What listens on the client's host is a test's own; no server is there. */
  private static boolean isOfServer(Way way, Outcome outcome) {
    return way.party() == Party.SERVER && outcome == Outcome.ESTABLISHED;
  }

  private void decide(Way way, Attempt attempt, Answer answer) {
    Outcome outcome = answer.outcome();
    long waited = Math.max(0, answer.when() - attempt.began());
    recorder.record(
        attempt.began(),
        at ->
            new ConnectionAttempt(
                at,
                attempt.connection(),
                way.party(),
                source(way),
                attempt.meant(),
                List.of(),
                outcome,
                way.party(),
                reason(way, outcome),
                Optional.of(Duration.ofNanos(waited))));
  }
}
