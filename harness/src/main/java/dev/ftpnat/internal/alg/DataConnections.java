package dev.ftpnat.internal.alg;

import dev.ftpnat.net.Endpoint;
import java.net.InetAddress;

/** Where the data connections of a control connection lead through a gateway. */
public record DataConnections(ControlTuple connection) {

  /** The sender as it knows itself, on its own side of the gateway. */
  public InetAddress sender(Direction direction) {
    return switch (direction) {
      case ORIGINAL -> connection.source().address();
      case REPLY -> connection.translatedDestination().address();
    };
  }

  /** The one from the other side that a host-port of the sender's own leads to. */
  public Pinhole pinhole(Direction direction, int port) {
    return switch (direction) {
      case ORIGINAL ->
          new Pinhole(
              connection.translatedDestination().address(),
              connection.translatedSource().withPort(port),
              connection.destination().address(),
              connection.source().withPort(port));
      case REPLY ->
          new Pinhole(
              connection.source().address(),
              connection.destination().withPort(port),
              connection.translatedSource().address(),
              connection.translatedDestination().withPort(port));
    };
  }

  /** The same, but it leads on to this address. */
  public Pinhole pinhole(Direction direction, InetAddress address, int port) {
    Pinhole own = pinhole(direction, port);
    return new Pinhole(
        own.source(), own.destination(), own.translatedSource(), new Endpoint(address, port));
  }

  /** Six numbers with commas between them, as RFC 959 has a host-port. */
  public static String sixNumbers(Endpoint endpoint) {
    return endpoint.address().getHostAddress().replace('.', ',')
        + ","
        + (endpoint.port() >> 8)
        + ","
        + (endpoint.port() & 0xff);
  }
}
