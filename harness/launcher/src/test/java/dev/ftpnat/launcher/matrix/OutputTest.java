package dev.ftpnat.launcher.matrix;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;

class OutputTest {

  @Test
  void theLastWordsAreThoseBehindAllThatWasWrittenBefore() throws InterruptedException {
    byte[] written = ("much\n".repeat(500_000) + "curl: (7) at last\n").getBytes(US_ASCII);

    Output output = Output.of("test", new ByteArrayInputStream(written));
    output.await();

    assertThat(output.lastLine()).isEqualTo("curl: (7) at last");
    assertThat(output.size()).isEqualTo(written.length);
  }
}
