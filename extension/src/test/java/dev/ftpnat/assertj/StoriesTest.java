package dev.ftpnat.assertj;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.junit.internal.report.FailureVerdict;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.session.TransferAttempt.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What diagnosis, assertions and report say of the same sessions, side by side. The stories and the
 * answers are in one file, so that whoever changes an answer changes a line of it.
 */
class StoriesTest {

  private static final Path STORIES = Path.of("src/test/resources/dev/ftpnat/assertj/stories.txt");

  /** As if only an assertion had noticed, soon enough. */
  private static final FailureVerdict NOTICED =
      new FailureVerdict(new AssertionError("expected a file"));

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
    assertThat(differences(lines, answered))
        .as("%s, and target/stories.txt, which has what is said now", STORIES)
        .isEmpty();
    assertThat(lines).filteredOn(line -> line.startsWith("#")).hasSizeGreaterThan(15);
  }

  /** The stories of which something else is said, and what. */
  private static List<String> differences(List<String> before, List<String> now) {
    Map<String, List<String>> told = stories(before);
    return stories(now).entrySet().stream()
        .filter(story -> !story.getValue().equals(told.get(story.getKey())))
        .map(story -> story.getKey() + " " + story.getValue())
        .toList();
  }

  private static Map<String, List<String>> stories(List<String> lines) {
    Map<String, List<String>> stories = new LinkedHashMap<>();
    String title = "";
    for (String line : lines) {
      if (line.startsWith("#")) {
        title = line;
      } else if (line.startsWith("|")) {
        stories.computeIfAbsent(title, any -> new ArrayList<>()).add(line);
      }
    }
    return stories;
  }

  private static List<String> answers(Trace trace) {
    return List.of(
        "| attempts    "
            + trace.transferAttempts().stream()
                .map(operation -> operation.method() + " " + operation.result())
                .collect(Collectors.joining(", ")),
        "| diagnosis   "
            + trace.diagnoses().stream()
                .map(diagnosis -> diagnosis.cause().name())
                .collect(Collectors.joining(", ")),
        "| completed   "
            + trace.transferAttempts().stream()
                .filter(operation -> operation.request().isPresent())
                .allMatch(operation -> operation.result() == Result.SUCCEEDED),
        "| unreported  " + (trace.unresolved().size() + trace.unreached().size()),
        "| report      " + NOTICED.verdict(Duration.ZERO, Duration.ofSeconds(10), trace));
  }
}
