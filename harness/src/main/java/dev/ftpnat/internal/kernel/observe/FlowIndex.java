package dev.ftpnat.internal.kernel.observe;

import dev.ftpnat.internal.kernel.packet.TcpPacket;
import dev.ftpnat.net.Endpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells of which established connection a segment is, by its endpoints where it arrives. */
final class FlowIndex {

  /** Those that end are removed; those that a test never ends are few. */
  private static final int MOST = 10_000;

  private final Map<Place, Course> courses = new HashMap<>();
  private final Set<ObservedConnection> journeys = new LinkedHashSet<>();

  private record Place(int host, Endpoint source, Endpoint target) {}

  /** A direction of a connection. */
  record Course(ObservedConnection journey, boolean fromOrigin) {}

  /** A connection is established. */
  void add(ObservedConnection journey) {
    if (journeys.size() >= MOST) {
      remove(journeys.iterator().next());
    }
    journeys.add(journey);
    courses.putAll(of(journey));
  }

  /** It isn't any more. Another may have its endpoints by now. */
  void remove(ObservedConnection journey) {
    journeys.remove(journey);
    of(journey).forEach(courses::remove);
  }

  private static Map<Place, Course> of(ObservedConnection journey) {
    List<Integer> hosts = new ArrayList<>(journey.itinerary().orElseThrow().hosts());
    Map<Place, Course> places = new HashMap<>();
    for (int n = 1; n < hosts.size(); n++) {
      TcpPacket syn = journey.at(hosts.get(n)).orElseThrow();
      places.put(new Place(hosts.get(n), syn.source(), syn.target()), new Course(journey, true));
      places.put(
          new Place(hosts.get(n - 1), syn.target(), syn.source()), new Course(journey, false));
    }
    return places;
  }

  /** Whose segment it is that has arrived at a host. */
  Optional<Course> find(int host, TcpPacket packet) {
    return Optional.ofNullable(courses.get(new Place(host, packet.source(), packet.target())));
  }

  /** All that are established, the oldest first. */
  Set<ObservedConnection> journeys() {
    return journeys;
  }
}
