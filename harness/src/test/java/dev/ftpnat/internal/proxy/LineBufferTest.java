package dev.ftpnat.internal.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Lines as the proxy suite reads them, but for those that would take all memory. */
class LineBufferTest {

  private final LineBuffer lines = new LineBuffer();

  private Iterable<String> read(String text) {
    return lines.read(text.getBytes(ISO_8859_1));
  }

  @Test
  void aLineMayComeInPieces() {
    assertThat(read("220 ")).isEmpty();
    assertThat(read("Hel")).isEmpty();
    assertThat(read("lo\r\n331 Pass")).containsExactly("220 Hello");
    assertThat(read("word\n\n")).containsExactly("331 Password");
  }

  @Test
  void ofALineThatIsTooLongTheRestIsLost() {
    String piece = "x".repeat(16 * 1024);
    for (int n = 0; n < 4096; n++) {
      assertThat(read(piece)).isEmpty();
    }
    assertThat(read("y\r\n200 Next\r\n"))
        .containsExactly("x".repeat(LineBuffer.LONGEST), "200 Next");
  }
}
