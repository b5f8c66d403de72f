package dev.ftpnat.assertj;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A failure is as long as people read. */
class EvidenceTest {

  private static String lines(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining("\n"));
  }

  @Test
  void theLastLinesAreShown() {
    assertThat(Evidence.bounded(lines(Evidence.MOST_LINES)))
        .startsWith("1" + System.lineSeparator())
        .endsWith(Integer.toString(Evidence.MOST_LINES));
    assertThat(Evidence.bounded(lines(Evidence.MOST_LINES + 2)))
        .startsWith("... 2 lines before are left out%n3%n".formatted())
        .endsWith(Integer.toString(Evidence.MOST_LINES + 2));
  }

  @Test
  void aLongLineIsCut() {
    assertThat(Evidence.bounded("x".repeat(Evidence.MOST_COLUMNS + 1)))
        .isEqualTo("x".repeat(Evidence.MOST_COLUMNS) + "...");
  }

  @Test
  void aLongListIsCut() {
    assertThat(AbstractTraceAssert.listed("it has:", lines(22).lines().toList()).lines())
        .hasSize(22)
        .startsWith("it has:", "  1")
        .endsWith("  20", "  and 2 more");
  }
}
