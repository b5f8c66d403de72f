package dev.ftpnat.trace.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.trace.Done;
import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.event.Channel;
import dev.ftpnat.trace.event.LinkName;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Place;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.ServerEvent.HandshakeInClear;
import dev.ftpnat.trace.event.StreamEnd;
import dev.ftpnat.trace.event.StreamEnd.Kind;
import dev.ftpnat.trace.session.TransferAttempt.Result;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What came of a try, by its own exchange and by what its data connection carried. */
class AttemptResultTest {

  private static final StreamEnd NOTHING = StreamEnd.whole(0);
  private static final StreamEnd HALF = new StreamEnd(1000, 500, Kind.OPEN);
  private static final StreamEnd CLOSED = new StreamEnd(1000, 500, Kind.RESET, Party.CLIENT);

  /** What happens after a login, and what came of the first try then. */
  enum Case {
    UNANSWERED(story -> connected(story).sends("RETR a"), Result.UNDER_WAY),
    UNANSWERED_WHEN_THE_SESSION_ENDS(
        story -> connected(story).sends("RETR a").hangsUp(), Result.FAILED),
    COMPLETE_BEFORE_THE_SERVER_SAYS_SO(
        story -> connected(story).sends("RETR a").transferred("RETR a", true), Result.SUCCEEDED),
    NO_DATA_CONNECTION(
        story ->
            story
                .pasv("203,0,113,7,15,6")
                .clientFails("203.0.113.7", 3846, "server NAT", Reason.NO_MAPPING),
        Result.FAILED),
    NO_DATA_CONNECTION_SAYS_THE_SERVER(
        story -> story.said("PORT 198,51,100,2,195,81", 200, "").said("LIST", 425, ""),
        Result.FAILED),
    NO_SUCH_FILE(story -> connected(story).said("RETR a", 550, ""), Result.DECLINED),
    BROKEN_OFF_AND_YET_226(
        story ->
            connected(story).sends("RETR a").transferred("RETR a", false).answered(226, "Done."),
        Result.FAILED),
    NO_HANDSHAKE_AND_NO_ANSWER(
        story -> connected(story).sends("RETR a").handshakeFails(Channel.DATA, "bad certificate"),
        Result.FAILED),
    REFUSED(story -> story.said("PASV", 502, "Not here."), Result.REFUSED),

    TAKEN_BACK(
        story ->
            connected(story)
                .sends("RETR a")
                .answered(150, "Opening.")
                .said("ABOR", 426, "")
                .answered(226, ""),
        Result.ABORTED),
    A_HANDSHAKE_WAS_STORED(
        story ->
            connected(story)
                .sends("STOR a")
                .answered(150, "Opening.")
                .happens(at -> new HandshakeInClear(at, 1, "STOR a"))
                .transferred("STOR a", 440, true)
                .dataEnds(440, 0)
                .answered(226, "Done."),
        Result.FAILED),
    TAKEN_BACK_TOO_LATE(
        story -> connected(story).said("RETR a", 550, "").said("ABOR", 226, ""), Result.DECLINED),
    CLOSED_AND_THEN_TAKEN_BACK(
        story -> closed(story, CLOSED).said("ABOR", 226, ""), Result.ABORTED),
    CLOSED_AND_THEN_TAKEN_BACK_BEFORE_THE_ANSWER(
        story ->
            connected(story)
                .sends("RETR a")
                .answered(150, "Opening.")
                .dataEnds(NOTHING, CLOSED)
                .transferred("RETR a", false)
                .sends("ABOR")
                .answered(426, "")
                .answered(226, ""),
        Result.ABORTED),
    CLOSED_WHEN_THE_SERVER_HAD_FINISHED_AND_THEN_TAKEN_BACK(
        story -> closed(story, new StreamEnd(1000, 500, Kind.FIN)).said("ABOR", 226, ""),
        Result.ABORTED),
    CLOSED_AND_TAKEN_BACK_THOUGH_THE_SERVER_TAKES_IT_FOR_DONE(
        story -> ended(story, CLOSED).said("ABOR", 226, ""), Result.ABORTED),
    CLOSED_AND_TAKEN_BACK_AFTER_A_LOOK(
        story -> closed(story, CLOSED).said("NOOP", 200, "").said("ABOR", 226, ""), Result.ABORTED),
    CLOSED_AND_TAKEN_BACK_MUCH_LATER(
        story -> closed(story, CLOSED).said("PWD", 257, "").said("ABOR", 226, ""), Result.FAILED),
    CLOSED_AND_NOT_TAKEN_BACK(story -> closed(story, CLOSED), Result.FAILED),
    BROKEN_OFF_BY_ANOTHER_BEFORE_ABOR(
        story ->
            closed(story, new StreamEnd(1000, 500, Kind.RESET, Place.gateway("server NAT")))
                .said("ABOR", 226, ""),
        Result.FAILED),
    BROKEN_OFF_THOUGH_ALL_HAD_COME_BEFORE_ABOR(
        story -> closed(story, StreamEnd.whole(1000)).said("ABOR", 226, ""), Result.FAILED),
    LOST_BY_A_LINK_BEFORE_ABOR(
        story ->
            connected(story)
                .sends("RETR a")
                .answered(150, "Opening.")
                .does("data", "", Party.SERVER, Done.dropped(500))
                .dataEnds(NOTHING, CLOSED)
                .transferred("RETR a", false)
                .answered(426, "")
                .said("ABOR", 226, ""),
        Result.FAILED),
    AN_UPLOAD_BROKEN_OFF_BEFORE_ABOR(
        story ->
            connected(story)
                .sends("STOR a")
                .answered(150, "Opening.")
                .dataEnds(CLOSED, NOTHING)
                .transferred("STOR a", false)
                .answered(426, "")
                .said("ABOR", 226, ""),
        Result.FAILED),
    TAKEN_BACK_BEFORE_IT_WAS_ASKED_FOR(
        story -> connected(story).said("ABOR", 226, "").said("RETR a", 550, ""), Result.DECLINED),

    ANNOUNCED(story -> story.pasv("203,0,113,7,15,6"), Result.UNDER_WAY),
    ANNOUNCED_AND_LEFT_FOR_ANOTHER(
        story -> story.pasv("203,0,113,7,15,6").epsv(3847), Result.UNUSED),
    ANNOUNCED_BEFORE_QUIT(
        story -> story.pasv("203,0,113,7,15,6").said("QUIT", 221, "Bye."), Result.UNUSED),
    ANNOUNCED_BEFORE_REIN(
        story -> story.pasv("203,0,113,7,15,6").said("REIN", 220, "Ready."), Result.UNUSED),
    ANNOUNCED_BEFORE_THE_SESSION_ENDED(
        story -> story.pasv("203,0,113,7,15,6").hangsUp(), Result.UNUSED),
    CONNECTED_AND_ASKED_FOR_NOTHING(story -> connected(story).hangsUp(), Result.UNUSED),

    ALL_ARRIVED(story -> ended(story, StreamEnd.whole(1000)), Result.SUCCEEDED),
    TOO_LITTLE_ARRIVED(story -> ended(story, new StreamEnd(1000, 500, Kind.FIN)), Result.FAILED),
    ALL_ARRIVED_AND_THE_CLIENT_RESET(
        story -> ended(story, new StreamEnd(1000, 1000, Kind.RESET, Party.CLIENT)),
        Result.SUCCEEDED),
    THE_CLIENT_RESET_BEFORE_ALL_ARRIVED(
        story -> ended(story, new StreamEnd(1000, 500, Kind.RESET, Party.CLIENT)), Result.FAILED),
    ALL_ARRIVED_BUT_A_RESET_INSTEAD_OF_THE_END(
        story -> ended(story, new StreamEnd(1000, 1000, Kind.RESET, Place.gateway("server NAT"))),
        Result.FAILED),
    ALL_ARRIVED_BUT_THE_END_IS_A_LINKS(
        story -> ended(story, new StreamEnd(1000, 1000, Kind.CUT, LinkName.DATA)), Result.FAILED),
    ALL_ARRIVED_AND_THE_END_IS_UNDER_WAY(
        story -> ended(story, new StreamEnd(1000, 1000, Kind.OPEN)), Result.SUCCEEDED),

    THE_REST_IS_UNDER_WAY(story -> ended(story, HALF), Result.UNDER_WAY),
    THE_REST_IS_UNDER_WAY_AND_THE_CLIENT_WAITS(
        story -> ended(story, HALF).said("NOOP", 200, ""), Result.UNDER_WAY),
    THE_REST_IS_UNDER_WAY_BEFORE_THE_SERVER_SAYS_SO(
        story -> sent(story).dataEnds(new StreamEnd(0, 0, Kind.OPEN), HALF), Result.UNDER_WAY),
    THE_CLIENT_WENT_ON_WITHOUT_THE_REST(
        story -> ended(story, HALF).said("PWD", 257, "\"/\""), Result.FAILED),
    THE_CLIENT_WENT_AWAY_WITHOUT_THE_REST(story -> ended(story, HALF).hangsUp(), Result.FAILED),
    THE_CLIENT_CLOSED_BEFORE_THE_REST(
        story -> sent(story).dataEnds(NOTHING, HALF).answered(226, "Done."), Result.FAILED),
    A_LINK_LOST_THE_REST(
        story -> sentOver(story, Party.SERVER).answered(226, "Done."), Result.FAILED),
    A_LINK_LOST_WHAT_WENT_THE_OTHER_WAY(
        story -> sentOver(story, Party.CLIENT).answered(226, "Done."), Result.UNDER_WAY),

    AN_UPLOAD_ARRIVED(story -> uploaded(story, StreamEnd.whole(1000), NOTHING), Result.SUCCEEDED),
    AN_UPLOAD_ARRIVED_AND_THE_SERVER_RESET(
        story -> uploaded(story, new StreamEnd(1000, 1000, Kind.RESET, Party.SERVER), NOTHING),
        Result.SUCCEEDED),
    THE_REST_OF_AN_UPLOAD_IS_UNDER_WAY(story -> uploaded(story, HALF, NOTHING), Result.UNDER_WAY);

    private final UnaryOperator<Story> story;
    private final Result result;

    Case(UnaryOperator<Story> story, Result result) {
      this.story = story;
      this.result = result;
    }

    TransferAttempt first() {
      return story
          .apply(Story.of(nat -> nat.forwardPassivePorts()).logsIn())
          .trace()
          .transferAttempts()
          .get(0);
    }
  }

  private static Story connected(Story story) {
    return story.pasv("203,0,113,7,15,6").clientReaches("203.0.113.7", 3846);
  }

  private static Story sent(Story story) {
    return connected(story).sends("RETR a").answered(150, "Opening.").transferred("RETR a", true);
  }

  /** A download whose client closes before its end, which the server notices first. */
  private static Story closed(Story story, StreamEnd fromServer) {
    return connected(story)
        .sends("RETR a")
        .answered(150, "Opening.")
        .dataEnds(NOTHING, fromServer)
        .transferred("RETR a", false)
        .answered(426, "Data connection error.");
  }

  /** A download that the server takes for complete, while the client hasn't closed. */
  private static Story ended(Story story, StreamEnd fromServer) {
    return sent(story).dataEnds(new StreamEnd(0, 0, Kind.OPEN), fromServer).answered(226, "Done.");
  }

  /** The same, while a link drops something of what one side sent. */
  private static Story sentOver(Story story, Party loser) {
    return sent(story)
        .does("data", "", loser, Done.dropped(500))
        .dataEnds(new StreamEnd(0, 0, Kind.OPEN), HALF);
  }

  private static Story uploaded(Story story, StreamEnd fromClient, StreamEnd fromServer) {
    return connected(story)
        .sends("STOR a")
        .answered(150, "Opening.")
        .transferred("STOR a", true)
        .dataEnds(fromClient, fromServer)
        .answered(226, "Done.");
  }

  @ParameterizedTest
  @EnumSource
  void aTryIsJudgedByItsExchangeAndItsDataConnection(Case each) {
    assertThat(each.first().result()).isEqualTo(each.result);
  }

  @Test
  void aTryIsNoUseAgainIfItGaveNoDataConnectionOrNotAWholeOne() {
    assertThat(Case.REFUSED.first().cameToNothing()).isTrue();
    assertThat(Case.NO_DATA_CONNECTION.first().cameToNothing()).isTrue();
    assertThat(Case.ANNOUNCED_BEFORE_QUIT.first().cameToNothing()).isTrue();
    assertThat(Case.NO_SUCH_FILE.first().cameToNothing()).isFalse();
    assertThat(Case.TAKEN_BACK.first().cameToNothing()).isFalse();
    assertThat(Case.ANNOUNCED.first().cameToNothing()).isFalse();
    assertThat(Case.ALL_ARRIVED.first().cameToNothing()).isFalse();
  }

  @Test
  void whatTheClientTookBackOrStillWaitsForHasNotFailed() {
    assertThat(Case.REFUSED.first().hasFailed()).isTrue();
    assertThat(Case.NO_DATA_CONNECTION.first().hasFailed()).isTrue();
    assertThat(Case.NO_SUCH_FILE.first().hasFailed()).isTrue();
    assertThat(Case.ANNOUNCED_BEFORE_QUIT.first().hasFailed()).isTrue();
    assertThat(Case.TAKEN_BACK.first().hasFailed()).isFalse();
    assertThat(Case.ANNOUNCED.first().hasFailed()).isFalse();
    assertThat(Case.ALL_ARRIVED.first().hasFailed()).isFalse();
  }

  @Test
  void onlyAPassiveTryFailsByNotBeingUsed() {
    TransferAttempt active =
        Story.of(nat -> nat)
            .logsIn()
            .said("PORT 198,51,100,2,195,81", 200, "Okay.")
            .said("QUIT", 221, "Bye.")
            .trace()
            .transferAttempts()
            .get(0);

    assertThat(active.result()).isEqualTo(Result.UNUSED);
    assertThat(active.hasFailed()).isFalse();
  }
}
