package dev.ftpnat.launcher.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;

class RequestTest {

  private static Request of(String body) {
    return new Request("POST", "/v1/time", new ByteArrayInputStream(body.getBytes(UTF_8)));
  }

  @Test
  void jsonThatIsTooLongIsToldWithTheLimit() {
    String tooLong = "{\"advance\": \"" + "1".repeat(1 << 20) + "\"}";

    assertThatExceptionOfType(CallException.class)
        .isThrownBy(() -> of(tooLong).json())
        .withMessageContaining("longer than 1048576 bytes")
        .satisfies(e -> assertThat(e.status()).isEqualTo(413));
  }

  @Test
  void jsonOfTheLimitIsRead() throws Exception {
    String frame = "{\"advance\": \"\"}";
    String longest = frame.replace("\"\"", "\"" + "1".repeat((1 << 20) - frame.length()) + "\"");

    assertThat(longest).hasSize(1 << 20);
    assertThat(of(longest).json().has("advance")).isTrue();
  }
}
