package dev.ftpnat.internal.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A program for the kernel's packet filter (classic BPF) that lets through what tells of
 * connections: TCP segments with SYN, FIN or RST, and ICMP. Bulk data stays in the kernel.
 */
final class PacketFilter {

  /** Loads a byte, half word or word; the first two also relative to the index register. */
  private static final int LOAD_BYTE = 0x30;

  private static final int LOAD_HALF = 0x28;
  private static final int LOAD_WORD = 0x20;
  private static final int LOAD_BYTE_INDEXED = 0x50;

  /** Sets the index register to the length of the IP header. */
  private static final int INDEX_HEADER_LENGTH = 0xb1;

  private static final int JUMP_IF_EQUAL = 0x15;
  private static final int JUMP_IF_SET = 0x45;
  private static final int RETURN = 0x06;

  /** Where the number of the packet's interface can be loaded from. */
  private static final int INTERFACE = -0x1000 + 8;

  private static final int LOOPBACK_INTERFACE = 1;
  private static final int WHOLE_PACKET = 0xffff;

  /** Code, jump if true, jump if false, operand; jumps count from the next instruction. */
  private static final int[][] PROGRAM = {
    {LOAD_WORD, 0, 0, INTERFACE},
    {JUMP_IF_EQUAL, 8, 0, LOOPBACK_INTERFACE},
    {LOAD_BYTE, 0, 0, 9},
    {JUMP_IF_EQUAL, 7, 0, Packet.ICMP},
    {JUMP_IF_EQUAL, 0, 5, Packet.TCP},
    {LOAD_HALF, 0, 0, 6},
    {JUMP_IF_SET, 3, 0, Packet.FRAGMENT_OFFSET},
    {INDEX_HEADER_LENGTH, 0, 0, 0},
    {LOAD_BYTE_INDEXED, 0, 0, 13},
    {JUMP_IF_SET, 1, 0, Packet.FIN | Packet.SYN | Packet.RST},
    {RETURN, 0, 0, 0},
    {RETURN, 0, 0, WHOLE_PACKET},
  };

  private PacketFilter() {}

  /** How many instructions it has. */
  static int length() {
    return PROGRAM.length;
  }

  /** The instructions as the kernel takes them. */
  static byte[] bytes() {
    ByteBuffer program = ByteBuffer.allocate(8 * PROGRAM.length).order(ByteOrder.nativeOrder());
    for (int[] instruction : PROGRAM) {
      program
          .putShort((short) instruction[0])
          .put((byte) instruction[1])
          .put((byte) instruction[2])
          .putInt(instruction[3]);
    }
    return program.array();
  }
}
