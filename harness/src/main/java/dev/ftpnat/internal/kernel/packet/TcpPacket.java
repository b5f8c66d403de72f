package dev.ftpnat.internal.kernel.packet;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * What an IPv4 or IPv6 packet tells of a connection. One of IPv6 with extension headers tells
 * nothing: nobody here sends any.
 *
 * @param kind a TCP segment, or an ICMP error that is about one
 * @param source where it comes from; of an ICMP error, where the segment came from
 * @param target where it goes, likewise
 * @param sequence the TCP sequence number
 * @param acknowledged the acknowledgement number; 0 of an ICMP error
 * @param flags the TCP flags; 0 of an ICMP error
 * @param length how many bytes the segment carries
 */
public record TcpPacket(
    Kind kind,
    Endpoint source,
    Endpoint target,
    int sequence,
    int acknowledged,
    int flags,
    int length) {

  static final int ICMP = 1;
  public static final int TCP = 6;
  static final int FRAGMENT_OFFSET = 0x1fff;
  public static final int FIN = 1;
  public static final int SYN = 2;
  public static final int RST = 4;
  public static final int ACK = 16;

  private static final int DESTINATION_UNREACHABLE = 3;
  private static final int ICMP_HEADER = 8;

  static final int ICMPV6 = 58;
  static final int ICMPV6_DESTINATION_UNREACHABLE = 1;
  static final int IPV6_HEADER = 40;

  /** What it is. */
  public enum Kind {
    /** A TCP segment. */
    SEGMENT,
    /** An ICMP error: the quoted segment can't be delivered. */
    UNREACHABLE
  }

  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** The beginning of a connection. */
  public boolean opens() {
    return has(SYN) && !has(ACK);
  }

  /** Whether it neither opens nor ends a connection. */
  public boolean isPlain() {
    return kind == Kind.SEGMENT && !has(SYN) && !has(FIN) && !has(RST);
  }

  /** What a segment carries, out of the bytes that it was parsed from. */
  public static byte[] payload(byte[] bytes, TcpPacket packet) {
    if (packet.kind() != Kind.SEGMENT || packet.length() == 0) {
      return new byte[0];
    }
    int end = Math.min(bytes.length, totalLength(ByteBuffer.wrap(bytes), 0));
    return Arrays.copyOfRange(bytes, Math.max(0, end - packet.length()), end);
  }

  /** The packet, if it is of a kind that is of interest and whole. */
  public static Optional<TcpPacket> parse(byte[] bytes) {
    ByteBuffer ip = ByteBuffer.wrap(bytes);
    int header = headerLength(ip, 0);
    if (header < 0) {
      return Optional.empty();
    }
    int protocol = protocol(ip, 0);
    if (protocol == TCP) {
      return segment(Kind.SEGMENT, ip, 0, header);
    }
    boolean isIpv6 = isIpv6(ip, 0);
    if (protocol != (isIpv6 ? ICMPV6 : ICMP)
        || bytes.length < header + ICMP_HEADER
        || bytes[header] != (isIpv6 ? ICMPV6_DESTINATION_UNREACHABLE : DESTINATION_UNREACHABLE)) {
      return Optional.empty();
    }
    // An ICMP error quotes the header of the packet that it is about, and 8 bytes of that.
    int quoted = header + ICMP_HEADER;
    int quotedHeader = headerLength(ip, quoted);
    return quotedHeader < 0 || protocol(ip, quoted) != TCP
        ? Optional.empty()
        : segment(Kind.UNREACHABLE, ip, quoted, quotedHeader);
  }

  /** The length of the IP header there; -1 if there is none, or of a fragment but the first. */
  private static int headerLength(ByteBuffer bytes, int at) {
    if (bytes.capacity() >= at + IPV6_HEADER && isIpv6(bytes, at)) {
      return IPV6_HEADER;
    }
    if (bytes.capacity() < at + 20 || (bytes.get(at) & 0xf0) != 0x40) {
      return -1;
    }
    int length = 4 * (bytes.get(at) & 0xf);
    boolean fragment = (bytes.getShort(at + 6) & FRAGMENT_OFFSET) != 0;
    return length < 20 || fragment ? -1 : length;
  }

  private static boolean isIpv6(ByteBuffer bytes, int at) {
    return (bytes.get(at) & 0xf0) == 0x60;
  }

  private static int protocol(ByteBuffer bytes, int at) {
    return bytes.get(at + (isIpv6(bytes, at) ? 6 : 9));
  }

  private static int totalLength(ByteBuffer bytes, int at) {
    return isIpv6(bytes, at)
        ? IPV6_HEADER + (bytes.getShort(at + 4) & 0xffff)
        : bytes.getShort(at + 2) & 0xffff;
  }

  private static Optional<TcpPacket> segment(Kind kind, ByteBuffer ip, int at, int header) {
    int tcp = at + header;
    if (ip.capacity() < tcp + (kind == Kind.SEGMENT ? 20 : 8)) {
      return Optional.empty();
    }
    boolean isIpv6 = isIpv6(ip, at);
    int size = isIpv6 ? 16 : 4;
    int addresses = at + (isIpv6 ? 8 : 12);
    Endpoint source = endpoint(ip, addresses, size, tcp);
    Endpoint target = endpoint(ip, addresses + size, size, tcp + 2);
    int sequence = ip.getInt(tcp + 4);
    if (kind == Kind.UNREACHABLE) {
      return Optional.of(new TcpPacket(kind, source, target, sequence, 0, 0, 0));
    }
    int total = totalLength(ip, at);
    int tcpHeader = (ip.get(tcp + 12) & 0xf0) >> 2;
    int length = Math.max(0, total - header - tcpHeader);
    return Optional.of(
        new TcpPacket(
            kind, source, target, sequence, ip.getInt(tcp + 8), ip.get(tcp + 13) & 0x3f, length));
  }

  private static Endpoint endpoint(ByteBuffer bytes, int address, int size, int port) {
    byte[] octets = new byte[size];
    bytes.get(address, octets);
    return new Endpoint(IpAddresses.ofOctets(octets), bytes.getShort(port) & 0xffff);
  }
}
