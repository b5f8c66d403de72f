package dev.ftpnat.internal.alg.netfilter;

import dev.ftpnat.net.IpAddresses;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Where a segment says that a data connection shall go, and which bytes of the segment say so (the
 * HOST-PORT of RFC 959 and its successors in RFC 2428).
 *
 * @param address the address, or empty where the form has none: a 229 reply means its sender's own
 * @param port 0 to 65535
 * @param from the index of the first byte to replace in a translation
 * @param to the index after the last byte to replace
 */
record NetfilterHostPort(Optional<InetAddress> address, int port, int from, int to) {

  /** The forms that a host-port comes in. */
  @FunctionalInterface
  interface Reader {
    /** Reads the host-port that begins at {@code from}, or gives empty if there is none. */
    Optional<NetfilterHostPort> read(byte[] segment, int from);
  }

  /** {@code h1,h2,h3,h4,p1,p2} and then a carriage return, as RFC 959 has it. */
  static Optional<NetfilterHostPort> ofCommand(byte[] segment, int from) {
    return Octets.read(segment, from, 6, ',', next -> next == '\r')
        .map(octets -> ofSixOctets(octets, from));
  }

  /**
   * The same after any text without digits and before any byte: RFC 1123 section 4.1.2.6 says that
   * a 227 reply must be scanned for its first digit because nothing else in it can be relied on.
   */
  static Optional<NetfilterHostPort> ofReply(byte[] segment, int from) {
    int start = from;
    while (start < segment.length && !Octets.isDigit(Byte.toUnsignedInt(segment[start]))) {
      start++;
    }
    int first = start;
    return Octets.read(segment, first, 6, ',', next -> true)
        .map(octets -> ofSixOctets(octets, first));
  }

  /** {@code |1|h1.h2.h3.h4|port|} of RFC 2428 with any delimiter. */
  static Optional<NetfilterHostPort> ofExtendedCommand(byte[] segment, int from) {
    if (!hasDelimiter(segment, from)
        || segment[from + 1] != '1'
        || segment[from + 2] != segment[from]) {
      return Optional.empty();
    }
    byte delimiter = segment[from];
    return Octets.read(segment, from + 3, 4, '.', next -> next == delimiter)
        .flatMap(octets -> ofPort(segment, from, octets.end() + 1, Optional.of(octets.address())));
  }

  /** {@code |2|2001:db8::1|port|} of RFC 2428 with any delimiter, on IPv6. */
  static Optional<NetfilterHostPort> ofExtendedCommandOnIpv6(byte[] segment, int from) {
    if (!hasDelimiter(segment, from)
        || segment[from + 1] != '2'
        || segment[from + 2] != segment[from]) {
      return Optional.empty();
    }
    // What ends the address is skipped, whatever it is.
    return Ipv6Literal.read(segment, from + 3, segment[from])
        .flatMap(ipv6 -> ofPort(segment, from, ipv6.end() + 1, Optional.of(ipv6.address())));
  }

  /** {@code |||port|} of RFC 2428 with any delimiter. */
  static Optional<NetfilterHostPort> ofExtendedReply(byte[] segment, int from) {
    if (!hasDelimiter(segment, from)
        || segment[from + 1] != segment[from]
        || segment[from + 2] != segment[from]) {
      return Optional.empty();
    }
    return ofPort(segment, from, from + 3, Optional.empty());
  }

  /**
   * The address that its sender has named, or meant by naming none: what is too short for the
   * sender's family stands for its first octets.
   */
  InetAddress namedBy(InetAddress sender) {
    byte[] octets = sender.getAddress();
    address
        .map(InetAddress::getAddress)
        .ifPresent(named -> System.arraycopy(named, 0, octets, 0, named.length));
    return IpAddresses.ofOctets(octets);
  }

  private static NetfilterHostPort ofSixOctets(Octets octets, int from) {
    return new NetfilterHostPort(Optional.of(octets.address()), octets.port(), from, octets.end());
  }

  /**
   * Reads the port at {@code portFrom} up to and with the delimiter that is at {@code from}. It is
   * taken modulo 65536, as netfilter counts it in 16 bits, and what comes to 0 is an error.
   */
  private static Optional<NetfilterHostPort> ofPort(
      byte[] segment, int from, int portFrom, Optional<InetAddress> address) {
    int port = 0;
    for (int at = portFrom; at < segment.length; at++) {
      if (segment[at] == segment[from]) {
        return port == 0
            ? Optional.empty()
            : Optional.of(new NetfilterHostPort(address, port, from, at + 1));
      }
      if (!Octets.isDigit(Byte.toUnsignedInt(segment[at]))) {
        return Optional.empty();
      }
      port = (port * 10 + (segment[at] - '0')) & 0xffff;
    }
    return Optional.empty();
  }

  /** Whether a printable byte that is no digit is at {@code from}, and three more after it. */
  private static boolean hasDelimiter(byte[] segment, int from) {
    if (segment.length - from <= 3) {
      return false;
    }
    int character = Byte.toUnsignedInt(segment[from]);
    return character > ' ' && character < 127 && !Octets.isDigit(character);
  }
}
