package dev.ftpnat.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Objects;

/**
 * One end of a TCP connection in the simulated network: an address and a port (RFC 2663 calls the
 * pair a transport address).
 *
 * @param address the address, of either family
 * @param port 0 to 65535; 0 means that no port has been chosen yet
 */
public record Endpoint(InetAddress address, int port) {

  public Endpoint {
    Objects.requireNonNull(address, "address");
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " is not in 0..65535");
    }
  }

  /** The endpoint at the address that a literal names, and a port. */
  public static Endpoint of(String address, int port) {
    return new Endpoint(IpAddresses.of(address), port);
  }

  /** The same address with another port. */
  public Endpoint withPort(int newPort) {
    return new Endpoint(address, newPort);
  }

  /** For example {@code 203.0.113.7:21} or {@code [2001:db8::1]:21}. */
  @Override
  public String toString() {
    String text = IpAddresses.text(address);
    return (address instanceof Inet6Address ? "[" + text + "]" : text) + ":" + port;
  }
}
