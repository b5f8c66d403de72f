package dev.ftpnat.internal.server.session;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * The address family of a control connection. Data connections are of the same: the server has an
 * address in it, and the client, too.
 */
public enum AddressFamily {
  IPV4(1),
  IPV6(2);

  private final int number;

  AddressFamily(int number) {
    this.number = number;
  }

  public static AddressFamily of(InetAddress address) {
    return address instanceof Inet6Address ? IPV6 : IPV4;
  }

  /** Its number in EPRT and EPSV (RFC 2428 section 2). */
  public int number() {
    return number;
  }
}
