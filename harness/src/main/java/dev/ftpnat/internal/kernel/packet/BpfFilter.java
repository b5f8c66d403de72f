package dev.ftpnat.internal.kernel.packet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;

/** A program for the kernel's packet filter (classic BPF): what it lets through can be read. */
public final class BpfFilter {

  /** Loads a byte, half word or word; the first two also relative to the index register. */
  private static final int LOAD_BYTE = 0x30;

  private static final int LOAD_HALF = 0x28;
  private static final int LOAD_WORD = 0x20;
  private static final int LOAD_BYTE_INDEXED = 0x50;
  private static final int LOAD_HALF_INDEXED = 0x48;

  /** Sets the index register to the length of the IP header. */
  private static final int INDEX_HEADER_LENGTH = 0xb1;

  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int JUMP_IF_SET = 0x45;
  private static final int RETURN = 0x06;

  /** Where the number of the packet's interface, and its protocol, can be loaded from. */
  private static final int INTERFACE = -0x1000 + 8;

  private static final int PROTOCOL = -0x1000;

  private static final int LOOPBACK_INTERFACE = 1;
  private static final int WHOLE_PACKET = 0xffff;

  /** Jumps are short: more ports than this have no room. */
  private static final int MOST_PORTS = 100;

  /** Where a jump goes to that isn't to the next instruction. */
  private static final int REFUSE = -1;

  private static final int TAKE = -2;

  /** Code, jump if true, jump if false, operand; jumps count from the next instruction. */
  private final List<int[]> program = new ArrayList<>();

  private static final int ETH_P_IP = 0x0800;
  private static final int ETH_P_IPV6 = 0x86dd;

  private final int protocol;

  private BpfFilter(int protocol) {
    this.protocol = protocol;
  }

  /** Which kind of frames it is for: ETH_P_IP or ETH_P_IPV6. */
  int protocol() {
    return protocol;
  }

  /**
   * Lets through what tells of connections, TCP segments with SYN, FIN or RST and ICMP, and all
   * segments from or to some ports. Bulk data stays in the kernel.
   *
   * @param other the number of an interface of which it lets through nothing
   */
  public static BpfFilter ofConnections(Collection<Integer> ports, OptionalInt other) {
    BpfFilter filter = new BpfFilter(ETH_P_IP);
    filter.add(LOAD_WORD, 0, 0, INTERFACE);
    filter.add(JUMP_IF_EQUAL, REFUSE, 0, LOOPBACK_INTERFACE);
    other.ifPresent(number -> filter.add(JUMP_IF_EQUAL, REFUSE, 0, number));
    filter.add(LOAD_BYTE, 0, 0, 9);
    filter.add(JUMP_IF_EQUAL, TAKE, 0, TcpPacket.ICMP);
    filter.add(JUMP_IF_EQUAL, 0, REFUSE, TcpPacket.TCP);
    filter.add(LOAD_HALF, 0, 0, 6);
    filter.add(JUMP_IF_SET, REFUSE, 0, TcpPacket.FRAGMENT_OFFSET);
    filter.add(INDEX_HEADER_LENGTH, 0, 0, 0);
    filter.add(LOAD_BYTE_INDEXED, 0, 0, 13);
    filter.add(JUMP_IF_SET, TAKE, 0, TcpPacket.FIN | TcpPacket.SYN | TcpPacket.RST);
    for (int portAt : new int[] {0, 2}) {
      filter.add(LOAD_HALF_INDEXED, 0, 0, portAt);
      ports.stream().limit(MOST_PORTS).forEach(port -> filter.add(JUMP_IF_EQUAL, TAKE, 0, port));
    }
    return filter.finished();
  }

  /** The same on IPv6. */
  public static BpfFilter ofIpv6Connections(Collection<Integer> ports, OptionalInt other) {
    BpfFilter filter = new BpfFilter(ETH_P_IPV6);
    filter.add(LOAD_WORD, 0, 0, INTERFACE);
    filter.add(JUMP_IF_EQUAL, REFUSE, 0, LOOPBACK_INTERFACE);
    other.ifPresent(number -> filter.add(JUMP_IF_EQUAL, REFUSE, 0, number));
    filter.add(LOAD_BYTE, 0, 0, 6);
    filter.add(JUMP_IF_EQUAL, 0, 2, TcpPacket.ICMPV6);
    // Neighbour discovery is ICMPv6, too.
    filter.add(LOAD_BYTE, 0, 0, TcpPacket.IPV6_HEADER);
    filter.add(JUMP_IF_EQUAL, TAKE, REFUSE, TcpPacket.ICMPV6_DESTINATION_UNREACHABLE);
    filter.add(JUMP_IF_EQUAL, 0, REFUSE, TcpPacket.TCP);
    filter.add(LOAD_BYTE, 0, 0, TcpPacket.IPV6_HEADER + 13);
    filter.add(JUMP_IF_SET, TAKE, 0, TcpPacket.FIN | TcpPacket.SYN | TcpPacket.RST);
    for (int portAt : new int[] {0, 2}) {
      filter.add(LOAD_HALF, 0, 0, TcpPacket.IPV6_HEADER + portAt);
      ports.stream().limit(MOST_PORTS).forEach(port -> filter.add(JUMP_IF_EQUAL, TAKE, 0, port));
    }
    return filter.finished();
  }

  /** Lets through what opens and refuses TCP connections over IPv6 of a host with itself. */
  public static BpfFilter ofOwnIpv6Host() {
    BpfFilter filter = new BpfFilter(ETH_P_IPV6);
    filter.add(LOAD_WORD, 0, 0, INTERFACE);
    filter.add(JUMP_IF_EQUAL, 0, REFUSE, LOOPBACK_INTERFACE);
    filter.add(LOAD_BYTE, 0, 0, 6);
    filter.add(JUMP_IF_EQUAL, 0, REFUSE, TcpPacket.TCP);
    filter.add(LOAD_BYTE, 0, 0, TcpPacket.IPV6_HEADER + 13);
    filter.add(JUMP_IF_SET, TAKE, REFUSE, TcpPacket.SYN | TcpPacket.RST);
    return filter.finished();
  }

  /** Lets through what opens and refuses TCP connections of a host with itself. */
  public static BpfFilter ofOwnHost() {
    BpfFilter filter = new BpfFilter(ETH_P_IP);
    filter.add(LOAD_WORD, 0, 0, INTERFACE);
    filter.add(JUMP_IF_EQUAL, 0, REFUSE, LOOPBACK_INTERFACE);
    filter.add(LOAD_BYTE, 0, 0, 9);
    filter.add(JUMP_IF_EQUAL, 0, REFUSE, TcpPacket.TCP);
    filter.add(LOAD_HALF, 0, 0, 6);
    filter.add(JUMP_IF_SET, REFUSE, 0, TcpPacket.FRAGMENT_OFFSET);
    filter.add(INDEX_HEADER_LENGTH, 0, 0, 0);
    filter.add(LOAD_BYTE_INDEXED, 0, 0, 13);
    filter.add(JUMP_IF_SET, TAKE, REFUSE, TcpPacket.SYN | TcpPacket.RST);
    return filter.finished();
  }

  /** Lets through every IPv4 and IPv6 packet. */
  static BpfFilter ofAll() {
    BpfFilter filter = new BpfFilter(ETH_P_IP);
    filter.add(LOAD_WORD, 0, 0, PROTOCOL);
    filter.add(JUMP_IF_EQUAL, TAKE, 0, ETH_P_IP);
    filter.add(JUMP_IF_EQUAL, TAKE, REFUSE, ETH_P_IPV6);
    return filter.finished();
  }

  private void add(int code, int ifTrue, int ifFalse, int operand) {
    program.add(new int[] {code, ifTrue, ifFalse, operand});
  }

  private BpfFilter finished() {
    int refuse = program.size();
    add(RETURN, 0, 0, 0);
    int take = program.size();
    add(RETURN, 0, 0, WHOLE_PACKET);
    for (int at = 0; at < refuse; at++) {
      int[] instruction = program.get(at);
      for (int jump = 1; jump <= 2; jump++) {
        int target = instruction[jump];
        instruction[jump] =
            target == REFUSE ? refuse - at - 1 : target == TAKE ? take - at - 1 : target;
      }
    }
    return this;
  }

  /** How many instructions it has. */
  int length() {
    return program.size();
  }

  /** The instructions as the kernel takes them. */
  byte[] bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(8 * program.size()).order(ByteOrder.nativeOrder());
    for (int[] instruction : program) {
      bytes
          .putShort((short) instruction[0])
          .put((byte) instruction[1])
          .put((byte) instruction[2])
          .putInt(instruction[3]);
    }
    return bytes.array();
  }
}
