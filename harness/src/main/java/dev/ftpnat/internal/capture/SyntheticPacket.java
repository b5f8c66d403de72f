package dev.ftpnat.internal.capture;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * An IPv4 or IPv6 packet as it was captured.
 *
 * @param bytes what was captured of it
 * @param originalLength how long it was
 */
record SyntheticPacket(byte[] bytes, int originalLength) {

  static final int FIN = 1;
  static final int SYN = 2;
  static final int RST = 4;
  static final int PSH = 8;
  static final int ACK = 16;

  /** Sent by the hosts, and never filled: receivers here take everything at once. */
  static final int WINDOW = 65535;

  /** What fits into a frame of Ethernet. */
  static final int MAXIMUM_SEGMENT_SIZE = 1460;

  private static final int IPV4_HEADER = 20;
  private static final int IPV6_HEADER = 40;
  private static final int TCP_HEADER = 20;
  private static final int ICMP_HEADER = 8;
  private static final int MSS_OPTION = 4;
  private static final int ICMP = 1;
  private static final int TCP = 6;
  private static final int DONT_FRAGMENT = 0x4000;
  private static final int DESTINATION_UNREACHABLE = 3;
  private static final int HOST_UNREACHABLE = 1;
  private static final int ICMPV6 = 58;
  private static final int ICMPV6_DESTINATION_UNREACHABLE = 1;
  private static final int ICMPV6_ADDRESS_UNREACHABLE = 3;

  /** RFC 4443 section 2.4: no answer of ICMPv6 is longer. */
  private static final int IPV6_MINIMUM_MTU = 1280;

  /**
   * What of the IP header isn't given by the endpoints.
   *
   * @param id tells apart the packets of a sender
   * @param timeToLive how many more hops it may take
   */
  record Delivery(int id, int timeToLive) {}

  /** A TCP segment; one with SYN has the option for the maximum segment size. */
  static SyntheticPacket segment(
      Delivery delivery,
      Endpoint source,
      Endpoint target,
      int sequence,
      int acknowledged,
      int flags,
      Payload payload) {
    int header = TCP_HEADER + ((flags & SYN) != 0 ? MSS_OPTION : 0);
    int ipHeader = headerLength(source.address());
    int length = ipHeader + header + payload.length();
    byte[] bytes = new byte[ipHeader + header + payload.captured()];
    ByteBuffer packet = ByteBuffer.wrap(bytes);
    ip(packet, length, delivery, TCP, source.address(), target.address());
    packet.putShort((short) source.port()).putShort((short) target.port());
    packet.putInt(sequence).putInt(acknowledged);
    packet.put((byte) ((header / 4) << 4)).put((byte) flags).putShort((short) WINDOW).putInt(0);
    if (header > TCP_HEADER) {
      packet.put((byte) 2).put((byte) MSS_OPTION).putShort((short) MAXIMUM_SEGMENT_SIZE);
    }
    packet.put(payload.bytes(), payload.offset(), payload.captured());
    // Nobody can tell the checksum of what isn't there, and in long transfers it would cost most.
    if (bytes.length == length) {
      // The addresses are covered, too, with the protocol and the length in front of them.
      int pseudo = TCP + length - ipHeader;
      int from = ipHeader - 2 * source.address().getAddress().length;
      packet.putShort(ipHeader + 16, checksum(packet, from, length, pseudo));
    }
    return new SyntheticPacket(bytes, length);
  }

  private static int headerLength(InetAddress address) {
    return address instanceof Inet6Address ? IPV6_HEADER : IPV4_HEADER;
  }

  /** A router's answer to a packet that it can't deliver, which it quotes, RFC 792 and 4443. */
  static SyntheticPacket hostUnreachable(
      Delivery delivery, InetAddress router, InetAddress target, SyntheticPacket quoted) {
    if (router instanceof Inet6Address) {
      return addressUnreachable(delivery, router, target, quoted);
    }
    int length = IPV4_HEADER + ICMP_HEADER + quoted.bytes.length;
    byte[] bytes = new byte[length];
    ByteBuffer packet = ByteBuffer.wrap(bytes);
    ip(packet, length, delivery, ICMP, router, target);
    packet.put((byte) DESTINATION_UNREACHABLE).put((byte) HOST_UNREACHABLE);
    packet.position(IPV4_HEADER + ICMP_HEADER);
    packet.put(quoted.bytes);
    packet.putShort(IPV4_HEADER + 2, checksum(packet, IPV4_HEADER, length, 0));
    return new SyntheticPacket(bytes, length);
  }

  private static SyntheticPacket addressUnreachable(
      Delivery delivery, InetAddress router, InetAddress target, SyntheticPacket quoted) {
    int length = Math.min(IPV6_MINIMUM_MTU, IPV6_HEADER + ICMP_HEADER + quoted.bytes.length);
    byte[] bytes = new byte[length];
    ByteBuffer packet = ByteBuffer.wrap(bytes);
    ip(packet, length, delivery, ICMPV6, router, target);
    packet.put((byte) ICMPV6_DESTINATION_UNREACHABLE).put((byte) ICMPV6_ADDRESS_UNREACHABLE);
    packet.position(IPV6_HEADER + ICMP_HEADER);
    packet.put(quoted.bytes, 0, length - IPV6_HEADER - ICMP_HEADER);
    int pseudo = ICMPV6 + length - IPV6_HEADER;
    packet.putShort(IPV6_HEADER + 2, checksum(packet, IPV6_HEADER - 32, length, pseudo));
    return new SyntheticPacket(bytes, length);
  }

  private static void ip(
      ByteBuffer packet,
      int length,
      Delivery delivery,
      int protocol,
      InetAddress from,
      InetAddress to) {
    if (from instanceof Inet6Address) {
      packet.putInt(6 << 28).putShort((short) (length - IPV6_HEADER));
      packet.put((byte) protocol).put((byte) delivery.timeToLive);
      packet.put(from.getAddress()).put(to.getAddress());
      return;
    }
    packet.put((byte) ((4 << 4) | (IPV4_HEADER / 4))).put((byte) 0).putShort((short) length);
    packet.putShort((short) delivery.id).putShort((short) DONT_FRAGMENT);
    packet.put((byte) delivery.timeToLive).put((byte) protocol).putShort((short) 0);
    packet.putInt(Ipv4.bits(from)).putInt(Ipv4.bits(to));
    packet.putShort(10, checksum(packet, 0, IPV4_HEADER, 0));
  }

  /** RFC 1071. */
  private static short checksum(ByteBuffer bytes, int from, int to, int initial) {
    int sum = initial;
    int at = from;
    for (; at + 1 < to; at += 2) {
      sum += bytes.getShort(at) & 0xffff;
    }
    if (at < to) {
      sum += (bytes.get(at) & 0xff) << 8;
    }
    // At most 32768 times 65535, so it has become no larger than an int is.
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (short) ~sum;
  }
}
