package dev.ftpnat.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The embedded server does in named sessions what the real servers did when they were asked. With
 * {@code -Djudge.record=DIRECTORY} they are asked anew, and what they say is written there.
 */
class RecordedSessionsTest {

  private static final int AT_ONCE = 8;

  /** Some of what was recorded was a race, in which it depends on the machine who wins. */
  private static final int TOLERATED = 2;

  @ParameterizedTest
  @EnumSource
  @Timeout(600)
  void playsItAsItWas(ServerKind kind)
      throws IOException, InterruptedException, ExecutionException {
    List<Transcript> recorded = Transcript.parse(Transcript.resource(kind.recording()));
    assertThat(recorded).hasSizeGreaterThan(20);
    List<Session> sessions = recorded.stream().map(Transcript::session).toList();
    List<String> wrong = new ArrayList<>();
    try (Players played = Players.of(kind, true, AT_ONCE)) {
      List<Transcript> now = play(played, sessions, Judge.QUIET_MILLIS);
      for (int i = 0; i < recorded.size(); i++) {
        if (!now.get(i).lines().equals(recorded.get(i).lines())) {
          // With more patience, in case that the machine was busy.
          Transcript again = played.play(sessions.get(i), Judge.PATIENT_MILLIS);
          for (int n = 1; n < Judge.AGAIN && !again.lines().equals(recorded.get(i).lines()); n++) {
            again = played.play(sessions.get(i), Judge.PATIENT_MILLIS);
          }
          if (!again.lines().equals(recorded.get(i).lines())) {
            wrong.add(new Judge.Disagreement(recorded.get(i), again).report());
          }
        }
      }
    }
    wrong.forEach(System.out::println);
    assertThat(wrong)
        .withFailMessage(() -> String.join("\n", wrong))
        .hasSizeLessThanOrEqualTo(TOLERATED);
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(600)
  void writesDownWhatTheRealOnesSay(ServerKind kind)
      throws IOException, InterruptedException, ExecutionException {
    String directory = System.getProperty("judge.record");
    assumeTrue(directory != null, "nothing is to be recorded: judge.record names no directory");
    List<Session> sessions =
        Session.parse(Transcript.resource("sessions.txt")).stream()
            .filter(session -> session.isFor(kind))
            .toList();
    StringBuilder text = new StringBuilder();
    try (Players real = Players.of(kind, false, AT_ONCE)) {
      play(real, sessions, Judge.PATIENT_MILLIS).forEach(each -> text.append(each).append('\n'));
    }
    Files.writeString(Path.of(directory, kind.recording()), text);
  }

  private static List<Transcript> play(Players players, List<Session> sessions, long quietMillis)
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<Transcript>> results =
          sessions.stream()
              .map(session -> threads.submit(() -> players.play(session, quietMillis)))
              .toList();
      List<Transcript> transcripts = new ArrayList<>();
      for (Future<Transcript> result : results) {
        transcripts.add(result.get());
      }
      return transcripts;
    } finally {
      threads.shutdownNow();
    }
  }
}
