package dev.ftpnat.internal.kernel.netns;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A request of netlink(7) while it is being written: a header, a fixed part, and attributes. */
final class NetlinkRequest {

  static final int NLM_F_REQUEST = 1;
  static final int NLM_F_ACK = 4;
  static final int NLM_F_REPLACE = 0x100;
  static final int NLM_F_EXCL = 0x200;
  static final int NLM_F_CREATE = 0x400;

  private static final int HEADER = 16;
  private static final int LARGEST = 1024;
  private static final int ALIGNED = 4;

  private final ByteBuffer bytes = ByteBuffer.allocate(LARGEST).order(ByteOrder.nativeOrder());

  /**
   * One that has its header.
   *
   * @param flags beside those that ask for an answer
   */
  NetlinkRequest(int type, int flags) {
    bytes.putShort(4, (short) type).putShort(6, (short) (NLM_F_REQUEST | NLM_F_ACK | flags));
    bytes.position(HEADER);
  }

  /** The next bytes of a fixed part. */
  NetlinkRequest bytes(int... values) {
    for (int value : values) {
      bytes.put((byte) value);
    }
    return this;
  }

  /** The next number of a fixed part. */
  NetlinkRequest number(int value) {
    bytes.putInt(value);
    return this;
  }

  /** An attribute that is a number of 32 bits. */
  NetlinkRequest attribute(int type, int value) {
    int start = begin(type);
    bytes.putInt(value);
    return end(start);
  }

  /** An attribute that is bytes as they are. */
  NetlinkRequest attribute(int type, byte[] value) {
    int start = begin(type);
    bytes.put(value);
    return end(start);
  }

  /** An attribute that is a text, which ends with a zero. */
  NetlinkRequest attribute(int type, String value) {
    return attribute(type, (value + '\0').getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Begins an attribute that has others, or a fixed part.
   *
   * @return what {@link #end} takes
   */
  int begin(int type) {
    int start = bytes.position();
    bytes.putShort((short) 0).putShort((short) type);
    return start;
  }

  /** Ends an attribute. */
  NetlinkRequest end(int start) {
    bytes.putShort(start, (short) (bytes.position() - start));
    while (bytes.position() % ALIGNED != 0) {
      bytes.put((byte) 0);
    }
    return this;
  }

  /** All of it, as the kernel takes it. */
  byte[] finished() {
    bytes.putInt(0, bytes.position());
    byte[] all = new byte[bytes.position()];
    bytes.get(0, all);
    return all;
  }
}
