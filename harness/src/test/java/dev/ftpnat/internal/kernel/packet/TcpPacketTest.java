package dev.ftpnat.internal.kernel.packet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Endpoint;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TcpPacketTest {

  /** A SYN from 198.51.100.2:40000 to 203.0.113.7:21 with a sequence number of 0x01020304. */
  private static final String SYN =
      "4500 003c 1234 4000 4006 0000 c6336402 cb007107" // IP
          + "9c40 0015 01020304 00000000 a002 faf0 0000 0000" // TCP
          + "020405b4 0402080a 00000000 00000000 01030307"; // its options

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  @Test
  void readsASyn() {
    assertThat(TcpPacket.parse(bytes(SYN)))
        .contains(
            new TcpPacket(
                TcpPacket.Kind.SEGMENT,
                Endpoint.of("198.51.100.2", 40000),
                Endpoint.of("203.0.113.7", 21),
                0x01020304,
                0,
                TcpPacket.SYN,
                0));
    assertThat(TcpPacket.parse(bytes(SYN)).orElseThrow().opens()).isTrue();
  }

  @Test
  void countsTheBytesOfASegmentWithoutItsOptions() {
    byte[] segment = Arrays.copyOf(bytes(SYN), 60 + 7);
    ByteBuffer.wrap(segment).putShort(2, (short) segment.length).put(33, (byte) 0x11);

    TcpPacket packet = TcpPacket.parse(segment).orElseThrow();

    assertThat(packet.length()).isEqualTo(7);
    assertThat(packet.has(TcpPacket.FIN)).isTrue();
    assertThat(packet.opens()).isFalse();
  }

  @Test
  void readsWhatAnIcmpErrorIsAbout() {
    String error = "4500 0038 0000 0000 4001 0000 a9fe0001 c6336402" + "0301 0000 00000000";
    byte[] unreachable = bytes(error + SYN.replace(" ", "").substring(0, 56));

    assertThat(TcpPacket.parse(unreachable))
        .contains(
            new TcpPacket(
                TcpPacket.Kind.UNREACHABLE,
                Endpoint.of("198.51.100.2", 40000),
                Endpoint.of("203.0.113.7", 21),
                0x01020304,
                0,
                0,
                0));
  }

  @Test
  void takesNothingElse() {
    byte[] udp = bytes(SYN);
    udp[9] = 17;
    byte[] ipv6 = bytes(SYN);
    ipv6[0] = 0x60;
    byte[] laterFragment = bytes(SYN);
    laterFragment[7] = 1;

    assertThat(TcpPacket.parse(udp)).isEmpty();
    assertThat(TcpPacket.parse(ipv6)).isEmpty();
    assertThat(TcpPacket.parse(laterFragment)).isEmpty();
    for (int length = 0; length < 40; length++) {
      assertThat(TcpPacket.parse(Arrays.copyOf(bytes(SYN), length)))
          .as("%d bytes of it", length)
          .isEqualTo(Optional.empty());
    }
  }
}
