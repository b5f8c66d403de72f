package dev.ftpnat.launcher.matrix;

import dev.ftpnat.Scenario;
import dev.ftpnat.topology.Topology;
import java.util.Locale;
import java.util.Optional;

/**
 * One environment of a matrix.
 *
 * @param scenario its scenario
 * @param topology the same with what has been set
 * @param server the server's kind, if the matrix varies that
 */
public record Cell(Scenario scenario, Topology topology, Optional<String> server) {

  /** What it is called beside its scenario, for example {@code explicit}. */
  String column() {
    return topology.server().tls().name().toLowerCase(Locale.ROOT);
  }

  /** For example {@code PRIVATE_IP_PASV-explicit}. */
  String fileName() {
    return scenario + "-" + column() + server.map(name -> "-" + name).orElse("");
  }

  @Override
  public String toString() {
    return scenario + " " + column() + server.map(name -> " " + name).orElse("");
  }
}
