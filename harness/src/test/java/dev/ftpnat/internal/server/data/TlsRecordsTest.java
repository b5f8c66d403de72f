package dev.ftpnat.internal.server.data;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketException;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a TLS stream may end. Spaces stand between what single reads return. */
class TlsRecordsTest {

  private static void follow(String reads) throws SocketException {
    TlsRecords records = new TlsRecords();
    for (String read : reads.split(" ")) {
      byte[] bytes = HexFormat.of().parseHex("ff" + read);
      records.follow(bytes, 1, bytes.length - 1);
    }
    records.follow(new byte[0], 0, -1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1703030000",
        "1703030003aabbcc",
        "17 03 03 00 03 aa bb cc",
        "1703030001aa1703030002bbcc",
        "1703030001aa170303 0002bb cc",
      })
  void betweenRecords(String reads) {
    assertThatCode(() -> follow(reads)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "17",
        "17030300",
        "1703030003",
        "1703030003aabb",
        "1703030001aa17",
        "17030301 00aabb",
        "1703030001aa1703030002bb",
      })
  void notWithinOne(String reads) {
    assertThatThrownBy(() -> follow(reads))
        .isInstanceOf(SocketException.class)
        .hasMessage("The connection ended within a TLS record");
  }
}
