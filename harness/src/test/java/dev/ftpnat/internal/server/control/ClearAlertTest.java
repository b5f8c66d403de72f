package dev.ftpnat.internal.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClearAlertTest {

  @ParameterizedTest
  @CsvSource({
    "15 03 03 00 02 02 30, Received fatal alert: unknown_ca",
    "15 03 01 00 02 02 2e, Received fatal alert: certificate_unknown",
    "14 03 03 00 01 01 15 03 03 00 02 02 2a, Received fatal alert: bad_certificate",
    "15 03 03 00 02 02 fe, Received fatal alert: number 254",
    // Encrypted, of another type, incomplete, or not the last.
    "15 03 03 00 13 02 30, ",
    "16 03 03 00 02 02 30, ",
    "15 03 03 00 02 02, ",
    "15 03 03 00 02 02 30 00, ",
  })
  void isWhatTheLastBytesAre(String hex, String expected) {
    ByteBuffer received = ByteBuffer.wrap(HexFormat.ofDelimiter(" ").parseHex(hex));

    assertThat(ClearAlert.in(received).orElse(null)).isEqualTo(expected);
  }
}
