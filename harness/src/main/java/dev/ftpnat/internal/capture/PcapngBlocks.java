package dev.ftpnat.internal.capture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The blocks of a pcapng file, draft-ietf-opsawg-pcapng, in little-endian order. */
final class PcapngBlocks {

  private static final int SECTION_HEADER = 0x0a0d0d0a;
  private static final int INTERFACE_DESCRIPTION = 1;
  private static final int ENHANCED_PACKET = 6;
  private static final int DECRYPTION_SECRETS = 10;

  private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
  private static final long UNKNOWN_LENGTH = -1;

  /** Raw IP without a link layer. */
  private static final int LINKTYPE_RAW = 101;

  private static final int NO_SNAP_LENGTH = 0;
  private static final int TLS_KEY_LOG = 0x544c534b;

  private static final int OPT_COMMENT = 1;
  private static final int SHB_USERAPPL = 4;
  private static final int IF_NAME = 2;
  private static final int IF_DESCRIPTION = 3;
  private static final int IF_TSRESOL = 9;
  private static final int NANOSECONDS = 9;

  /** No option's value may be longer; texts are cut well before. */
  private static final int LONGEST_OPTION = 4096;

  private static final int ENDS = 12;

  private record Option(int code, byte[] value) {

    static Option text(int code, String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      int end = Math.min(bytes.length, LONGEST_OPTION);
      // Not within a character.
      while (end < bytes.length && (bytes[end] & 0xc0) == 0x80) {
        end--;
      }
      return new Option(code, Arrays.copyOf(bytes, end));
    }

    int length() {
      return 4 + padded(value.length);
    }
  }

  private PcapngBlocks() {}

  /** The beginning of a file. */
  static byte[] sectionHeader(String application) {
    List<Option> options = List.of(Option.text(SHB_USERAPPL, application));
    ByteBuffer block = begin(SECTION_HEADER, 16, options);
    block.putInt(BYTE_ORDER_MAGIC).putShort((short) 1).putShort((short) 0).putLong(UNKNOWN_LENGTH);
    return end(block, options);
  }

  /** A link; the first one is number 0. */
  static byte[] interfaceDescription(String name, String description) {
    List<Option> options =
        List.of(
            Option.text(IF_NAME, name),
            Option.text(IF_DESCRIPTION, description),
            new Option(IF_TSRESOL, new byte[] {NANOSECONDS}));
    ByteBuffer block = begin(INTERFACE_DESCRIPTION, 8, options);
    block.putShort((short) LINKTYPE_RAW).putShort((short) 0).putInt(NO_SNAP_LENGTH);
    return end(block, options);
  }

  /** A packet on a link. */
  static byte[] packet(int link, Instant time, SyntheticPacket packet, List<String> comments) {
    List<Option> options = new ArrayList<>();
    comments.forEach(comment -> options.add(Option.text(OPT_COMMENT, comment)));
    long nanos = time.getEpochSecond() * 1_000_000_000 + time.getNano();
    return packet(link, nanos, packet.bytes(), packet.originalLength(), options);
  }

  /**
   * A packet as somebody else captured it.
   *
   * @param nanos when, counted from 1970
   */
  static byte[] packet(int link, long nanos, byte[] bytes, int originalLength) {
    return packet(link, nanos, bytes, originalLength, List.of());
  }

  private static byte[] packet(
      int link, long nanos, byte[] bytes, int originalLength, List<Option> options) {
    ByteBuffer block = begin(ENHANCED_PACKET, 20 + padded(bytes.length), options);
    block.putInt(link).putInt((int) (nanos >> 32)).putInt((int) nanos);
    block.putInt(bytes.length).putInt(originalLength);
    putPadded(block, bytes);
    return end(block, options);
  }

  /** Lines of an NSS key log. */
  static byte[] secrets(List<String> lines) {
    byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.US_ASCII);
    ByteBuffer block = begin(DECRYPTION_SECRETS, 8 + padded(text.length), List.of());
    block.putInt(TLS_KEY_LOG).putInt(text.length);
    putPadded(block, text);
    return end(block, List.of());
  }

  private static ByteBuffer begin(int type, int bodyLength, List<Option> options) {
    int length = ENDS + bodyLength;
    for (Option option : options) {
      length += option.length();
    }
    // opt_endofopt
    length += options.isEmpty() ? 0 : 4;
    ByteBuffer block = ByteBuffer.wrap(new byte[length]).order(ByteOrder.LITTLE_ENDIAN);
    return block.putInt(type).putInt(length);
  }

  private static byte[] end(ByteBuffer block, List<Option> options) {
    for (Option option : options) {
      block.putShort((short) option.code).putShort((short) option.value.length);
      putPadded(block, option.value);
    }
    block.putInt(block.capacity() - 4, block.capacity());
    byte[] bytes = new byte[block.capacity()];
    block.get(0, bytes);
    return bytes;
  }

  private static void putPadded(ByteBuffer block, byte[] bytes) {
    block.put(bytes);
    block.position(block.position() + padded(bytes.length) - bytes.length);
  }

  private static int padded(int length) {
    return (length + 3) & ~3;
  }
}
