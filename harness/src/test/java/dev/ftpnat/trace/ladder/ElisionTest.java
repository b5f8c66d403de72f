package dev.ftpnat.trace.ladder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.text.Ellipsis;
import dev.ftpnat.trace.Stories;
import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.ladder.Rung.Mood;
import java.time.Duration;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What of a long record is drawn. */
class ElisionTest {

  private static Story session(int times, String... exchange) {
    Story story = Stories.told(Stories.SERVER_NAT);
    for (int i = 0; i < times; i++) {
      for (String line : exchange) {
        story = Character.isDigit(line.charAt(0)) ? story.server(line) : story.client(line);
      }
    }
    return story;
  }

  @Test
  void whatRepeatsItselfIsDrawnOnce() {
    String text = session(42, "NOOP", "200 Fine").client("QUIT").trace().ladder().text();
    assertThat(text)
        .containsOnlyOnce("NOOP")
        .containsOnlyOnce("200 Fine")
        .contains("41 times the same 2 again, 2.0 to 83.0 ms", "QUIT");
  }

  @Test
  void whatComesTwiceIsDrawnTwice() {
    assertThat(session(2, "NOOP", "200 Fine").trace().ladder().text())
        .containsPattern("(?s)NOOP.*200 Fine.*NOOP.*200 Fine")
        .doesNotContain("again");
  }

  private static List<Rung> readable(int count, IntPredicate fails) {
    List<Rung> rungs =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    Rung.note(
                        Duration.ofMillis(i),
                        0,
                        1,
                        Ellipsis.of("rung " + i),
                        fails.test(i) ? Mood.FAILED : Mood.PLAIN))
            .toList();
    return Elision.readable(rungs, 2);
  }

  @Test
  void ofALongRecordBeginningAndEndAreDrawn() {
    List<String> told = told(readable(10_000, i -> false));
    assertThat(told).hasSize(76).startsWith("rung 0").endsWith("rung 9999");
    assertThat(told.get(25)).isEqualTo("9925 rungs without failures, 25.0 to 9949.0 ms");
  }

  @Test
  void whatFailedIsDrawnWithWhatLedToIt() {
    List<String> told = told(readable(1000, i -> i == 500));
    assertThat(told).contains("rung 492", "rung 500", "rung 502");
    assertThat(told).doesNotContain("rung 491", "rung 503");
  }

  @Test
  void everyFailureIsDrawnAlsoIfTheyAreAllTheSame() {
    Story story = Stories.told(Stories.SERVER_NAT);
    for (int i = 0; i < 300; i++) {
      story.attempt(
          Party.CLIENT,
          Stories.CLIENT,
          Stories.PUBLIC,
          Outcome.DROPPED,
          "server NAT",
          Reason.NO_MAPPING);
    }
    assertThat(story.trace().ladder().text().lines().filter(line -> line.contains("SYN")))
        .hasSize(300);
  }

  @Test
  void aRecordThatFitsIsDrawnWhole() {
    assertThat(readable(150, i -> false)).hasSize(150);
    assertThat(readable(151, i -> false)).hasSize(76);
  }

  private static List<String> told(List<Rung> rungs) {
    return rungs.stream().map(rung -> rung.note().orElseThrow().label().full()).toList();
  }
}
