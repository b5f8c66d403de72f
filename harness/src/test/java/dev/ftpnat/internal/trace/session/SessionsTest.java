package dev.ftpnat.internal.trace.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.trace.Done;
import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.GatewayEvent.Forgetting;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.StreamEnd;
import dev.ftpnat.trace.event.StreamEnd.Kind;
import dev.ftpnat.trace.session.TransferAttempt;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which transfer makes up for one that failed, in the same session or in another. */
class SessionsTest {

  /** What the client may notice of its download before the server does. */
  enum Trouble {
    ENDED(
        story ->
            story.dataEnds(StreamEnd.whole(0), new StreamEnd(1000, 400, Kind.RESET, Party.CLIENT))),
    FORGOTTEN(story -> story.forgetsData(Forgetting.REBOOT, 0)),
    SEGMENT_LOST(story -> story.losesData(Party.SERVER, false)),
    LINK_EFFECT(story -> story.does("data", "timeout_downstream: timeout 0", Done.dropped(600)));

    private final UnaryOperator<Story> story;

    Trouble(UnaryOperator<Story> story) {
      this.story = story;
    }

    Story happensTo(Story download) {
      return story.apply(download);
    }
  }

  private static final long DATA = 2;
  private static final long ANOTHER = 99;

  private static Story downloading() {
    return Story.of(nat -> nat.forwardPassivePorts())
        .logsIn()
        .pasv("203,0,113,7,15,6")
        .clientReaches("203.0.113.7", 3846)
        .sends("RETR big")
        .answered(150, "Opening.");
  }

  /** The server records in the first session that the download broke off. */
  private static Story brokenOff(Story story) {
    return story.in(1).transferred("RETR big", 400, false).answered(426, "Broken off.");
  }

  private static void assertMadeUpFor(Story story, boolean expected) {
    Trace trace = story.trace();
    List<TransferAttempt> both = trace.transferAttempts();
    assertThat(both).hasSize(2);
    assertThat(both.get(0).result()).isEqualTo(TransferAttempt.Result.FAILED);
    assertThat(trace.madeUpForBy(both.get(0)).equals(Optional.of(both.get(1)))).isEqualTo(expected);
    assertThat(trace.unresolved()).isEqualTo(expected ? List.of() : List.of(both.get(0)));
  }

  @ParameterizedTest
  @EnumSource
  void aClientThatKnowsBeforeTheServerDoesMayTryAgainAtOnce(Trouble trouble) {
    assertMadeUpFor(brokenOff(trouble.happensTo(downloading()).logsIn().downloads("big")), true);
  }

  @ParameterizedTest
  @EnumSource
  void aSessionThatWasOpenedBeforeTheTroubleIsAnotherClients(Trouble trouble) {
    assertMadeUpFor(
        brokenOff(trouble.happensTo(downloading().logsIn().about(DATA)).downloads("big")), false);
  }

  @Test
  void aClientWhoseControlConnectionEndedMayTryAgainAtOnce() {
    assertMadeUpFor(brokenOff(downloading().hangsUp().logsIn().downloads("big")), true);
  }

  @Test
  void withoutTroubleNobodyTriesAgainBeforeItHasFailed() {
    assertMadeUpFor(brokenOff(downloading().logsIn().downloads("big")), false);
  }

  @ParameterizedTest
  @EnumSource
  void whatHappensToAnotherConnectionIsNoTroubleOfThisOne(Trouble trouble) {
    assertMadeUpFor(
        brokenOff(trouble.happensTo(downloading().about(ANOTHER)).logsIn().downloads("big")),
        false);
  }

  // Uploads -----------------------------------------------------------------------------------

  private static Story login() {
    return Story.of(nat -> nat.forwardPassivePorts()).logsIn();
  }

  private static Story uploading(Story story, String command) {
    return story
        .pasv("203,0,113,7,15,6")
        .clientReaches("203.0.113.7", 3846)
        .sends(command)
        .answered(150, "Opening.");
  }

  private static Story uploads(Story story, String command) {
    return uploading(story, command).transferred(command, true).answered(226, "Done.");
  }

  private static Story breaksOff(Story story, String command) {
    return uploading(story, command).transferred(command, 400, false).answered(426, "Broken off.");
  }

  private static Story declined(Story story, String command, int code) {
    return story.pasv("203,0,113,7,15,6").said(command, code, "Not there.");
  }

  private static Story renames(Story story, String from, String to) {
    return story.said("RNFR " + from, 350, "Go on.").said("RNTO " + to, 250, "Renamed.");
  }

  private static void assertUnresolved(Story story, String... commands) {
    assertThat(story.trace().unresolved())
        .extracting(attempt -> attempt.request().orElseThrow().command().line())
        .containsExactly(commands);
    assertThat(story.trace().hasFailed()).isEqualTo(commands.length > 0);
  }

  @ParameterizedTest
  @CsvSource({
    "NLST report.csv, 550",
    "NLST report.csv, 450",
    "LIST -a report.csv, 550",
    "MLSD /report.csv, 550",
    "RETR report.csv, 550"
  })
  void anUploadMakesUpForHavingAskedWhetherTheFileIsThere(String command, int code) {
    Story story = uploads(declined(login(), command, code), "STOR report.csv");
    assertUnresolved(story);

    Trace trace = story.trace();
    List<TransferAttempt> both = trace.transferAttempts();
    assertThat(trace.madeUpForBy(both.get(0))).contains(both.get(1));
    assertThat(trace.diagnoses()).isEmpty();
    assertUnresolved(
        renames(
            uploads(declined(login(), command, code), "STOR report.csv.tmp"),
            "report.csv.tmp",
            "report.csv"));
  }

  @Test
  void itMakesUpForNothingElse() {
    assertUnresolved(
        uploads(declined(login(), "RETR other.csv", 550), "STOR report.csv"), "RETR other.csv");
    assertUnresolved(
        uploads(declined(login(), "RETR report.csv", 530), "STOR report.csv"), "RETR report.csv");
    assertUnresolved(
        uploads(breaksOff(login(), "RETR report.csv"), "STOR report.csv"), "RETR report.csv");
    assertUnresolved(
        declined(uploads(login(), "STOR report.csv"), "RETR report.csv", 550), "RETR report.csv");
    assertUnresolved(declined(login(), "RETR report.csv", 550).downloads("a"), "RETR report.csv");
    assertUnresolved(
        breaksOff(declined(login(), "NLST report.csv", 550), "STOR report.csv"),
        "NLST report.csv",
        "STOR report.csv");
  }

  /** What broke off, what was uploaded then, and what that was renamed to. */
  @ParameterizedTest
  @CsvSource({
    "report.csv.tmp1, report.csv.tmp2, report.csv, true",
    "report.csv~81, report.csv~97, report.csv, true",
    "report.csv, report.csv.tmp, report.csv, true",
    "report.csv, a81f.tmp, report.csv, true",
    "in/report.csv.tmp1, in/report.csv.tmp2, in/report.csv, true",
    "tmp/report.csv.1, tmp/report.csv.2, report.csv, true",
    "a81f.tmp, 97c0.tmp, report.csv, false",
    "other.csv.tmp1, report.csv.tmp2, report.csv, false",
    "report.csv.tmp1, report.csv~2, report.csv, false",
    "report.csv.bak, 97c0.tmp, report.csv, false",
    "old/report.csv.tmp1, report.csv.tmp2, report.csv, false",
    "aunt.csv, aunt2.csv, a, false"
  })
  void anUploadThatIsRenamedMakesUpForThoseThatWereMeantForTheSame(
      String failed, String then, String name, boolean expected) {
    Story story = uploads(breaksOff(login(), "STOR " + failed), "STOR " + then);
    assertUnresolved(story, "STOR " + failed);

    renames(story, then, name);
    assertUnresolved(story, expected ? new String[0] : new String[] {"STOR " + failed});
  }

  @Test
  void namesAreThoseOfTheDirectoryInWhichTheyAreSaid() {
    Story story = uploads(breaksOff(login(), "STOR in/x.tmp1"), "STOR in/x.tmp2");
    assertUnresolved(renames(story.said("CWD in", 250, "There."), "x.tmp2", "/in/x"));
  }

  @Test
  void aFileMayBeRenamedTwice() {
    Story story = uploads(breaksOff(login(), "STOR x"), "STOR x.tmp");
    assertUnresolved(renames(renames(story, "x.tmp", "x.part"), "x.part", "x"));
  }

  @Test
  void whatBrokeOffAndWasRenamedAllTheSameIsMadeUpForByWhatIsRenamedToThat() {
    Story broken = renames(breaksOff(login(), "STOR a81f.tmp"), "a81f.tmp", "x");
    assertUnresolved(broken, "STOR a81f.tmp");
    assertUnresolved(uploads(broken, "STOR x"));

    Story other = renames(breaksOff(login(), "STOR x.tmp1"), "x.tmp1", "y");
    assertUnresolved(renames(uploads(other, "STOR x.tmp2"), "x.tmp2", "x"), "STOR x.tmp1");
  }

  @Test
  void aRenameThatTheServerRefusesChangesNothing() {
    Story story = uploads(breaksOff(login(), "STOR x.tmp1"), "STOR x.tmp2");
    story.said("RNFR x.tmp2", 350, "Go on.").said("RNTO x", 553, "No.");
    assertUnresolved(story, "STOR x.tmp1");
  }
}
