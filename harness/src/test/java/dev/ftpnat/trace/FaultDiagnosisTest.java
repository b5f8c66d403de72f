package dev.ftpnat.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import dev.ftpnat.trace.event.Channel;
import dev.ftpnat.trace.event.GatewayEvent.ConnectionForgotten;
import dev.ftpnat.trace.event.GatewayEvent.Forgetting;
import dev.ftpnat.trace.event.LinkEvent.LinkChange;
import dev.ftpnat.trace.event.LinkEvent.LinkEffect;
import dev.ftpnat.trace.event.LinkEvent.LinkFault;
import dev.ftpnat.trace.event.LinkName;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.ServerEvent;
import dev.ftpnat.trace.event.StreamEnd;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which faults of gateways and links did harm, and which is to blame. */
class FaultDiagnosisTest {

  private static Story loggedIn() {
    return Story.of(nat -> nat.forwardPassivePorts(), server -> server.advertisePublicAddress())
        .logsIn();
  }

  private static Story downloading(Story story) {
    return story
        .pasv("203,0,113,7,15,6")
        .clientReaches("203.0.113.7", 3846)
        .sends("RETR big")
        .answered(150, "Opening.");
  }

  private static Story losing226(Story story) {
    return story
        .later(300)
        .forgetsControl(Forgetting.IDLE, 300)
        .later(60)
        .transferred("RETR big", true)
        .answered(226, "Done.")
        .loses(Party.SERVER, "226 Done.", false);
  }

  private static List<Cause> causes(Story story) {
    return story.trace().diagnoses().stream().map(Diagnosis::cause).toList();
  }

  private static Diagnosis diagnosis(Story story) {
    return story.trace().diagnosis().orElseThrow();
  }

  // What gateways forget ----------------------------------------------------------------------

  @Test
  void aClientThatHasFinishedMissesNothing() {
    Story idle = loggedIn().downloads("report.csv").later(300).forgetsControl(Forgetting.IDLE, 300);

    assertThat(causes(idle)).isEmpty();
    assertThat(causes(idle.loses(Party.CLIENT, "", false))).isEmpty();
    assertThat(causes(idle.loses(Party.SERVER, "", false).hangsUp())).isEmpty();
  }

  @Test
  void whatNobodyHasAskedForIsNoLoss() {
    Story timedOut =
        loggedIn()
            .downloads("report.csv")
            .later(300)
            .forgetsControl(Forgetting.IDLE, 300)
            .later(60)
            .answered(421, "Timeout.")
            .loses(Party.SERVER, "421 Timeout.", false);

    assertThat(causes(timedOut)).isEmpty();
    assertThat(timedOut.hangsUp().trace().hasFailed()).isFalse();
    assertThat(diagnosis(timedOut.loses(Party.CLIENT, "NOOP", true)).sentence())
        .doesNotContain("226", "421");
  }

  @Test
  void aTransferThatStillRunsHasLostNothingYet() {
    assertThat(causes(downloading(loggedIn()).later(300).forgetsControl(Forgetting.IDLE, 300)))
        .isEmpty();
  }

  @Test
  void theReplyThatNeverArrivedIsNamedThoughTheServerTookTheTransferForDone() {
    Story story = losing226(downloading(loggedIn()));

    assertThat(diagnosis(story).sentence())
        .isEqualTo(
            "server NAT forgot the control connection after 300 s idle, 60 s before the transfer of"
                + " RETR big ended. All of the data arrived, but the server's 226 never reached the"
                + " client.");
    assertThat(diagnosis(story).evidence())
        .hasAtLeastOneElementOfType(ConnectionForgotten.class)
        .hasAtLeastOneElementOfType(ServerEvent.Transfer.class);
  }

  @Test
  void theServerDoesNotKnowWhetherAllOfTheDataArrived() {
    Story lost =
        losing226(
            downloading(loggedIn())
                .dataEnds(StreamEnd.whole(0), new StreamEnd(1000, 500, StreamEnd.Kind.OPEN)));
    Story whole =
        losing226(downloading(loggedIn()).dataEnds(StreamEnd.whole(0), StreamEnd.whole(1000)));

    assertThat(sentences(lost))
        .anyMatch(said -> said.endsWith("ended. The server's 226 never reached the client."))
        .noneMatch(said -> said.contains("All of the data arrived"));
    assertThat(sentences(whole)).anyMatch(said -> said.contains("All of the data arrived"));
  }

  private static List<String> sentences(Story story) {
    return story.trace().diagnoses().stream().map(Diagnosis::sentence).toList();
  }

  @Test
  void underTlsNothingElseIsKnownOfWhatTheClientSaid() {
    Diagnosis diagnosis =
        diagnosis(
            loggedIn()
                .later(300)
                .forgetsControl(Forgetting.IDLE, 300)
                .later(40)
                .loses(Party.CLIENT, "TLS, 44 bytes", true));

    assertThat(diagnosis.cause()).isEqualTo(Cause.CONTROL_CONNECTION_FORGOTTEN);
    assertThat(diagnosis.sentence())
        .endsWith(
            "40 s later the client sent something under TLS, which server NAT answered with a"
                + " reset.");
  }

  @Test
  void aReplyThatWasUnderWayIsLostToo() {
    Diagnosis diagnosis =
        diagnosis(
            loggedIn()
                .said("SITE HELP", 214, "Help.")
                .forgetsControl(Forgetting.REBOOT, 0)
                .loses(Party.SERVER, "214 Help.", false));

    assertThat(diagnosis.cause()).isEqualTo(Cause.GATEWAY_REBOOTED);
    assertThat(diagnosis.sentence())
        .contains("10 ms after the server answered SITE HELP", "214 never reached the client");
  }

  @Test
  void aSecondTryMakesUpForIt() {
    Story story = losing226(downloading(loggedIn())).logsIn();

    assertThat(causes(story)).containsExactly(Cause.CONTROL_CONNECTION_FORGOTTEN);
    assertThat(causes(story.downloads("other"))).hasSize(1);
    assertThat(causes(story.downloads("big"))).isEmpty();
  }

  @Test
  void aSecondTryThatIsNotHeardOfEitherDoesNot() {
    assertThat(causes(losing226(downloading(losing226(downloading(loggedIn())).logsIn()))))
        .containsExactly(Cause.CONTROL_CONNECTION_FORGOTTEN);
  }

  @Test
  void aClientThatConnectsAnewAfterALostCommandGotOverIt() {
    Story story =
        loggedIn().forgetsControl(Forgetting.EXPIRED, 1).loses(Party.CLIENT, "NOOP", false);

    assertThat(causes(story)).containsExactly(Cause.CONTROL_CONNECTION_FORGOTTEN);
    assertThat(causes(story.logsIn())).isEmpty();
  }

  @Test
  void aClientWhoseRetrWasLostHasIgnoredNothing() {
    assertThat(
            causes(
                loggedIn()
                    .pasv("203,0,113,7,15,6")
                    .forgetsControl(Forgetting.REBOOT, 0)
                    .loses(Party.CLIENT, "RETR big", false)
                    .hangsUp()))
        .containsExactly(Cause.GATEWAY_REBOOTED);
  }

  @Test
  void aRebootIsWhyATransferBrokeOff() {
    assertThat(
            causes(
                downloading(loggedIn())
                    .forgetsControl(Forgetting.REBOOT, 0)
                    .forgetsData(Forgetting.REBOOT, 0)
                    .losesData(Party.SERVER, true)
                    .transferred("RETR big", false)
                    .answered(426, "Data connection error.")
                    .loses(Party.SERVER, "426 Data connection error.", true)))
        .containsExactly(Cause.GATEWAY_REBOOTED);
  }

  @Test
  void theOldAddressOfAGatewayIsNamed() {
    Story moved = loggedIn().renumbered("203.0.113.7", "203.0.113.99");
    Diagnosis diagnosis =
        diagnosis(
            moved
                .pasv("203,0,113,7,15,6")
                .tries(
                    Party.CLIENT,
                    "203.0.113.7",
                    3846,
                    Outcome.UNREACHABLE,
                    "internet",
                    Reason.NO_ROUTE));

    assertThat(diagnosis.cause()).isEqualTo(Cause.GATEWAY_RENUMBERED);
    assertThat(diagnosis.sentence()).contains("that server NAT had before it got 203.0.113.99");
    assertThat(diagnosis.waysOut().get(0).sentence()).contains("announce 203.0.113.99 in 227");
  }

  @Test
  void soItIsIfAClientConnectsThere() {
    Diagnosis diagnosis =
        diagnosis(
            Story.of(nat -> nat)
                .renumbered("203.0.113.7", "203.0.113.99")
                .tries(
                    Party.CLIENT,
                    "203.0.113.7",
                    21,
                    Outcome.UNREACHABLE,
                    "internet",
                    Reason.NO_ROUTE));

    assertThat(diagnosis.cause()).isEqualTo(Cause.GATEWAY_RENUMBERED);
    assertThat(diagnosis.waysOut()).singleElement().asString().contains("to 203.0.113.99");
  }

  @Test
  void aFullTableIsNamedInActiveModeToo() {
    assertThat(
            causes(
                Story.behindClientNat(nat -> nat)
                    .logsIn()
                    .said("PORT 198,51,100,1,195,80", 200, "Okay.")
                    .sends("STOR report.csv")
                    .answered(150, "Opening.")
                    .serverFails("198.51.100.1", 50000, "client NAT", Reason.TABLE_FULL)
                    .answered(425, "Can't open data connection.")))
        .containsExactly(Cause.TABLE_FULL);
  }

  // What links do -----------------------------------------------------------------------------

  private static final String HOLE = "hole (timeout_upstream): timeout 0";

  private static Story upload(Story story) {
    return story
        .pasv("203,0,113,7,15,6")
        .clientReaches("203.0.113.7", 3846)
        .sends("STOR big")
        .answered(150, "Opening.");
  }

  private static StreamEnd cutTo(long delivered) {
    return new StreamEnd(1000, delivered, StreamEnd.Kind.CUT, LinkName.DATA);
  }

  /** What was done to the link, what that did to the connection, and whether it is the cause. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          timeout_downstream: timeout 0            | dropped 1000  | true
          timeout_downstream: timeout 5            | cut 500       | true
          any: name (timeout_downstream): timeout 0| dropped 1     | true
          limit_data_downstream: bytes 500         | cut 500       | true
          limit_data_downstream: bytes 9000        |               | false
          reset_peer_downstream: timeout 100       | cut 500       | true
          reset_peer_upstream: timeout 100         | cut 0         | true
          bandwidth_downstream: rate 0             | holding 1000  | true
          bandwidth_downstream: rate 1             | holding 1000  | true
          bandwidth_downstream: rate 1             | delayed 1000  | true
          latency_downstream: latency 5, jitter 0  | delayed 1000  | true
          slow_close_downstream: delay 1000        | holding end   | true
          timeout_downstream: timeout 0            |               | false
          latency_downstream: latency 0, jitter 0  |               | false
          """)
  void aToxicIsWhyATransferBrokeOffIfItDidSomethingToIt(
      String toxic, String done, boolean isCause) {
    Story story = downloading(loggedIn().link("data", LinkChange.TOXIC_ADDED, toxic));
    if (done != null) {
      story = story.does("data", toxic, done(done));
    }
    story = story.transferred("RETR big", false).answered(426, "Data connection error.");

    assertThat(causes(story))
        .containsExactly(isCause ? Cause.LINK_TOXIC : Cause.TRANSFER_BROKEN_OFF);
    if (isCause) {
      assertThat(diagnosis(story).sentence())
          .contains("The link data had the toxic " + toxic, "RETR big broke off after 1000 bytes");
      assertThat(diagnosis(story).evidence())
          .hasAtLeastOneElementOfType(LinkFault.class)
          .hasAtLeastOneElementOfType(LinkEffect.class);
    }
  }

  private static Done done(String text) {
    String[] words = text.split(" ");
    return switch (words[0]) {
      case "dropped" -> Done.dropped(Long.parseLong(words[1]));
      case "cut" -> Done.cut(Long.parseLong(words[1]));
      case "delayed" -> Done.delayed(Long.parseLong(words[1]), 900);
      default ->
          words[1].equals("end")
              ? Done.holdingTheEnd(900)
              : Done.holding(Long.parseLong(words[1]), 900);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"data", "control"})
  void aToxicThatOnlyDelayedIsNoProblemIfAllArrived(String link) {
    String toxic = "latency_downstream: latency 100, jitter 0";
    assertThat(
            causes(
                loggedIn()
                    .link(link, LinkChange.TOXIC_ADDED, toxic)
                    .downloads("report.csv")
                    .does(link, toxic, Done.delayed(1000, 100))
                    .dataEnds(0, 1000)
                    .link(link, LinkChange.TOXIC_REMOVED, toxic)
                    .said("QUIT", 221, "Bye.")
                    .hangsUp()))
        .isEmpty();
  }

  @Test
  void aLimitThatIsExactlyTheFileIsNoProblem() {
    String toxic = "limit_data_downstream: bytes 1000";
    assertThat(
            causes(
                downloading(loggedIn().link("data", LinkChange.TOXIC_ADDED, toxic))
                    .does("data", toxic, Done.cut(0))
                    .transferred("RETR big", true)
                    .answered(226, "Done.")
                    .dataEnds(StreamEnd.whole(0), StreamEnd.whole(1000))))
        .isEmpty();
  }

  @Test
  void whatToxicsDoToOtherConnectionsIsNot() {
    assertThat(
            causes(
                downloading(
                        loggedIn()
                            .link("control", LinkChange.TOXIC_ADDED, HOLE)
                            .does("control", HOLE, Done.delayed(5, 5)))
                    .transferred("RETR big", false)
                    .answered(426, "Data connection error.")))
        .containsExactly(Cause.TRANSFER_BROKEN_OFF);
  }

  @Test
  void anUploadThatALinkCutShortIsNotAsCompleteAsTheServerSays() {
    String toxic = "limit_data_upstream: bytes 600";
    Story story =
        upload(loggedIn().link("data", LinkChange.TOXIC_ADDED, toxic))
            .does("data", toxic, Done.cut(400))
            .transferred("STOR big", true)
            .answered(226, "Done.")
            .dataEnds(cutTo(600), StreamEnd.whole(0));

    assertThat(causes(story)).containsExactly(Cause.LINK_TOXIC);
    assertThat(diagnosis(story).sentence())
        .contains("dropped 400 bytes from the client", "though the server says so");
  }

  @Test
  void theServerDoesNotSeeThatALinkSwallowsWhatItSent() {
    String toxic = "timeout_downstream: timeout 0";
    Story story =
        downloading(loggedIn())
            .link("data", LinkChange.TOXIC_ADDED, toxic)
            .does("data", toxic, Done.dropped(1000))
            .dataEnds(StreamEnd.whole(0), new StreamEnd(1000, 0, StreamEnd.Kind.OPEN))
            .transferred("RETR big", true)
            .answered(226, "Done.");

    assertThat(causes(story)).containsExactly(Cause.LINK_TOXIC);
    assertThat(diagnosis(story).sentence()).contains("though the server says so");
    assertThat(story.trace().unresolved()).as("it will never come").hasSize(1);
  }

  @Test
  void aClientThatStillWaitsForASilentLinkIsTold() {
    Story silent = downloading(loggedIn());
    assertThat(causes(silent)).isEmpty();

    assertThat(causes(silent.does("data", "timeout_downstream: timeout 0", Done.dropped(1000))))
        .containsExactly(Cause.LINK_TOXIC);
  }

  @Test
  void soItIsIfWhatItWaitsForIsOnlyDelayed() {
    String toxic = "latency_downstream: latency 9000, jitter 0";
    assertThat(causes(downloading(loggedIn()).does("data", toxic, Done.holding(1000, 50))))
        .isEmpty();
    Story story = downloading(loggedIn()).does("data", toxic, Done.holding(1000, 700));

    assertThat(causes(story)).containsExactly(Cause.LINK_TOXIC);
    assertThat(diagnosis(story).sentence())
        .contains("latency 9000", "holds back 1000 bytes from the server, for 700 ms");
  }

  @Test
  void aCommandThatNeverCameIsWhatTheToxicSaysItIs() {
    Story story =
        loggedIn()
            .link("control", LinkChange.TOXIC_ADDED, HOLE)
            .does("control", HOLE, Done.dropped(6));

    assertThat(causes(story)).containsExactly(Cause.LINK_TOXIC);
    assertThat(diagnosis(story).sentence())
        .isEqualTo(
            "The link control had the toxic hole (timeout_upstream): timeout 0, which dropped 6"
                + " bytes from the client, on the control connection.");
    assertThat(causes(story.logsIn())).isEmpty();
  }

  // A link that is cut, or loses something, during a TLS handshake ---------------------------

  private static Story beginningTls(TlsMode mode, String toxic, Done done) {
    Story story =
        Story.of(nat -> nat, server -> server.tls(mode))
            .link("control", LinkChange.TOXIC_ADDED, toxic)
            .connects();
    if (mode == TlsMode.EXPLICIT) {
      story.said("AUTH TLS", 234, "Go on.");
    }
    return story.does("control", toxic, done);
  }

  @ParameterizedTest
  @CsvSource({
    "EXPLICIT, the client closed the connection",
    "IMPLICIT, the client closed the connection",
    "EXPLICIT, Received fatal alert: handshake_failure",
  })
  void aHandshakeThatALinkCutIsNotWhatFailed(TlsMode mode, String failure) {
    Story story =
        beginningTls(mode, "limit_data_downstream: bytes 200", Done.cut(1160))
            .handshakeFails(Channel.CONTROL, failure)
            .hangsUp();

    assertThat(causes(story)).containsExactly(Cause.LINK_TOXIC);
  }

  @Test
  void aClientWhoseHandshakeALinkSwallowsHasNotKeptSilent() {
    Story story = beginningTls(TlsMode.IMPLICIT, HOLE, Done.dropped(440)).hangsUp();

    assertThat(causes(story)).containsExactly(Cause.LINK_TOXIC);
  }

  @Test
  void aLinkThatIsSwitchedOffDuringAHandshakeIsTheCause() {
    Story story =
        Story.of(nat -> nat)
            .connects()
            .said("AUTH TLS", 234, "Go on.")
            .link("control", LinkChange.DISABLED, "")
            .handshakeFails(Channel.CONTROL, "the client closed the connection")
            .hangsUp();

    assertThat(causes(story)).containsExactly(Cause.LINK_SWITCHED_OFF);
  }

  @ParameterizedTest
  @CsvSource({
    "Received fatal alert: unknown_ca, CERTIFICATE_NOT_TRUSTED",
    "'Unrecognized SSL message, plaintext connection?', CONTROL_TLS_FAILED"
  })
  void whatTheClientSaysOfTheHandshakeCountsThoughALinkDidSomethingLater(
      String failure, Cause cause) {
    Story story =
        beginningTls(TlsMode.EXPLICIT, "limit_data_downstream: bytes 200", Done.cut(1160))
            .handshakeFails(Channel.CONTROL, failure)
            .hangsUp();

    assertThat(causes(story)).containsExactly(cause);
  }

  private static final String LATE = "latency_downstream: latency 900, jitter 0";

  /** The client is gone before the last that the server sent has come. */
  private static Story leaves(Story story, long delay) {
    return story
        .does("control", LATE, Done.delayed(80, delay))
        .controlEnds(
            StreamEnd.whole(50), new StreamEnd(250, 200, StreamEnd.Kind.RESET, Party.CLIENT));
  }

  @ParameterizedTest
  @CsvSource({"900, CONTROL_TLS_FAILED", "9000, CONTROL_TLS_FAILED"})
  void aLatencyIsNotWhyAClientWantsAnotherVersion(long delay, Cause cause) {
    Story story =
        Story.of(nat -> nat)
            .connects()
            .said("AUTH TLS", 234, "Go on.")
            .handshakeFails(Channel.CONTROL, "Received fatal alert: protocol_version");

    assertThat(causes(leaves(story, delay))).containsExactly(cause);
  }

  @ParameterizedTest
  @CsvSource({"999, CERTIFICATE_NOT_TRUSTED", "1000, LINK_TOXIC"})
  void aLatencyIsNotWhyAClientHangsUpAfterTheHandshakeUnlessItIsLong(long delay, Cause cause) {
    Story story =
        Story.of(nat -> nat)
            .connects()
            .said("AUTH TLS", 234, "Go on.")
            .happens(at -> Story.handshake(at, Channel.CONTROL, false));

    assertThat(causes(leaves(story, delay))).containsExactly(cause);
  }

  @Test
  void aClientThatSpokeUnderTlsWaitedForAnAnswer() {
    Story story =
        Story.of(nat -> nat)
            .connects()
            .said("AUTH TLS", 234, "Go on.")
            .happens(at -> Story.handshake(at, Channel.CONTROL, false))
            .underTls(true)
            .said("USER ftpnat", 331, "Need password.");

    assertThat(causes(leaves(story, 900))).containsExactly(Cause.LINK_TOXIC);
  }

  @Test
  void aClientThatLeavesWithItsFileHasNotMissedTheReply() {
    Trace trace = leaves(loggedIn().downloads("report.csv"), 900).trace();

    assertThat(trace.diagnoses()).isEmpty();
    assertThat(trace.hasFailed()).isFalse();
  }

  /** Handshakes of data connections and of other sessions say nothing of this one's. */
  @Test
  void soItIsAfterADownloadUnderTls() {
    Story story =
        loggedIn()
            .hangsUp()
            .happens(at -> Story.handshake(at, Channel.CONTROL, false))
            .logsInUnderTls()
            .handshakeFails(Channel.DATA, "Received fatal alert: unknown_ca")
            .downloads("report.csv");

    assertThat(causes(leaves(story, 900))).isEmpty();
    assertThat(causes(leaves(story.said("PWD", 257, "/"), 1000))).containsExactly(Cause.LINK_TOXIC);
  }

  @Test
  void butOneThatLeavesAfterALongWaitOrWithoutItsFileHas() {
    assertThat(causes(leaves(loggedIn().downloads("report.csv"), 1000)))
        .containsExactly(Cause.LINK_TOXIC);
    assertThat(causes(leaves(loggedIn().downloads("report.csv").said("DELE a", 250, ""), 900)))
        .containsExactly(Cause.LINK_TOXIC);
    assertThat(causes(leaves(loggedIn().said("RETR a", 425, ""), 900))).contains(Cause.LINK_TOXIC);
    assertThat(causes(leaves(Story.of(nat -> nat).connects(), 900)))
        .containsExactly(Cause.LINK_TOXIC);
    assertThat(
            causes(
                loggedIn()
                    .downloads("report.csv")
                    .does("control", LATE, Done.delayed(80, 900))
                    .controlEnds(
                        StreamEnd.whole(50), new StreamEnd(250, 200, StreamEnd.Kind.OPEN))))
        .containsExactly(Cause.LINK_TOXIC);
  }

  @Test
  void whatALinkDidIsDatedByItsEffectAndNotByTheToxic() {
    Story story =
        Story.of(nat -> nat)
            .link("control", LinkChange.TOXIC_ADDED, HOLE)
            .logsIn()
            .said("PASV", 502, "Command not implemented.")
            .does("control", HOLE, Done.dropped(6));

    assertThat(causes(story)).containsExactly(Cause.COMMAND_REFUSED, Cause.LINK_TOXIC);
  }

  @Test
  void soIsAConnectionThatALinkDidNotLetBeMade() {
    Story story =
        Story.of(nat -> nat)
            .link("control", LinkChange.DISABLED, "")
            .clientFails("203.0.113.7", 2121, "server NAT", Reason.NO_MAPPING)
            .tries(
                Party.CLIENT, "203.0.113.7", 21, Outcome.REFUSED, "server", Reason.NOT_LISTENING);

    assertThat(causes(story))
        .containsExactly(Cause.CONTROL_CONNECTION_FAILED, Cause.LINK_SWITCHED_OFF);
  }

  // Who ended a data connection ---------------------------------------------------------------

  private static Story closes(Story downloading, long delivered) {
    return downloading
        .dataEnds(
            StreamEnd.whole(0), new StreamEnd(1000, delivered, StreamEnd.Kind.RESET, Party.CLIENT))
        .transferred("RETR big", false)
        .answered(426, "Data connection error.");
  }

  /** What a link did, how much had come when the client closed, and whether it is to blame. */
  @ParameterizedTest
  @CsvSource({
    "5, 500, false",
    "999, 500, false",
    "1000, 500, true",
    "99, 0, false",
    "100, 0, true",
    "99, 1000, false",
  })
  void aClientThatClosesADownloadMayHaveHadEnough(long delay, long delivered, boolean blamed) {
    List<Cause> expected =
        delivered == 1000
            ? List.of(Cause.TRANSFER_BROKEN_OFF)
            : List.of(blamed ? Cause.LINK_TOXIC : Cause.TRANSFER_BROKEN_OFF);

    assertThat(
            causes(
                closes(
                    downloading(loggedIn()).does("data", LATE, Done.delayed(500, delay)),
                    delivered)))
        .isEqualTo(expected);
    assertThat(
            causes(
                closes(
                    downloading(loggedIn()).does("data", LATE, Done.holding(500, delay)),
                    delivered)))
        .isEqualTo(expected);
  }

  /** A Toxiproxy server that resets both sides is seen on the one, and the client on the other. */
  @Test
  void aLinkThatResetsOneWayHasResetTheOtherToo() {
    Story reset =
        downloading(loggedIn())
            .does("data", "", Done.holding(500, 18))
            .dataEnds(
                new StreamEnd(0, 0, StreamEnd.Kind.RESET, LinkName.DATA),
                new StreamEnd(1000, 0, StreamEnd.Kind.RESET, Party.CLIENT));

    assertThat(causes(breaksOff(reset))).containsExactly(Cause.LINK_TOXIC);
  }

  @Test
  void aLinkThatLostSomethingIsToBlameWhoeverClosed() {
    String toxic = "timeout_downstream: timeout 0";

    assertThat(causes(closes(downloading(loggedIn()).does("data", toxic, Done.dropped(1)), 500)))
        .containsExactly(Cause.LINK_TOXIC);
    assertThat(causes(closes(downloading(loggedIn()).does("data", toxic, Done.dropped(1)), 0)))
        .containsExactly(Cause.LINK_TOXIC);
  }

  /** Of what the receiver sends a transfer needs nothing but its part of the TLS handshake. */
  @Test
  void whatHappensToTheReceiversBytesHurtsATransferDuringTheHandshakeOnly() {
    String toxic = "timeout_upstream: timeout 0";
    Story swallowed = downloading(loggedIn()).does("data", toxic, Done.dropped(300));
    Story delayed = downloading(loggedIn()).does("data", toxic, Done.holding(300, 50));
    Story end = downloading(loggedIn()).does("data", toxic, Done.holdingTheEnd(900));
    Story later =
        downloading(loggedIn())
            .happens(at -> Story.handshake(at, Channel.DATA, false))
            .does("data", toxic, Done.dropped(30));
    Story failed =
        downloading(loggedIn())
            .handshakeFails(Channel.DATA, "the client closed the connection")
            .does("data", toxic, Done.dropped(30));
    Story cut =
        downloading(loggedIn())
            .happens(at -> Story.handshake(at, Channel.DATA, false))
            .does("data", toxic, Done.cut(0));

    assertThat(causes(breaksOff(swallowed))).containsExactly(Cause.LINK_TOXIC);
    assertThat(causes(breaksOff(delayed))).containsExactly(Cause.LINK_TOXIC);
    assertThat(causes(breaksOff(end))).containsExactly(Cause.TRANSFER_BROKEN_OFF);
    assertThat(causes(breaksOff(later))).containsExactly(Cause.TRANSFER_BROKEN_OFF);
    assertThat(causes(breaksOff(failed))).containsExactly(Cause.LINK_TOXIC);
    assertThat(causes(breaksOff(cut))).containsExactly(Cause.LINK_TOXIC);
  }

  private static Story breaksOff(Story downloading) {
    return downloading.transferred("RETR big", false).answered(426, "Data connection error.");
  }

  @Test
  void aSecondTryOfWhichTheClientNeverHeardMakesUpForNothing() {
    String hole = "timeout_downstream: timeout 0";
    Story twice =
        downloading(loggedIn())
            .transferred("RETR big", false)
            .answered(426, "Data connection error.")
            .downloads("big");

    assertThat(causes(twice)).isEmpty();
    assertThat(causes(twice.does("control", hole, Done.dropped(11))))
        .contains(Cause.TRANSFER_BROKEN_OFF, Cause.LINK_TOXIC);
  }

  @Test
  void whatIsLostAfterTheGoodbyeIsNoLoss() {
    assertThat(
            causes(
                loggedIn()
                    .said("QUIT", 221, "Bye.")
                    .does("control", HOLE, Done.dropped(2))
                    .hangsUp()))
        .isEmpty();
  }

  @Test
  void ofAServerOutsideItIsSaidThatItIsInferred() {
    Story story = loggedIn().does("control", "", Party.CLIENT, Done.holding(6, 400));

    assertThat(causes(story)).containsExactly(Cause.LINK_TOXIC);
    assertThat(diagnosis(story).sentence())
        .startsWith("By what went into the link control and what came out of it, the Toxiproxy");
  }

  @Test
  void aToxicIsNotWhyAClientWentToAPrivateAddress() {
    assertThat(
            causes(
                Story.of(nat -> nat.forwardPassivePorts())
                    .logsIn()
                    .link("data", LinkChange.TOXIC_ADDED, "timeout_upstream: timeout 0")
                    .pasv("10,0,1,121,15,6")
                    .clientFails("10.0.1.121", 3846, "server NAT", Reason.PRIVATE_DESTINATION)))
        .containsExactly(Cause.PRIVATE_ADDRESS_FOLLOWED);
  }

  @Test
  void aLinkThatIsOnAgainIsNoProblem() {
    assertThat(
            causes(
                loggedIn()
                    .link("data", LinkChange.DISABLED, "")
                    .link("data", LinkChange.ENABLED, "")
                    .downloads("report.csv")))
        .isEmpty();
  }

  @Test
  void aGatewayThatRefusesIsToBlameThoughTheLinkIsOff() {
    assertThat(
            causes(
                Story.of(nat -> nat.forwardPassivePorts())
                    .logsIn()
                    .link("data", LinkChange.DISABLED, "")
                    .pasv("10,0,1,121,15,6")
                    .clientFails("10.0.1.121", 3846, "server NAT", Reason.PRIVATE_DESTINATION)))
        .containsExactly(Cause.PRIVATE_ADDRESS_FOLLOWED);
  }

  @Test
  void aLinkThatIsSwitchedOffCutsTheTransfer() {
    assertThat(
            causes(
                downloading(loggedIn())
                    .link("data", LinkChange.DISABLED, "")
                    .transferred("RETR big", false)
                    .answered(426, "Data connection error.")))
        .containsExactly(Cause.LINK_SWITCHED_OFF);
  }

  @Test
  void aLinkThatIsSwitchedOffUnderATransferIsNoCauseBeforeThatEnds() {
    Story running = downloading(loggedIn()).link("data", LinkChange.DISABLED, "");
    assertThat(causes(running)).isEmpty();

    assertThat(causes(running.dataEnds(StreamEnd.whole(0), StreamEnd.whole(1000))))
        .containsExactly(Cause.LINK_SWITCHED_OFF);
  }

  @Test
  void soItIsIfTheClientHangsUpMeanwhile() {
    Story left = downloading(loggedIn()).link("data", LinkChange.DISABLED, "").hangsUp();

    assertThat(causes(left)).contains(Cause.LINK_SWITCHED_OFF);
    assertThat(diagnosis(left).sentence()).contains("which cut the data connection");
  }

  @Test
  void norIsOneUnderATransferThatCameToItsEndAllTheSame() {
    assertThat(
            causes(
                downloading(loggedIn())
                    .link("data", LinkChange.DISABLED, "")
                    .transferred("RETR big", true)
                    .answered(226, "Done.")))
        .isEmpty();
  }

  @Test
  void ofWhatTheOtherSideSentOnlyACutHurtsATransferThatStillRuns() {
    String toxic = "timeout_upstream: timeout 0";
    Story swallowed = downloading(loggedIn()).does("data", toxic, Party.CLIENT, Done.dropped(10));
    assertThat(causes(swallowed)).isEmpty();

    Story cut = downloading(loggedIn()).does("data", toxic, Party.CLIENT, Done.cut(10));
    assertThat(causes(cut)).containsExactly(Cause.LINK_TOXIC);
  }

  @Test
  void aLinkThatIsSwitchedOffCutsTheSessionUnlessItWasOver() {
    assertThat(causes(loggedIn().link("control", LinkChange.DISABLED, "").hangsUp()))
        .containsExactly(Cause.LINK_SWITCHED_OFF);
    assertThat(
            causes(
                loggedIn()
                    .said("QUIT", 221, "Bye.")
                    .link("control", LinkChange.DISABLED, "")
                    .hangsUp()))
        .isEmpty();
    assertThat(causes(loggedIn().hangsUp().link("control", LinkChange.DISABLED, ""))).isEmpty();
    assertThat(
            causes(
                loggedIn()
                    .link("control", LinkChange.DISABLED, "")
                    .hangsUp()
                    .link("control", LinkChange.ENABLED, "")
                    .logsIn()))
        .isEmpty();
  }

  @Test
  void aLinkThatIsSwitchedOffLetsNobodyConnect() {
    Diagnosis diagnosis =
        diagnosis(
            Story.of(nat -> nat)
                .link("control", LinkChange.DISABLED, "")
                .tries(
                    Party.CLIENT,
                    "203.0.113.7",
                    21,
                    Outcome.REFUSED,
                    "server",
                    Reason.NOT_LISTENING));

    assertThat(diagnosis.cause()).isEqualTo(Cause.LINK_SWITCHED_OFF);
    assertThat(diagnosis.sentence())
        .isEqualTo(
            "The link control was switched off when the client tried to connect to 203.0.113.7:21.");
  }
}
