package dev.ftpnat.internal.kernel.observe;

import dev.ftpnat.internal.address.Announced;
import dev.ftpnat.internal.kernel.conntrack.Expectations;
import dev.ftpnat.internal.kernel.conntrack.Expectations.Expectation;
import dev.ftpnat.internal.kernel.observe.FlowIndex.Course;
import dev.ftpnat.internal.kernel.packet.TcpPacket;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.record.SessionMatcher;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.GatewayEvent.Forgetting;
import dev.ftpnat.trace.event.Hop;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.TraceEvent;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What becomes of connections once they are established: what control connections carry, which
 * gateways forget them, how they end.
 */
final class EstablishedObserver {

  /** What was sent before the end may still be on its way when the end is seen. */
  private static final long STILL_COMING = Duration.ofMillis(20).toNanos();

  private final Topology topology;
  private final Recorder recorder;
  private final SessionMatcher sessions;
  private final Announced announced;
  private final IdleExpiry lapses;
  private final FlowIndex courses = new FlowIndex();
  private final Expectations expectations = new Expectations();
  private final OpenedPinholes pinholes = new OpenedPinholes();
  private final List<Ended> ended = new ArrayList<>();

  private record Ended(ObservedConnection journey, long when) {}

  EstablishedObserver(
      Topology topology, Recorder recorder, SessionMatcher sessions, Announced announced) {
    this.announced = announced;
    this.topology = topology;
    this.recorder = recorder;
    this.sessions = sessions;
    this.lapses = new IdleExpiry(topology, recorder);
  }

  /** All that haven't ended, and some that just have. */
  Iterable<ObservedConnection> journeys() {
    return courses.journeys();
  }

  /** What ALGs have opened. */
  OpenedPinholes pinholes() {
    return pinholes;
  }

  /** The answer to a SYN is back at its origin. */
  void add(ObservedConnection journey, TcpPacket synAck, long when) {
    journey.established(synAck, when);
    HostPath way = journey.itinerary().orElseThrow();
    TcpPacket arrived = journey.at(way.lastHost()).orElseThrow();
    if (way.party() == Party.CLIENT && arrived.target().port() == topology.server().controlPort()) {
      journey.setWire(wire(journey));
      // The server knows a control connection by where it seems to come from.
      Endpoint peer = arrived.source();
      sessions.connected(journey.connection(), new InetSocketAddress(peer.address(), peer.port()));
    }
    courses.add(journey);
  }

  private ControlStreamObserver wire(ObservedConnection journey) {
    HostPath way = journey.itinerary().orElseThrow();
    List<Hop> hops = way.hops(journey);
    return new ControlStreamObserver(
        recorder,
        journey.connection(),
        way,
        journey.initialSequence(Party.CLIENT),
        journey.initialSequence(Party.SERVER),
        announced::said,
        (sender, step) -> {
          int number = sender == Party.CLIENT ? step - 1 : way.links() - 1 - step;
          Gateway gateway = way.gateways().get(number);
          Hop hop = hops.get(number);
          if (!gateway.alg().readsAnything()
              || !gateway
                  .algPorts()
                  .contains(
                      gateway.matchesAlgPortsInside()
                          ? hop.translatedTarget().port()
                          : hop.target().port())) {
            return Optional.empty();
          }
          Endpoint seen = sender == Party.CLIENT ? hop.translatedSource() : hop.target();
          int host = lapses.host(hop.gateway());
          return Optional.of(
              new AlgObserver(
                  recorder,
                  journey.connection(),
                  hop.gateway(),
                  sender,
                  seen.address(),
                  !hop.source().equals(hop.translatedSource())
                      || !hop.target().equals(hop.translatedTarget()),
                  to -> expectations.take(new Expectation(host, hop.source(), hop.target(), to)),
                  to -> pinholes.opened(hop.gateway(), to)));
        });
  }

  /** The numbers of the hosts that have an ALG. */
  List<Integer> algs() {
    return topology.gateways().stream()
        .filter(gateway -> gateway.alg().readsAnything())
        .map(gateway -> lapses.host(gateway.name().orElseThrow()))
        .toList();
  }

  /** An ALG has begun to expect a connection. What announced it has left, or is about to. */
  void expected(Expectation expectation) {
    expectations.add(expectation);
  }

  /** Takes a segment; false if it is of none of these. */
  boolean takes(Observation arrival) {
    TcpPacket packet = arrival.packet();
    Optional<Course> course = courses.find(arrival.host(), packet);
    if (course.isEmpty()) {
      return false;
    }
    ObservedConnection journey = course.get().journey();
    boolean fromOrigin = course.get().fromOrigin();
    Party origin = journey.itinerary().orElseThrow().party();
    Party sender = fromOrigin ? origin : origin.opposite();
    lapses.arrived(journey, sender, arrival);
    journey.seen(packet, arrival.host(), fromOrigin);
    journey.end().ifPresent(entry -> entry.amend(end(journey)));
    journey.wire().ifPresent(wire -> wire.arrived(sender, arrival));
    if ((packet.has(TcpPacket.FIN) || packet.has(TcpPacket.RST))
        && journey.ending(packet, arrival.host(), fromOrigin)) {
      ended.add(new Ended(journey, arrival.when()));
      recordEnd(journey, arrival.when());
    }
    return true;
  }

  /** Decides about what can be decided by now. */
  void settle(long now) {
    for (Iterator<Ended> each = ended.iterator(); each.hasNext(); ) {
      Ended over = each.next();
      if (now - over.when() > STILL_COMING) {
        remove(over.journey());
        each.remove();
      }
    }
    lapses.settle(courses.journeys(), now);
  }

  /** Nothing will be seen any more. */
  void close() {
    List.copyOf(courses.journeys()).forEach(this::remove);
    ended.clear();
  }

  private void remove(ObservedConnection journey) {
    courses.remove(journey);
    journey.wire().ifPresent(ControlStreamObserver::ended);
  }

  /** The number of the host that is a gateway. */
  int host(String gateway) {
    return lapses.host(gateway);
  }

  /** What a gateway knows as far as has been seen. */
  List<ObservedConnection> knownTo(int gateway) {
    return courses.journeys().stream()
        .filter(journey -> !journey.isOver())
        .filter(journey -> journey.at(gateway).isPresent())
        .filter(journey -> journey.forgottenSince(gateway).isEmpty())
        .toList();
  }

  /** Whether the server has been told of a client's end, and will end the connection as well. */
  boolean isAnyEnding() {
    for (ObservedConnection journey : courses.journeys()) {
      boolean ending = journey.isEnding() && !journey.isOver() && !journey.isForgotten();
      if (journey.wire().isPresent() && ending) {
        return true;
      }
    }
    return false;
  }

  /** Whether nothing is under way on the control connections that a gateway knows. */
  boolean isQuiet(String gateway) {
    return knownTo(host(gateway)).stream()
        .flatMap(journey -> journey.wire().stream())
        .allMatch(ControlStreamObserver::isQuiet);
  }

  /** A gateway has been told to forget a connection. */
  void forgot(ObservedConnection journey, int gateway, Forgetting cause, long when) {
    lapses.forgot(journey, gateway, cause, when);
  }

  private void recordEnd(ObservedConnection journey, long when) {
    journey.setEnd(recorder.record(when, end(journey)));
  }

  private static Function<Duration, TraceEvent> end(ObservedConnection journey) {
    return at ->
        new ConnectionEnd(
            at,
            journey.connection(),
            journey.itinerary().orElseThrow().party(),
            journey.first().source(),
            journey.first().target(),
            journey.sentBy(true),
            journey.sentBy(false));
  }
}
