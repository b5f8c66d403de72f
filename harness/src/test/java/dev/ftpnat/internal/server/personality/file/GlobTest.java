package dev.ftpnat.internal.server.personality.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "*.txt, a.txt, true",
        "*.txt, a.txt2, false",
        "a*b*c, a1b2c, true",
        "\"{a,b}?\", bx, true",
        "[!a]*, b, true",
        "[!a]*, ab, false",
        "[, [, true",
      })
  void findsNames(String pattern, String name, boolean matches) {
    assertThat(Glob.matches(pattern, name)).isEqualTo(matches);
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void doesNotTakeYears() {
    assertThat(Glob.matches("*a".repeat(30), "a".repeat(100) + "b")).isFalse();
    assertThat(Glob.matches("{a,a}".repeat(60), "a".repeat(60) + "b")).isFalse();
  }

  @Test
  void isPatientWithLongNames() {
    assertThat(Glob.matches("*a*b*c", "x".repeat(200) + "a" + "b".repeat(40) + "c")).isTrue();
  }
}
