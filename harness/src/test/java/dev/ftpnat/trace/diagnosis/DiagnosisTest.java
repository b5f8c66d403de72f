package dev.ftpnat.trace.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.GatewayEvent;
import dev.ftpnat.trace.event.GatewayEvent.AlgKind;
import dev.ftpnat.trace.event.GatewayEvent.Change;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What counts as a problem, which of several is the one, and what the client got over. */
class DiagnosisTest {

  private static Story forwarded() {
    return Story.of(nat -> nat.forwardPassivePorts(), server -> server.advertisePublicAddress());
  }

  private static Story privateAddress() {
    return Story.of(nat -> nat.forwardPassivePorts());
  }

  private static List<Cause> causes(Story story) {
    return story.trace().diagnoses().stream().map(Diagnosis::cause).toList();
  }

  private static Diagnosis diagnosis(Story story) {
    return story.trace().diagnosis().orElseThrow();
  }

  // What is no problem ------------------------------------------------------------------------

  @Test
  void nothingIsWrongWhereNothingHappened() {
    assertThat(causes(forwarded())).isEmpty();
    assertThat(forwarded().trace().diagnosis()).isEmpty();
    assertThat(causes(forwarded().logsIn())).isEmpty();
  }

  @Test
  void nothingIsWrongWithATransferThatWorked() {
    assertThat(causes(forwarded().logsIn().downloads("report.csv").hangsUp())).isEmpty();
  }

  @Test
  void aFallBackIsNoProblem() {
    assertThat(
            causes(
                privateAddress()
                    .logsIn()
                    .said("EPSV", 502, "Command not implemented.")
                    .pasv("10,0,1,121,15,6")
                    .clientFails("10.0.1.121", 3846, "server NAT", Reason.PRIVATE_DESTINATION)
                    .downloads("report.csv")))
        .isEmpty();
  }

  @Test
  void aSecondTryInANewSessionIsNoProblem() {
    assertThat(
            causes(
                privateAddress()
                    .connects()
                    .said("USER ftpnat", 331, "Need password.")
                    .said("PASS ****", 530, "Wrong.")
                    .hangsUp()
                    .logsIn()
                    .pasv("10,0,1,121,15,6")
                    .clientFails("10.0.1.121", 3846, "server NAT", Reason.PRIVATE_DESTINATION)
                    .hangsUp()
                    .logsIn()
                    .downloads("report.csv")))
        .isEmpty();
  }

  @Test
  void aTransferOfSomethingElseDoesNotMakeUpForALostListing() {
    Story story =
        forwarded()
            .logsIn()
            .pasv("203,0,113,7,15,6")
            .sends("LIST")
            .answered(150, "Opening.")
            .answered(425, "Can't open data connection.")
            .downloads("report.csv");

    assertThat(causes(story)).containsExactly(Cause.CLIENT_IGNORED_REPLY);
    assertThat(diagnosis(story).warning().orElseThrow()).contains("went on with RETR");
  }

  @Test
  void anotherKindOfListingMakesUpForOneThatIsRefused() {
    assertThat(
            causes(
                forwarded()
                    .logsIn()
                    .pasv("203,0,113,7,15,6")
                    .said("MLSD", 502, "Command not implemented.")
                    .pasv("203,0,113,7,15,6")
                    .clientReaches("203.0.113.7", 3846)
                    .sends("LIST -a")
                    .answered(150, "Opening.")
                    .answered(226, "Done.")))
        .isEmpty();
  }

  @Test
  void aMissingFileIsNotTheNetworksFault() {
    assertThat(
            causes(
                forwarded()
                    .logsIn()
                    .pasv("203,0,113,7,15,6")
                    .clientReaches("203.0.113.7", 3846)
                    .said("RETR nothing.csv", 550, "nothing.csv: no such file.")))
        .isEmpty();
  }

  @Test
  void whatTheClientTookBackIsNoProblem() {
    assertThat(
            causes(
                forwarded()
                    .logsIn()
                    .pasv("203,0,113,7,15,6")
                    .clientReaches("203.0.113.7", 3846)
                    .sends("RETR report.csv")
                    .answered(150, "Opening.")
                    .sends("ABOR")
                    .transferred("RETR report.csv", false)
                    .answered(426, "Aborted.")
                    .answered(226, "ABOR okay.")))
        .isEmpty();
  }

  @Test
  void aClientThatIsAboutToConnectHasNotIgnoredAnything() {
    Story story = forwarded().logsIn().pasv("203,0,113,7,15,6");

    assertThat(causes(story)).isEmpty();
    assertThat(causes(story.said("QUIT", 221, "Bye."))).containsExactly(Cause.CLIENT_IGNORED_REPLY);
  }

  @Test
  void tlsAfterARefusedLoginIsNoProblem() {
    assertThat(
            causes(
                Story.of(nat -> nat, server -> server.tls(TlsMode.REQUIRED))
                    .connects()
                    .said("USER ftpnat", 530, "Login with USER is refused before AUTH TLS.")
                    .hangsUp()
                    .logsInUnderTls()))
        .isEmpty();
  }

  @Test
  void aDialogueThatWentOnWasNotStoppedByAnAlg() {
    Story story =
        Story.of(nat -> nat.alg(AlgBehavior.NETFILTER))
            .logsIn()
            .alg(AlgKind.SWALLOWED, Party.CLIENT, "PORT 1", "matches only in part");

    assertThat(causes(story)).containsExactly(Cause.ALG_SWALLOWED_SEGMENT);
    assertThat(causes(story.said("NOOP", 200, "Okay."))).isEmpty();
  }

  // Which problem it is -----------------------------------------------------------------------

  @Test
  void ofSeveralTheLastOneCounts() {
    Story story =
        Story.of(nat -> nat)
            .logsIn()
            .epsv(3846)
            .clientFails("203.0.113.7", 3846, "server NAT", Reason.NO_MAPPING)
            .pasv("10,0,1,121,15,6")
            .clientFails("10.0.1.121", 3846, "server NAT", Reason.PRIVATE_DESTINATION);

    assertThat(causes(story))
        .containsExactly(Cause.PASSIVE_PORT_NOT_FORWARDED, Cause.PRIVATE_ADDRESS_FOLLOWED);
    assertThat(diagnosis(story).cause()).isEqualTo(Cause.PRIVATE_ADDRESS_FOLLOWED);
  }

  @Test
  void theSameProblemAgainIsOneProblem() {
    Story story =
        privateAddress()
            .logsIn()
            .pasv("10,0,1,121,15,6")
            .clientFails("10.0.1.121", 3846, "server NAT", Reason.PRIVATE_DESTINATION)
            .pasv("10,0,1,121,15,7")
            .clientFails("10.0.1.121", 3847, "server NAT", Reason.PRIVATE_DESTINATION);

    assertThat(causes(story)).containsExactly(Cause.PRIVATE_ADDRESS_FOLLOWED);
    assertThat(diagnosis(story).sentence()).contains("10.0.1.121:3847");
  }

  @Test
  void aClientThatGoesElsewhereIgnoresAReplyThatWasRight() {
    Diagnosis diagnosis =
        diagnosis(
            forwarded()
                .logsIn()
                .pasv("203,0,113,7,15,6")
                .tries(
                    Party.CLIENT,
                    "203.0.113.8",
                    3846,
                    Outcome.UNREACHABLE,
                    "internet",
                    Reason.NO_ROUTE));

    assertThat(diagnosis.cause()).isEqualTo(Cause.CLIENT_IGNORED_REPLY);
    assertThat(diagnosis.sentence())
        .contains("203.0.113.7:3846, which was open", "went to 203.0.113.8:3846 instead");
  }

  @Test
  void aClientThatDoesNotGoToAPrivateAddressHasNotFollowedIt() {
    Diagnosis diagnosis =
        diagnosis(privateAddress().logsIn().pasv("10,0,1,121,15,6").said("QUIT", 221, "Bye."));

    assertThat(diagnosis.cause()).isEqualTo(Cause.PRIVATE_ADDRESS_IGNORED);
    assertThat(diagnosis.sentence()).contains("and the client didn't go there");
  }

  @Test
  void whatTheAlgMadeOfTheReplyIsWhatTheClientIgnored() {
    Diagnosis diagnosis =
        diagnosis(
            privateAddress()
                .logsIn()
                .pasv("10,0,1,121,15,6")
                .onTheWire("227 Entering Passive Mode (203,0,113,7,15,6).")
                .clientFails("10.0.1.121", 3846, "server NAT", Reason.PRIVATE_DESTINATION));

    assertThat(diagnosis.cause()).isEqualTo(Cause.CLIENT_IGNORED_REPLY);
    assertThat(diagnosis.sentence()).contains("203.0.113.7:3846");
  }

  @Test
  void aReplyThatNeverCameIsNotIgnored() {
    assertThat(
            causes(
                Story.of(nat -> nat.alg(AlgBehavior.NETFILTER))
                    .logsIn()
                    .pasv("10,0,1,121,15")
                    .onTheWire("")
                    .alg(AlgKind.SWALLOWED, Party.SERVER, "227 Enter", "matches only in part")
                    .hangsUp()))
        .containsExactly(Cause.ALG_SWALLOWED_SEGMENT);
  }

  @Test
  void anAlgThatWatchesAnotherPortIsNamed() {
    Diagnosis diagnosis =
        diagnosis(
            Story.of(nat -> nat.alg(AlgBehavior.NETFILTER).algPorts(2121))
                .logsIn()
                .pasv("10,0,1,121,15,6")
                .clientFails("10.0.1.121", 3846, "server NAT", Reason.PRIVATE_DESTINATION));

    assertThat(diagnosis.cause()).isEqualTo(Cause.PRIVATE_ADDRESS_FOLLOWED);
    assertThat(diagnosis.sentence()).contains("port 2121 only", "port 21");
  }

  @Test
  void anAlgThatLeftTheReplyAloneIsNamedWithItsReason() {
    Diagnosis diagnosis =
        diagnosis(
            Story.of(
                    nat -> nat.alg(AlgBehavior.NETFILTER),
                    server -> server.advertise("203.0.113.7"))
                .logsIn()
                .pasv("203,0,113,7,15,6")
                .alg(
                    AlgKind.LEFT_ALONE,
                    Party.SERVER,
                    "227 Entering Passive Mode (203,0,113,7,15,6).",
                    "names an address that is not the sender's own")
                .clientFails("203.0.113.7", 3846, "server NAT", Reason.NO_MAPPING));

    assertThat(diagnosis.cause()).isEqualTo(Cause.PASSIVE_PORT_NOT_FORWARDED);
    assertThat(diagnosis.sentence()).contains("left the reply alone", "not the sender's own");
    assertThat(diagnosis.evidence()).hasAtLeastOneElementOfType(GatewayEvent.AlgAction.class);
  }

  @Test
  void aPinholeOfAnEarlierReplyIsNotTheOneThatIsGone() {
    assertThat(
            causes(
                Story.of(nat -> nat.alg(AlgBehavior.NETFILTER))
                    .logsIn()
                    .pinhole(Change.OPENED, 3846)
                    .pinhole(Change.USED, 3846)
                    .epsv(3846)
                    .clientFails("203.0.113.7", 3846, "server NAT", Reason.NO_MAPPING)))
        .containsExactly(Cause.PASSIVE_PORT_NOT_FORWARDED);
  }

  @Test
  void aHelloOfTlsWhereFtpIsSpokenIsRecognisedAsOne() {
    Diagnosis diagnosis =
        diagnosis(Story.of(nat -> nat).connects().said("\u0016\u0003\u0001", 500, "What?"));

    assertThat(diagnosis.cause()).isEqualTo(Cause.CONTROL_TLS_FAILED);
    assertThat(diagnosis.sentence()).contains("began with a TLS handshake", "AUTH TLS");
  }

  // What may not have been noticed ------------------------------------------------------------

  @Test
  void withoutALoginTheCommandIsNotTheProblem() {
    Trace refused =
        forwarded()
            .connects()
            .said("USER x", 331, "Password?")
            .said("PASS ****", 530, "Wrong.")
            .said("PASV", 530, "Log in.")
            .said("QUIT", 221, "Bye.")
            .hangsUp()
            .trace();
    Trace skipped =
        forwarded().connects().said("EPSV", 530, "Log in.").said("QUIT", 221, "Bye.").trace();

    for (Trace trace : List.of(refused, skipped)) {
      assertThat(trace.unresolved()).hasSize(1);
      assertThat(trace.diagnoses())
          .singleElement()
          .satisfies(
              diagnosis -> {
                assertThat(diagnosis.cause()).isEqualTo(Cause.LOGIN_REFUSED);
                assertThat(diagnosis.waysOut())
                    .extracting(WayOut::kind)
                    .containsExactly(WayOut.Kind.USE_RIGHT_LOGIN);
              });
    }
    assertThat(skipped.diagnosis().orElseThrow().sentence())
        .isEqualTo("The client said EPSV without having logged in: 530 Log in.");
  }

  @Test
  void whatTheServerRefusesAsWellIsNoWayOut() {
    Story listing =
        Story.of(
                nat -> nat.forwardPassivePorts(),
                server -> server.advertisePublicAddress().refuse("LIST", "NLST"))
            .logsIn()
            .epsv(3846)
            .clientReaches("203.0.113.7", 3846)
            .said("NLST", 502, "No.");

    assertThat(diagnosis(listing).waysOut())
        .extracting(WayOut::kind)
        .containsExactly(WayOut.Kind.ACCEPT_COMMAND);
  }

  @Test
  void aRefusalMayLookLikeAnEmptyListing() {
    Diagnosis diagnosis =
        diagnosis(
            Story.of(nat -> nat, server -> server.refuse("PASV"))
                .logsIn()
                .said("PASV", 502, "Command not implemented.")
                .hangsUp());

    assertThat(diagnosis.warning().orElseThrow()).contains("listFiles() returns no files");
  }

  @Test
  void aConnectionThatTimedOutWasNoticed() {
    assertThat(
            diagnosis(
                    privateAddress()
                        .logsIn()
                        .pasv("10,0,1,121,15,6")
                        .clientFails("10.0.1.121", 3846, "server NAT", Reason.PRIVATE_DESTINATION)
                        .said("QUIT", 221, "Bye."))
                .warning())
        .isEmpty();
  }
}
