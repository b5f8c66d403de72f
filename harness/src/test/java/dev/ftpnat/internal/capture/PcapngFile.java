package dev.ftpnat.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is in a pcapng file, read without the code that wrote it. */
final class PcapngFile {

  /** A block without what every block begins and ends with. */
  record Block(int type, byte[] body) {

    ByteBuffer fields() {
      return ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The options that begin there, by their code. */
    Map<Integer, List<byte[]>> options(int from) {
      Map<Integer, List<byte[]>> options = new TreeMap<>();
      ByteBuffer fields = fields().position(from);
      while (fields.hasRemaining()) {
        int code = fields.getShort();
        byte[] value = new byte[fields.getShort()];
        fields.get(value);
        fields.position((fields.position() + 3) / 4 * 4);
        if (code == 0) {
          assertThat(fields.hasRemaining()).as("anything after the end of the options").isFalse();
          return options;
        }
        options.computeIfAbsent(code, c -> new ArrayList<>()).add(value);
      }
      return options;
    }

    List<String> texts(int from, int option) {
      return options(from).getOrDefault(option, List.of()).stream()
          .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
          .toList();
    }
  }

  /** A captured packet, of which at least the headers are there. */
  record Captured(int link, Instant time, int originalLength, byte[] bytes, List<String> comments) {

    static Captured of(Block block) {
      ByteBuffer fields = block.fields();
      int link = fields.getInt();
      long nanos = ((long) fields.getInt() << 32) | Integer.toUnsignedLong(fields.getInt());
      byte[] bytes = new byte[fields.getInt()];
      int originalLength = fields.getInt();
      fields.get(bytes);
      int options = (fields.position() + 3) / 4 * 4;
      Instant time = Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000);
      return new Captured(link, time, originalLength, bytes, block.texts(options, 1));
    }

    private ByteBuffer fields() {
      return ByteBuffer.wrap(bytes);
    }

    boolean isTcp() {
      return bytes[9] == 6;
    }

    Endpoint source() {
      return new Endpoint(Ipv4.ofBits(fields().getInt(12)), fields().getShort(20) & 0xffff);
    }

    Endpoint target() {
      return new Endpoint(Ipv4.ofBits(fields().getInt(16)), fields().getShort(22) & 0xffff);
    }

    int timeToLive() {
      return bytes[8];
    }

    int sequence() {
      return fields().getInt(24);
    }

    int acknowledged() {
      return fields().getInt(28);
    }

    /** For example {@code SA}. */
    String flags() {
      StringBuilder flags = new StringBuilder();
      for (int i = 0; i < 6; i++) {
        if ((bytes[33] & 1 << i) != 0) {
          flags.append("FSRPAU".charAt(i));
        }
      }
      return flags.toString();
    }

    int headers() {
      return 20 + (bytes[32] >> 2 & 0x3c);
    }

    int length() {
      return originalLength - headers();
    }

    byte[] data() {
      byte[] data = new byte[bytes.length - headers()];
      fields().get(headers(), data);
      return data;
    }

    void assertWholeAndValid() {
      assertThat(fields().getShort(2) & 0xffff).isEqualTo(originalLength);
      assertThat(sum(0, 20)).as("IP checksum").isEqualTo(0xffff);
      if (isTcp() && bytes.length == originalLength) {
        assertThat(fold(sum(12, originalLength) + 6 + originalLength - 20))
            .as("TCP checksum")
            .isEqualTo(0xffff);
      } else if (!isTcp()) {
        assertThat(sum(20, originalLength)).as("ICMP checksum").isEqualTo(0xffff);
      }
    }

    private int sum(int from, int to) {
      int sum = 0;
      for (int i = from; i < to; i++) {
        sum = fold(sum + ((bytes[i] & 0xff) << (i % 2 == 0 ? 8 : 0)));
      }
      return sum;
    }

    private static int fold(int sum) {
      return (sum & 0xffff) + (sum >> 16);
    }
  }

  private final List<Block> blocks = new ArrayList<>();

  PcapngFile(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      int type = bytes.getInt();
      int length = bytes.getInt();
      assertThat(length % 4).as("a multiple of 4 bytes").isZero();
      byte[] body = new byte[length - 12];
      bytes.get(body);
      assertThat(bytes.getInt()).as("the length at the end").isEqualTo(length);
      blocks.add(new Block(type, body));
    }
  }

  List<Block> blocks() {
    return List.copyOf(blocks);
  }

  List<Captured> packets() {
    return blocks.stream().filter(block -> block.type == 6).map(Captured::of).toList();
  }

  List<Captured> packets(int link) {
    return packets().stream().filter(packet -> packet.link == link).toList();
  }
}
