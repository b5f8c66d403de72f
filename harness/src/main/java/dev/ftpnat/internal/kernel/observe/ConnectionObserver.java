package dev.ftpnat.internal.kernel.observe;

import dev.ftpnat.internal.address.Announced;
import dev.ftpnat.internal.io.BoundedMap;
import dev.ftpnat.internal.kernel.packet.TcpPacket;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.record.SessionMatcher;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.Hop;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Place;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.TraceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes out of packets what became of each connection attempt. A NAT changes addresses and ports,
 * but not the sequence number of a SYN, so this is by what it is known again at the next host; and
 * what arrived at one host but not at the next was refused there. No I/O; callers serialise calls.
 */
public final class ConnectionObserver {

  /** As many as the record keeps events. */
  private static final int MOST = 10_000;

  /** A SYN takes microseconds to the next host. What hasn't arrived after this won't. */
  private static final long ON_ITS_WAY = Duration.ofMillis(20).toNanos();

  private List<HostPath> itineraries;
  private final Recorder recorder;
  private final EstablishedObserver established;

  /** By the sequence number of the SYN. */
  private final Map<Integer, ObservedConnection> journeys = new BoundedMap<>(MOST);

  /** What couldn't be understood yet, the oldest first. */
  private final List<Observation> early = new ArrayList<>();

  /**
   * Of a topology with addresses.
   *
   * @param recorder told what became of each attempt
   * @param sessions told of control connections
   * @param announced told of replies as they arrive at the client
   */
  public ConnectionObserver(
      Topology topology, Recorder recorder, SessionMatcher sessions, Announced announced) {
    this.recorder = recorder;
    this.established = new EstablishedObserver(topology, recorder, sessions, announced);
    itineraries = HostPath.all(topology);
  }

  /** The time, as the record has it. */
  long now() {
    return recorder.now();
  }

  /** Gateways have other addresses from now on. */
  void readdressed(Topology topology) {
    itineraries = HostPath.all(topology);
  }

  /** What has become of those that were established. */
  EstablishedObserver established() {
    return established;
  }

  /** A packet has arrived. Those of one host come in order. */
  void arrived(Observation arrival) {
    TcpPacket packet = arrival.packet();
    if (packet.kind() == TcpPacket.Kind.SEGMENT && packet.opens()) {
      opens(arrival);
    } else if (!understood(arrival) && !packet.isPlain()) {
      // It may be about a connection whose beginning is still to be read from another host.
      early.add(arrival);
    }
  }

  /** Whether it is about a known connection. */
  private boolean understood(Observation arrival) {
    TcpPacket packet = arrival.packet();
    if (packet.kind() == TcpPacket.Kind.UNREACHABLE) {
      return unreachable(arrival);
    }
    ObservedConnection asked = journeys.get(packet.acknowledged() - 1);
    boolean answer = packet.has(TcpPacket.SYN) || packet.has(TcpPacket.RST);
    if (answer && asked != null && !isOver(asked)) {
      return answers(arrival, asked);
    }
    return established.takes(arrival);
  }

  private void opens(Observation arrival) {
    TcpPacket packet = arrival.packet();
    ObservedConnection journey =
        journeys.computeIfAbsent(
            packet.sequence(),
            sequence -> new ObservedConnection(recorder.nextConnection(), packet, arrival.when()));
    boolean repeated = !journey.arrived(arrival.host(), packet);
    findItinerary(journey, arrival);
    if (repeated) {
      dropped(journey);
    }
  }

  /** What goes to one of several client hosts is known when it arrives there. */
  private void findItinerary(ObservedConnection journey, Observation arrival) {
    for (HostPath itinerary : itineraries) {
      boolean begins =
          arrival.host() == itinerary.firstHost()
              && arrival.packet().source().address().equals(itinerary.originAddress());
      boolean ends =
          arrival.host() == itinerary.lastHost()
              && journey.itinerary().filter(known -> known.isAlternative(itinerary)).isPresent();
      if (ends || (begins && journey.itinerary().isEmpty())) {
        journey.setItinerary(itinerary);
      }
    }
  }

  /** A SYN that was dropped at first may get another answer when it is repeated. */
  private static boolean isOver(ObservedConnection journey) {
    return journey.isDecided() && !journey.wasDropped();
  }

  private boolean unreachable(Observation arrival) {
    ObservedConnection journey = journeys.get(arrival.packet().sequence());
    if (journey == null || isOver(journey) || !isBackAtOrigin(arrival, journey)) {
      return journey != null && journey.isDecided();
    }
    decide(journey, Outcome.UNREACHABLE, waited(journey, arrival));
    return true;
  }

  /** The answer to a SYN passes all hosts; it counts when it is back at the first. */
  private boolean answers(Observation arrival, ObservedConnection journey) {
    if (journey.itinerary().isPresent() && !isBackAtOrigin(arrival, journey)) {
      return true;
    }
    boolean refused = arrival.packet().has(TcpPacket.RST);
    if (journey.itinerary().isPresent() && !isAwaited(arrival, journey)) {
      decide(journey, Outcome.DROPPED, Optional.empty(), Reason.ANSWERED_DIRECTLY);
      return true;
    }
    // Whatever is established has arrived, and where will be read from the host at the end. So it
    // is with what was reset, unless a gateway on the way does the one or the other.
    if (journey.itinerary().isEmpty()
        || !(journey.itinerary().get().hasArrived(journey)
            || (refused
                ? journey.itinerary().get().mayBeResetAtLast(journey)
                : journey.itinerary().get().mayBeAcceptedAtLast(journey)))) {
      return false;
    }
    if (!refused && journey.itinerary().get().hasArrived(journey)) {
      established.add(journey, arrival.packet(), arrival.when());
    }
    decide(journey, refused ? Outcome.REFUSED : Outcome.ESTABLISHED, waited(journey, arrival));
    return true;
  }

  /** Whether it comes from where the origin has sent to; else its stack takes it for no answer. */
  private static boolean isAwaited(Observation answer, ObservedConnection journey) {
    return answer.packet().source().equals(journey.first().target());
  }

  private static boolean isBackAtOrigin(Observation arrival, ObservedConnection journey) {
    return journey.itinerary().map(way -> way.origin() == arrival.host()).orElse(false);
  }

  /** Decides about those that should have got further by now. */
  void settle(long now) {
    List<Observation> waiting = List.copyOf(early);
    early.clear();
    for (Observation arrival : waiting) {
      if (!understood(arrival) && now - arrival.when() < ON_ITS_WAY) {
        early.add(arrival);
      }
    }
    journeys.values().stream()
        .filter(journey -> !journey.isDecided() && now - journey.began() > ON_ITS_WAY)
        .toList()
        .forEach(this::dropped);
    established.settle(now);
  }

  private void dropped(ObservedConnection journey) {
    // One that has arrived is the host's affair, and it may still answer.
    if (!journey.isDecided()
        && journey.itinerary().map(way -> !way.hasArrived(journey)).orElse(false)) {
      decide(journey, Outcome.DROPPED, Optional.empty());
    }
  }

  private static Optional<Duration> waited(ObservedConnection journey, Observation answer) {
    return Optional.of(Duration.ofNanos(Math.max(0, answer.when() - journey.began())));
  }

  private void decide(ObservedConnection journey, Outcome outcome, Optional<Duration> waited) {
    decide(journey, outcome, waited, reason(journey.itinerary().orElseThrow(), journey, outcome));
  }

  private void decide(
      ObservedConnection journey, Outcome outcome, Optional<Duration> waited, Reason reason) {
    HostPath itinerary = journey.itinerary().orElseThrow();
    journey.decided();
    List<Hop> hops = itinerary.hops(journey);
    hops.forEach(hop -> established.pinholes().used(hop.gateway(), hop.target()));
    Place decidedBy =
        reason == Reason.ANSWERED_DIRECTLY ? itinerary.party() : itinerary.last(journey);
    Function<Duration, TraceEvent> attempt =
        at ->
            new ConnectionAttempt(
                at,
                journey.connection(),
                itinerary.party(),
                journey.first().source(),
                journey.first().target(),
                hops,
                outcome,
                decidedBy,
                reason,
                waited);
    Optional<Recorder.Entry> earlier = journey.takeDropped();
    if (earlier.isPresent()) {
      earlier.get().amend(attempt);
      return;
    }
    Recorder.Entry entry = recorder.record(journey.began(), attempt);
    if (outcome == Outcome.DROPPED && reason != Reason.ANSWERED_DIRECTLY) {
      journey.dropped(entry);
    }
  }

  private Reason reason(HostPath itinerary, ObservedConnection journey, Outcome outcome) {
    if (itinerary.hasArrived(journey)) {
      return outcome == Outcome.ESTABLISHED ? Reason.LISTENING : Reason.NOT_LISTENING;
    }
    return itinerary.refusal(journey, established.journeys(), established.pinholes());
  }
}
