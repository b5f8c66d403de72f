package dev.ftpnat.internal.alg;

import dev.ftpnat.net.Endpoint;
import java.net.InetAddress;
import java.util.Objects;

/**
 * A data connection that a gateway expects because its ALG read of it on a control connection;
 * netfilter calls it an expectation.
 *
 * @param source who may connect; any source port will do
 * @param destination where the connection goes before translation
 * @param translatedSource the address it seems to come from after translation; the port is kept
 * @param translatedDestination where it goes after translation
 */
public record Pinhole(
    InetAddress source,
    Endpoint destination,
    InetAddress translatedSource,
    Endpoint translatedDestination) {

  public Pinhole {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(destination, "destination");
    Objects.requireNonNull(translatedSource, "translatedSource");
    Objects.requireNonNull(translatedDestination, "translatedDestination");
  }

  /** The same pinhole with another port before translation. */
  public Pinhole withPort(int port) {
    return new Pinhole(source, destination.withPort(port), translatedSource, translatedDestination);
  }
}
