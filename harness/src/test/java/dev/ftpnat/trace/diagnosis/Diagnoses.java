package dev.ftpnat.trace.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import java.util.List;

/** What is said of a story. */
final class Diagnoses {

  private Diagnoses() {}

  static Diagnosis diagnosis(Story story) {
    return story.trace().diagnosis().orElseThrow();
  }

  /** Compares the sentence first, which tells more than the cause if it is another one. */
  static void assertSays(Story story, Cause cause, String sentence) {
    Diagnosis diagnosis = diagnosis(story);
    assertThat(diagnosis.sentence()).isEqualTo(sentence);
    assertThat(diagnosis.cause()).isEqualTo(cause);
  }

  static List<Kind> kinds(Diagnosis diagnosis) {
    return diagnosis.waysOut().stream().map(WayOut::kind).toList();
  }
}
