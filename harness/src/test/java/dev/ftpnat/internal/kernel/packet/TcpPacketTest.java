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

  /** The same from 2001:db8:1::2 to fd00:1::121. */
  private static final String IPV6_SYN =
      "60000000 0028 06 40 20010db8000100000000000000000002 fd000001000000000000000000000121"
          + SYN.substring(SYN.indexOf("9c40"));

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
  void readsIpv6() {
    TcpPacket syn =
        new TcpPacket(
            TcpPacket.Kind.SEGMENT,
            Endpoint.of("2001:db8:1::2", 40000),
            Endpoint.of("fd00:1::121", 21),
            0x01020304,
            0,
            TcpPacket.SYN,
            0);
    assertThat(TcpPacket.parse(bytes(IPV6_SYN))).contains(syn);

    byte[] segment = Arrays.copyOf(bytes(IPV6_SYN), 80 + 3);
    ByteBuffer.wrap(segment).putShort(4, (short) 43).put(53, (byte) 0x10).put(80, (byte) 'x');
    TcpPacket packet = TcpPacket.parse(segment).orElseThrow();
    assertThat(packet.length()).isEqualTo(3);
    assertThat(TcpPacket.payload(segment, packet)).containsExactly('x', 0, 0);

    String error =
        "60000000 0050 3a 40 fd465450 6e617400 00000000 00000001 2001 0db8 0001 0000 0000 0000 0000 0002"
            + "01 00 0000 00000000";
    assertThat(TcpPacket.parse(bytes(error + IPV6_SYN)))
        .hasValueSatisfying(
            unreachable -> {
              assertThat(unreachable.kind()).isEqualTo(TcpPacket.Kind.UNREACHABLE);
              assertThat(unreachable.source()).isEqualTo(syn.source());
              assertThat(unreachable.target()).isEqualTo(syn.target());
            });
    String solicitation = error.replace("01 00 0000 00000000", "87 00 0000 00000000");
    assertThat(TcpPacket.parse(bytes(solicitation + IPV6_SYN))).as("ICMPv6 else").isEmpty();
    for (int length = 0; length < 60; length++) {
      assertThat(TcpPacket.parse(Arrays.copyOf(bytes(IPV6_SYN), length))).isEmpty();
    }
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
