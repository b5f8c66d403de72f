package dev.ftpnat.launcher.matrix;

import dev.ftpnat.NatDevice;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.internal.report.Place;
import dev.ftpnat.topology.Topology;
import java.util.Locale;
import java.util.Optional;

/**
 * One environment of a matrix.
 *
 * @param place its scenario or device
 * @param topology the same with what has been set
 * @param server the server's kind, if the matrix varies that
 */
public record Cell(Place place, Topology topology, Optional<String> server) {

  /** That of a device or a scenario. */
  public static Cell of(Enum<?> named, Topology topology, Optional<String> server) {
    Place place = named instanceof NatDevice device ? Place.of(device) : Place.of((Scenario) named);
    return new Cell(place, topology, server);
  }

  /** What it is called beside that, for example {@code explicit}. */
  String column() {
    return topology.server().tls().name().toLowerCase(Locale.ROOT);
  }

  /** For example {@code PRIVATE_IP_PASV-explicit}. */
  String fileName() {
    return place + "-" + column() + server.map(name -> "-" + name).orElse("");
  }

  @Override
  public String toString() {
    return place + " " + column() + server.map(name -> " " + name).orElse("");
  }
}
