package dev.ftpnat.net;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * The family of an address, and so of a connection. Both connections of FTP are of the same one: a
 * data connection leads to where the control connection does, or back from there.
 */
public enum AddressFamily {
  /** IPv4. */
  IPV4(1),
  /** IPv6. */
  IPV6(2);

  private final int number;

  AddressFamily(int number) {
    this.number = number;
  }

  /** The family of an address. */
  public static AddressFamily of(InetAddress address) {
    return address instanceof Inet6Address ? IPV6 : IPV4;
  }

  /** Its number in EPRT and EPSV (RFC 2428 section 2): 1 or 2. */
  public int number() {
    return number;
  }

  /** The one that it isn't. */
  public AddressFamily other() {
    return this == IPV4 ? IPV6 : IPV4;
  }

  /** As people write it: {@code IPv4} or {@code IPv6}. */
  public String text() {
    return this == IPV4 ? "IPv4" : "IPv6";
  }
}
