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
import org.junit.jupiter.params.provider.EnumSource;

/** Which session's transfer makes up for one that failed in another. */
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
}
