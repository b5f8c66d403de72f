package dev.ftpnat.internal.simulated.routing;

import dev.ftpnat.trace.event.Outcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/** The exceptions that {@code java.net.Socket} throws on a real network, type and message. */
public final class ConnectFailures {

  private ConnectFailures() {}

  /** The exception for an attempt that was answered with a refusal. */
  public static IOException of(Outcome outcome) {
    return switch (outcome) {
      case REFUSED -> new ConnectException("Connection refused");
      case UNREACHABLE -> new NoRouteToHostException("No route to host");
      case DROPPED -> stackGaveUp();
      case ESTABLISHED -> throw new IllegalArgumentException("an established connection");
    };
  }

  /** What a router on the way says that has no route there: Linux tells the families apart. */
  public static IOException noRoute(InetAddress target) {
    return target instanceof Inet6Address ? noNetwork() : of(Outcome.UNREACHABLE);
  }

  /** The stack has no route to addresses of this kind. */
  static IOException noNetwork() {
    return new SocketException("Network is unreachable");
  }

  /** Nobody answered within the connect timeout that the caller had set. */
  public static IOException callerTimedOut() {
    return new SocketTimeoutException("Connect timed out");
  }

  /** Nobody answered until the TCP stack gave up by itself; the caller had set no timeout. */
  public static IOException stackGaveUp() {
    return new ConnectException("Connection timed out");
  }

  /**
   * Throws a checked exception from a method that declares none. {@code Socket.connect} passes it
   * on to the caller, who expects it.
   */
  @SuppressWarnings("unchecked")
  public static <T extends Throwable> RuntimeException sneak(Throwable exception) throws T {
    throw (T) exception;
  }
}
