package dev.ftpnat.internal.capture;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * An IPv4 packet as it was captured.
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

  private static final int IP_HEADER = 20;
  private static final int TCP_HEADER = 20;
  private static final int ICMP_HEADER = 8;
  private static final int MSS_OPTION = 4;
  private static final int ICMP = 1;
  private static final int TCP = 6;
  private static final int DONT_FRAGMENT = 0x4000;
  private static final int DESTINATION_UNREACHABLE = 3;
  private static final int HOST_UNREACHABLE = 1;

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
    int length = IP_HEADER + header + payload.length();
    byte[] bytes = new byte[IP_HEADER + header + payload.captured()];
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
      int pseudo = TCP + length - IP_HEADER;
      packet.putShort(IP_HEADER + 16, checksum(packet, 12, length, pseudo));
    }
    return new SyntheticPacket(bytes, length);
  }

  /** A router's answer to a packet that it can't deliver, which it quotes, RFC 792. */
  static SyntheticPacket hostUnreachable(
      Delivery delivery, InetAddress router, InetAddress target, SyntheticPacket quoted) {
    int length = IP_HEADER + ICMP_HEADER + quoted.bytes.length;
    byte[] bytes = new byte[length];
    ByteBuffer packet = ByteBuffer.wrap(bytes);
    ip(packet, length, delivery, ICMP, router, target);
    packet.put((byte) DESTINATION_UNREACHABLE).put((byte) HOST_UNREACHABLE);
    packet.position(IP_HEADER + ICMP_HEADER);
    packet.put(quoted.bytes);
    packet.putShort(IP_HEADER + 2, checksum(packet, IP_HEADER, length, 0));
    return new SyntheticPacket(bytes, length);
  }

  private static void ip(
      ByteBuffer packet,
      int length,
      Delivery delivery,
      int protocol,
      InetAddress from,
      InetAddress to) {
    packet.put((byte) ((4 << 4) | (IP_HEADER / 4))).put((byte) 0).putShort((short) length);
    packet.putShort((short) delivery.id).putShort((short) DONT_FRAGMENT);
    packet.put((byte) delivery.timeToLive).put((byte) protocol).putShort((short) 0);
    packet.putInt(Ipv4.bits(from)).putInt(Ipv4.bits(to));
    packet.putShort(10, checksum(packet, 0, IP_HEADER, 0));
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
