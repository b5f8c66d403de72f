package dev.ftpnat.trace.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.ServerEvent.SessionTimedOut;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers that end idle sessions leave clients with. */
class TimeoutDiagnosisTest {

  private static Story connected() {
    return Story.of(nat -> nat.forwardPassivePorts(), server -> server.advertisePublicAddress());
  }

  private static Story timedOut(Story story, boolean anySign) {
    return story
        .later(300)
        .happens(at -> new SessionTimedOut(at, 1, Duration.ofSeconds(300), anySign))
        .answered(421, "Timeout.");
  }

  private static Diagnosis diagnosis(Story story) {
    assertThat(story.trace().hasFailed()).isTrue();
    return story.trace().diagnosis().orElseThrow();
  }

  private static List<Kind> kinds(Diagnosis diagnosis) {
    return diagnosis.waysOut().stream().map(WayOut::kind).toList();
  }

  @Test
  void aCommandThatCameToNobodyIsAFailure() {
    Story story = timedOut(connected().logsIn(), true).client("CWD pub").client("EPSV");

    Diagnosis found = diagnosis(story);
    assertThat(found.cause()).isEqualTo(Cause.SERVER_TIMED_OUT);
    assertThat(found.sentence())
        .isEqualTo(
            "The server closed the control connection after 300 s in which the client said nothing."
                + " After that the client sent CWD pub, which came to nobody.");
    assertThat(kinds(found)).containsExactly(Kind.KEEP_ALIVE, Kind.RECONNECT);
    assertThat(found.evidence()).hasAtLeastOneElementOfType(Reply.class);
    assertThat(story.trace().unheard()).containsExactly(found);
  }

  @Test
  void noopIsNoWayOutWhereOnlyTransfersCount() {
    Diagnosis found = diagnosis(timedOut(connected().logsIn(), false).client("EPSV"));

    assertThat(found.sentence()).contains("after 300 s without a transfer.");
    assertThat(kinds(found)).containsExactly(Kind.RECONNECT);
  }

  @Test
  void beforeALoginNothingElseKeepsASession() {
    Diagnosis found = diagnosis(timedOut(connected().connects(), false).client("USER ftpnat"));

    assertThat(found.sentence()).contains("after 300 s without a login.");
    assertThat(kinds(found)).containsExactly(Kind.RECONNECT);
    assertThat(kinds(diagnosis(timedOut(connected().connects(), true).client("USER ftpnat"))))
        .containsExactly(Kind.RECONNECT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"QUIT", "quit", "ABOR"})
  void whoOnlySaysGoodbyeHasMissedNothing(String farewell) {
    assertMissesNothing(timedOut(connected().logsIn(), true).client(farewell));
  }

  @Test
  void whoSaysNothingMoreHasMissedNothing() {
    assertMissesNothing(timedOut(connected().logsIn(), true));
    assertMissesNothing(timedOut(connected().logsIn().client("NOOP"), true).hangsUp());
    assertMissesNothing(timedOut(connected().logsIn(), true).server("421 Timeout."));
  }

  @Test
  void whoBeginsAnewHasMadeUpForIt() {
    Story story = timedOut(connected().logsIn(), true).client("EPSV");
    assertThat(diagnosis(story).cause()).isEqualTo(Cause.SERVER_TIMED_OUT);

    assertMissesNothing(story.logsIn());
  }

  private static void assertMissesNothing(Story story) {
    assertThat(story.trace().diagnoses()).isEmpty();
    assertThat(story.trace().hasFailed()).isFalse();
  }

  @Test
  void whoHasAgreedOnADataConnectionWantedSomething() {
    Story story =
        timedOut(
            connected().logsIn().pasv("203,0,113,7,15,6").clientReaches("203.0.113.7", 3846), true);

    assertThat(story.hangsUp().trace().diagnoses())
        .extracting(Diagnosis::cause)
        .containsExactly(Cause.SERVER_TIMED_OUT);
    assertThat(diagnosis(story).sentence())
        .endsWith("The client had agreed on a data connection, and not said yet what for.");
  }

  @Test
  void whatWasTransferredBeforeIsNoMatter() {
    Story story =
        connected()
            .logsIn()
            .pasv("203,0,113,7,15,6")
            .clientReaches("203.0.113.7", 3846)
            .sends("RETR a.csv")
            .answered(150, "Opening.")
            .transferred("RETR a.csv", 1000, true)
            .dataEnds(0, 1000)
            .answered(226, "Done.");

    assertMissesNothing(timedOut(story, true).hangsUp());
  }
}
