package dev.ftpnat.internal.simulated.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Ipv4;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientNicTest {

  private static String send(ClientNic card, String segment) {
    return new String(card.send(segment.getBytes(ISO_8859_1)), ISO_8859_1);
  }

  private static ClientNic card() {
    return new ClientNic(Ipv4.of("192.168.1.2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "PORT 127,0,0,1,7,209;                  PORT 192,168,1,2,7,209",
        "port 127,0,0,1,7,209;                  port 192,168,1,2,7,209",
        "EPRT |1|127.0.0.1|2001|;               EPRT |1|192.168.1.2|2001|",
        "EPRT !1!127.0.0.1!2001!;               EPRT !1!192.168.1.2!2001!",
        "PORT 127,000,000,001,7,209;            PORT 192,168,1,2,7,209",
        "EPRT |1|127.000.000.001|2001|;         EPRT |1|192.168.1.2|2001|",
        // Part of the command is enough if the address is all there.
        "PORT 127,0,0,1,;                       PORT 192,168,1,2,",
        // Not the loopback address that sockets here are bound to, or not a host-port.
        "PORT 127,0,0,11,7,209;                 PORT 127,0,0,11,7,209",
        "PORT 10,0,1,121,7,209;                 PORT 10,0,1,121,7,209",
        "PORT 127,0,0;                          PORT 127,0,0",
        "EPRT |1|127.0.0.1!2001!;               EPRT |1|127.0.0.1!2001!",
        "EPRT |2|::1|2001|;                     EPRT |2|::1|2001|",
        "STOR PORT 127,0,0,1,7,209;             STOR PORT 127,0,0,1,7,209",
      })
  void putsTheVirtualAddressIn(String sent, String expected) {
    assertThat(send(card(), sent + "\r\n")).isEqualTo(expected + "\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "EPRT |2|::1|2001|;                     EPRT |2|fd00:1::2|2001|",
        "eprt !2!0:0:0:0:0:0:0:1!2001!;         eprt !2!fd00:1:0:0:0:0:0:2!2001!",
        // Of a client that looks at its real socket, which is one of IPv4.
        "EPRT |1|127.0.0.1|2001|;               EPRT |2|fd00:1:0:0:0:0:0:2|2001|",
        "PORT 127,0,0,1,7,209;                  PORT 127,0,0,1,7,209",
        "EPRT |2|::12|2001|;                    EPRT |2|::12|2001|",
        "EPRT |1|127.0.0.11|2001|;              EPRT |1|127.0.0.11|2001|",
        "STOR EPRT |2|::1|2001|;                STOR EPRT |2|::1|2001|",
      })
  void putsTheVirtualIpv6AddressIn(String sent, String expected) {
    ClientNic card = new ClientNic(IpAddresses.of("fd00:1::2"));

    assertThat(send(card, sent + "\r\n")).isEqualTo(expected + "\r\n");
  }

  @Test
  void translatesEveryLineOfASegment() {
    assertThat(send(card(), "NOOP\r\nPORT 127,0,0,1,1,2\r\nNOOP\nPORT 127,0,0,1,1,3\r\n"))
        .isEqualTo("NOOP\r\nPORT 192,168,1,2,1,2\r\nNOOP\nPORT 192,168,1,2,1,3\r\n");
  }

  @Test
  void aSegmentThatContinuesALineDoesNotBeginOne() {
    ClientNic card = card();
    assertThat(send(card, "STOR ")).isEqualTo("STOR ");
    assertThat(send(card, "PORT 127,0,0,1,1,2\r\n")).isEqualTo("PORT 127,0,0,1,1,2\r\n");
    assertThat(send(card, "PORT 127,0,0,1,1,2\r\n")).isEqualTo("PORT 192,168,1,2,1,2\r\n");
  }

  @Test
  void dollarsAndBackslashesOfAClientAreJustBytes() {
    assertThat(send(card(), "PORT 127,0,0,1,$1\\2\r\n")).isEqualTo("PORT 192,168,1,2,$1\\2\r\n");
  }

  @Property
  void whateverElseIsSentStaysAsItIs(@ForAll @Size(min = 1, max = 200) byte[] segment) {
    byte[] before = Arrays.copyOf(segment, segment.length);
    assertThat(card().send(segment)).isEqualTo(before);
  }
}
