package dev.ftpnat.assertj;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.junit.report.Failure;
import dev.ftpnat.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What diagnosis, assertions and report say of the same sessions, side by side. The stories and the
 * answers are in one file, so that whoever changes an answer changes a line of it.
 */
class StoriesTest {

  private static final Path STORIES = Path.of("src/test/resources/dev/ftpnat/assertj/stories.txt");

  /** As if only an assertion had noticed, soon enough. */
  private static final Failure NOTICED = new Failure(new AssertionError("expected a file"));

  @Test
  void whatIsSaidOfEachStory() throws IOException {
    List<String> lines = Files.readAllLines(STORIES);
    List<String> answered = new ArrayList<>();
    List<String> story = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("|")) {
        continue;
      }
      if (line.isBlank() && !story.isEmpty()) {
        answered.addAll(answers(TextStory.trace(story)));
        story.clear();
      } else if (!line.isBlank() && !line.startsWith("#")) {
        story.add(line);
      }
      answered.add(line);
    }
    Files.write(Path.of("target/stories.txt"), answered);
    assertThat(answered)
        .as("compare %s with target/stories.txt, which has what is said now", STORIES)
        .isEqualTo(lines);
    assertThat(lines).filteredOn(line -> line.startsWith("#")).hasSizeGreaterThan(15);
  }

  private static List<String> answers(Trace trace) {
    List<Operation> all = Sessions.of(trace).operations();
    return List.of(
        "| attempts    "
            + trace.dataOperations().stream()
                .map(operation -> operation.method() + " " + operation.result())
                .collect(Collectors.joining(", ")),
        "| diagnosis   "
            + trace.diagnoses().stream()
                .map(diagnosis -> diagnosis.cause().name())
                .collect(Collectors.joining(", ")),
        "| completed   "
            + all.stream()
                .filter(operation -> operation.transfer().isPresent())
                .allMatch(Operation::succeeded),
        "| unreported  "
            + all.stream()
                .filter(Operation::failed)
                .filter(failed -> all.stream().noneMatch(failed::isMadeUpForBy))
                .count(),
        "| report      " + NOTICED.verdict(Duration.ZERO, Duration.ofSeconds(10), trace));
  }
}
