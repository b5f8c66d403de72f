package dev.ftpnat.internal.keylog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Messages put together by hand, whole and in pieces. */
class ServerFlightTest {

  private static final HexFormat HEX = HexFormat.of();
  private static final String RANDOM = "11".repeat(32);
  private static final String RETRY =
      "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c";
  private static final String KEY_SHARE = "0033000700170003010203";
  private static final String TLS_1_3 = "002b00020304";
  private static final String PSK = "002900020000";

  private static byte[] record(int type, String body) {
    byte[] content = HEX.parseHex(body);
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    record.writeBytes(new byte[] {(byte) type, 3, 3, 0, (byte) content.length});
    record.writeBytes(content);
    return record.toByteArray();
  }

  private static String message(int type, String body) {
    return "%02x%06x%s".formatted(type, body.length() / 2, body);
  }

  private static String hello(String random, String extensions) {
    String body = "0303" + random + "00" + "1302" + "00";
    return message(2, body + "%04x".formatted(extensions.length() / 2) + extensions);
  }

  private static ServerFlight seen(byte[]... records) {
    ServerFlight whole = new ServerFlight();
    ServerFlight byteByByte = new ServerFlight();
    for (byte[] record : records) {
      whole.add(record, 0, record.length);
      for (int at = 0; at < record.length; at++) {
        byteByByte.add(record, at, 1);
      }
    }
    assertThat(byteByByte.isOver()).isEqualTo(whole.isOver());
    assertThat(byteByByte.isResumed()).isEqualTo(whole.isResumed());
    assertThat(byteByByte.isTls13()).isEqualTo(whole.isTls13());
    return whole;
  }

  private static void assertTells(ServerFlight flight, boolean tls13, boolean resumed) {
    assertThat(flight.isOver()).isTrue();
    assertThat(flight.isTls13()).isEqualTo(tls13);
    assertThat(flight.isResumed()).isEqualTo(resumed);
  }

  @Test
  void aPreSharedKeyIsASessionOfTls13() {
    assertTells(seen(record(22, hello(RANDOM, TLS_1_3 + KEY_SHARE + PSK))), true, true);
    assertTells(seen(record(22, hello(RANDOM, TLS_1_3 + KEY_SHARE))), true, false);
  }

  @Test
  void aHelloThatAsksForAnotherTellsNothing() {
    byte[] retry = record(22, hello(RETRY, TLS_1_3 + "003300020018"));
    byte[] forMiddleboxes = record(20, "01");
    assertThat(seen(retry, forMiddleboxes).isOver()).isFalse();
    assertThat(seen(retry, forMiddleboxes).isTls13()).isFalse();
    assertTells(seen(retry, forMiddleboxes, record(22, hello(RANDOM, TLS_1_3 + PSK))), true, true);
    assertTells(
        seen(retry, forMiddleboxes, record(22, hello(RANDOM, TLS_1_3 + KEY_SHARE))), true, false);
  }

  @Test
  void aSessionOfTls12IsToldByWhatFollowsTheHello() {
    byte[] hello = record(22, hello(RANDOM, ""));
    String certificate = message(11, "000000");
    String ticket = message(4, "000000000000");
    assertThat(seen(hello).isOver()).isFalse();
    assertTells(seen(hello, record(22, certificate)), false, false);
    assertTells(seen(record(22, hello(RANDOM, "") + certificate)), false, false);
    assertTells(seen(hello, record(22, ticket)), false, true);
    assertTells(seen(record(22, hello(RANDOM, "") + ticket)), false, true);
    assertTells(seen(hello, record(20, "01")), false, true);
  }

  @Test
  void anAlertOrNoTlsAtAllIsTheEnd() {
    assertTells(seen(record(21, "0228")), false, false);
    assertTells(seen(HEX.parseHex("474554202f20")), false, false);
  }

  @Test
  void whatFollowsIsIgnored() {
    ServerFlight flight = seen(record(22, hello(RANDOM, TLS_1_3 + PSK)));
    byte[] encrypted = record(23, "00".repeat(100));
    flight.add(encrypted, 0, encrypted.length);
    assertTells(flight, true, true);
  }
}
