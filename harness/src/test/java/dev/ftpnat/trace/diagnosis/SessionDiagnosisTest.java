package dev.ftpnat.trace.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Ipv6;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.trace.Done;
import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.StreamEnd;
import dev.ftpnat.trace.event.TraceEvent.AlgAction;
import dev.ftpnat.trace.event.TraceEvent.AlgKind;
import dev.ftpnat.trace.event.TraceEvent.Channel;
import dev.ftpnat.trace.event.TraceEvent.Command;
import dev.ftpnat.trace.event.TraceEvent.Forgetting;
import dev.ftpnat.trace.event.TraceEvent.Ipv6Attempt;
import dev.ftpnat.trace.event.TraceEvent.LinkChange;
import dev.ftpnat.trace.event.TraceEvent.Reply;
import dev.ftpnat.trace.event.TraceEvent.TlsHandshake;
import java.net.Inet6Address;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What went wrong with the session or a transfer itself, and with IPv6 addresses in 229. */
class SessionDiagnosisTest {

  private static final String LIMIT = "limit_data_downstream: bytes 1000";

  private static Story forwarded() {
    return Story.of(nat -> nat.forwardPassivePorts(), server -> server.advertisePublicAddress());
  }

  private static Story downloading(Story loggedIn) {
    return loggedIn
        .pasv("203,0,113,7,15,6")
        .clientReaches("203.0.113.7", 3846)
        .sends("RETR report.csv")
        .answered(150, "Opening.");
  }

  private static Diagnosis diagnosis(Story story) {
    return story.trace().diagnosis().orElseThrow();
  }

  private static void assertSays(Story story, Cause cause, String sentence) {
    Diagnosis diagnosis = diagnosis(story);
    assertThat(diagnosis.sentence()).isEqualTo(sentence);
    assertThat(diagnosis.cause()).isEqualTo(cause);
  }

  private static List<Kind> kinds(Diagnosis diagnosis) {
    return diagnosis.waysOut().stream().map(WayOut::kind).toList();
  }

  // IPv6 in 229 -------------------------------------------------------------------------------

  private static Story naming(Story story, String address) {
    return story.said("EPSV", 229, "Entering Extended Passive Mode (|2|" + address + "|3846|)");
  }

  private static Story goesTo(Story story, String address, int port) {
    Inet6Address parsed = (Inet6Address) Ipv6.parse(address).orElseThrow();
    return story.happens(
        at ->
            new Ipv6Attempt(
                at, 9, Party.CLIENT, parsed, port, Outcome.UNREACHABLE, Reason.NO_ROUTE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2001:db8::1 | true  | WRONG_ADDRESS_ANNOUNCED | an IPv6 address, which no host here has.",
        "2001:db8::1 | false | WRONG_ADDRESS_ANNOUNCED | an IPv6 address, which no host here has;"
            + " the client didn't try it.",
        "::1 | true  | LOOPBACK_ADDRESS_ANNOUNCED | which to every host means itself.",
        "::1 | false | LOOPBACK_ADDRESS_ANNOUNCED | which to every host means itself; the client"
            + " didn't try it."
      })
  void anIpv6AddressIn229LeadsNowhere(String address, boolean tried, Cause cause, String end) {
    Story story = naming(forwarded().logsIn(), address);
    if (tried) {
      goesTo(story, address, 3846);
    }
    story.said("QUIT", 221, "Bye.");

    assertSays(story, cause, "The server's 229 led to [" + address + "]:3846, " + end);
    assertThat(kinds(diagnosis(story))).startsWith(Kind.USE_CONTROL_ADDRESS);
  }

  @Test
  void onlyAttemptsToTheEndpointThatThisReplyNamesAreEvidence() {
    Story story = naming(forwarded().logsIn(), "2001:db8::1");
    goesTo(story, "2001:db8::1", 3846);
    naming(story, "2001:db8::1");
    goesTo(story, "2001:db8::1", 3847);
    goesTo(story, "2001:db8::2", 3846);
    goesTo(story, "2001:db8::1", 3846);

    Diagnosis diagnosis = diagnosis(story);
    assertThat(diagnosis.evidence().stream().filter(Ipv6Attempt.class::isInstance))
        .containsExactly(story.trace().events().get(story.trace().events().size() - 1));
  }

  @Test
  void aTransferThatWasAskedForAllTheSameIsJudgedByItsReply() {
    assertSays(
        naming(forwarded().logsIn(), "2001:db8::1")
            .sends("LIST")
            .answered(425, "Can't open data connection."),
        Cause.DATA_CONNECTION_FAILED,
        "There was no data connection for LIST: the server answered 425 Can't open data"
            + " connection.");
  }

  // Transfers ---------------------------------------------------------------------------------

  @Test
  void aClientThatProtectedItsDataHasNotForgottenTo() {
    assertSays(
        downloading(forwarded().logsInUnderTls().said("PROT P", 200, "Okay."))
            .transferred("RETR report.csv", false)
            .answered(426, "Data connection error."),
        Cause.TRANSFER_BROKEN_OFF,
        "The data connection of RETR broke off after 1000 bytes, and the server answered 426.");
  }

  @Test
  void whatTheClientSaidOfProtectionIsTheEvidenceOfDataInClear() {
    Diagnosis diagnosis =
        diagnosis(
            downloading(
                    forwarded()
                        .logsInUnderTls()
                        .said("PBSZ 0", 200, "Okay.")
                        .said("PROT C", 200, "Okay."))
                .transferred("RETR report.csv", false)
                .answered(426, "Data connection error."));

    assertThat(diagnosis.cause()).isEqualTo(Cause.DATA_NOT_PROTECTED);
    assertThat(diagnosis.evidence().stream().filter(Command.class::isInstance))
        .extracting(event -> ((Command) event).line())
        .contains("PBSZ 0", "PROT C");
  }

  @Test
  void aTransferThatBrokeOffThoughItsStreamWasWholeIsToldByWhatTheServerCounted() {
    assertSays(
        downloading(forwarded().logsIn())
            .dataEnds(StreamEnd.whole(0), StreamEnd.whole(1000))
            .transferred("RETR report.csv", false)
            .answered(426, "Data connection error."),
        Cause.TRANSFER_BROKEN_OFF,
        "The data connection of RETR broke off after 1000 bytes, and the server answered 426.");
  }

  @Test
  void aTransferThatTheServerTakesForCompleteAndIsNotBrokeOff() {
    assertSays(
        downloading(forwarded().logsIn())
            .dataEnds(StreamEnd.whole(0), new StreamEnd(1000, 500, StreamEnd.Kind.CUT, "a router"))
            .transferred("RETR report.csv", true)
            .answered(226, "Done."),
        Cause.TRANSFER_BROKEN_OFF,
        "The data connection of RETR broke off after 500 of 1000 bytes, though the server answered"
            + " 226.");
  }

  @Test
  void aClientThatClosesADownloadBeforeItsEndIsToldOfAbor() {
    Story story =
        downloading(forwarded().logsIn())
            .dataEnds(StreamEnd.whole(0), new StreamEnd(1000, 500, StreamEnd.Kind.RESET, "client"))
            .transferred("RETR report.csv", false)
            .answered(426, "Data connection error.");

    assertSays(
        story,
        Cause.TRANSFER_BROKEN_OFF,
        "The client closed the data connection of RETR before its end after 500 of 1000 bytes, and"
            + " the server answered 426.");
    assertThat(diagnosis(story).waysOut().get(0).sentence())
        .endsWith("if it wants no more than that, let it say so with ABOR.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "NOOP | true  | OMIT_EPSV_ALL USE_EPSV",
        "NOOP | false | -",
        "EPSV | true  | OMIT_EPSV_ALL",
        "EPSV | false | -"
      })
  void afterEpsvAllWhatWorksIsAdvised(String refused, boolean forwarded, String kinds) {
    Diagnosis diagnosis =
        diagnosis(
            Story.of(
                    nat -> forwarded ? nat.forwardPassivePorts() : nat,
                    server -> server.advertisePublicAddress().refuse(refused))
                .logsIn()
                .said("EPSV ALL", 200, "Okay.")
                .said("PASV", 501, "Only EPSV after EPSV ALL."));

    assertThat(diagnosis.cause()).isEqualTo(Cause.COMMAND_REFUSED);
    assertThat(diagnosis.waysOut().stream().map(way -> way.kind().name()))
        .containsExactlyInAnyOrder(kinds == null ? new String[0] : kinds.split(" "));
  }

  @Test
  void aToxicThatDidNothingIsNotToBlame() {
    Story story =
        downloading(forwarded().link("data", LinkChange.TOXIC_ADDED, LIMIT).logsIn())
            .does("data", LIMIT, Done.delayed(0, 0))
            .transferred("RETR report.csv", false)
            .answered(426, "Data connection error.");

    assertThat(diagnosis(story).cause()).isEqualTo(Cause.TRANSFER_BROKEN_OFF);
  }

  @Test
  void aGatewayThatRemembersForAsLongAsItShouldIsNotToldToRememberLonger() {
    Diagnosis diagnosis =
        diagnosis(
            downloading(forwarded().logsIn())
                .later(7440)
                .forgetsControl(Forgetting.IDLE, 7440)
                .transferred("RETR report.csv", true)
                .answered(226, "Transfer complete.")
                .loses(Party.SERVER, "226 Transfer complete.", false));

    assertThat(diagnosis.cause()).isEqualTo(Cause.CONTROL_CONNECTION_FORGOTTEN);
    assertThat(kinds(diagnosis)).contains(Kind.KEEP_ALIVE).doesNotContain(Kind.REMEMBER_LONGER);
  }

  // The control connection --------------------------------------------------------------------

  @Test
  void aControlPortThatIsForwardedElsewhereIsTheOneToConnectTo() {
    Diagnosis diagnosis =
        diagnosis(
            Story.of(
                    nat ->
                        nat.forwards(
                            List.of(
                                Forward.ports(new PortRange(2121, 2121), new PortRange(21, 21)))))
                .clientFails("203.0.113.7", 21, "server NAT", Reason.NO_MAPPING));

    assertThat(diagnosis.cause()).isEqualTo(Cause.CONTROL_CONNECTION_FAILED);
    assertThat(diagnosis.sentence()).endsWith("The server is at 203.0.113.7:2121.");
    assertThat(diagnosis.waysOut())
        .containsExactly(WayOut.of(Kind.CONNECT_TO_SERVER, "Connect to 203.0.113.7:2121."));
  }

  @ParameterizedTest
  @EnumSource(TlsMode.class)
  void whatHelpsAClientWhoseAuthIsRefusedIsWhatTheServerOffers(TlsMode mode) {
    Diagnosis diagnosis =
        diagnosis(
            Story.of(nat -> nat, server -> server.tls(mode))
                .connects()
                .said("AUTH KERBEROS_V4", 504, "Only TLS."));

    assertThat(diagnosis.cause()).isEqualTo(Cause.TLS_REFUSED);
    assertThat(kinds(diagnosis))
        .isEqualTo(
            switch (mode) {
              case NONE -> List.of(Kind.USE_NO_TLS, Kind.OFFER_TLS);
              case IMPLICIT -> List.of(Kind.USE_IMPLICIT_TLS);
              case EXPLICIT, REQUIRED -> List.of(Kind.USE_AUTH_TLS);
            });
  }

  @ParameterizedTest
  @CsvSource({"NONE, false", "EXPLICIT, true"})
  void tlsIsAdvisedAgainstAnAlgWhereTheServerSpeaksIt(TlsMode mode, boolean advised) {
    Diagnosis diagnosis =
        diagnosis(
            Story.of(
                    nat -> nat.alg(AlgBehavior.NETFILTER).forwardPassivePorts(),
                    server -> server.tls(mode))
                .logsIn()
                .alg(AlgKind.SWALLOWED, Party.CLIENT, "PORT 1", "matches only in part")
                .hangsUp());

    assertThat(diagnosis.cause()).isEqualTo(Cause.ALG_SWALLOWED_SEGMENT);
    assertThat(kinds(diagnosis).contains(Kind.USE_AUTH_TLS)).isEqualTo(advised);
  }

  @Test
  void aLoginThatIsRefusedUnderImplicitTlsIsNoMatterOfTls() {
    Story story =
        Story.of(nat -> nat, server -> server.tls(TlsMode.IMPLICIT))
            .connects()
            .happens(
                at -> new TlsHandshake(at, 1, Channel.CONTROL, "", "", false, Optional.empty()))
            .happens(at -> new Command(at, 1, "USER ftpnat", true))
            .happens(at -> new Reply(at, 1, 331, "Need password.", true))
            .happens(at -> new Command(at, 1, "PASS ****", true))
            .happens(at -> new Reply(at, 1, 530, "Wrong.", true))
            .hangsUp();

    assertSays(
        story,
        Cause.LOGIN_REFUSED,
        "The server didn't accept the user name or the password: 530 Wrong.");
  }

  @Test
  void aClientThatSpeaksInClearToImplicitTlsHasNotKeptSilent() {
    Story story =
        Story.of(nat -> nat, server -> server.tls(TlsMode.IMPLICIT)).connects().sends("USER x");

    assertThat(story.hangsUp().trace().diagnoses()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.7 | false | Forward the server's control port, 21, at server NAT.",
        "203.0.113.99 | true | Forward the server's control port, 21, at server NAT, and connect to"
            + " 203.0.113.7:21."
      })
  void aControlPortThatNobodyForwardsHasToBe(String target, boolean elsewhere, String sentence) {
    Diagnosis diagnosis =
        diagnosis(
            Story.of(nat -> nat.forwards(List.of()))
                .clientFails(target, 21, "server NAT", Reason.NO_MAPPING));

    assertThat(diagnosis.cause()).isEqualTo(Cause.CONTROL_CONNECTION_FAILED);
    assertThat(diagnosis.waysOut())
        .containsExactly(
            new WayOut(
                Kind.FORWARD_CONTROL_PORT,
                elsewhere ? List.of(Kind.CONNECT_TO_SERVER) : List.of(),
                List.of("server NAT"),
                sentence));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EXPLICIT | USE_AUTH_TLS | The client went on in clear after AUTH TLS, where the handshake"
            + " was due.",
        "IMPLICIT | USE_IMPLICIT_TLS | The client spoke before the TLS handshake, but the server"
            + " begins with it, without AUTH TLS."
      })
  void clearTextWhereTheHandshakeIsDue(TlsMode mode, Kind kind, String sentence) {
    Story story =
        Story.of(nat -> nat, server -> server.tls(mode))
            .connects()
            .handshakeFails(Channel.CONTROL, "Unrecognized SSL message, plaintext connection?");

    assertSays(story, Cause.CONTROL_TLS_FAILED, sentence);
    assertThat(kinds(diagnosis(story))).containsExactly(kind);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NONE | USE_NO_TLS | .",
        "EXPLICIT | USE_AUTH_TLS | and waits for AUTH TLS.",
        "REQUIRED | USE_AUTH_TLS | and waits for AUTH TLS."
      })
  void aHandshakeWhereFtpIsSpoken(TlsMode mode, Kind kind, String end) {
    Story story =
        Story.of(nat -> nat, server -> server.tls(mode))
            .connects()
            .said("\u0016\u0003\u0001", 500, "What?");

    assertThat(diagnosis(story).cause()).isEqualTo(Cause.CONTROL_TLS_FAILED);
    assertThat(diagnosis(story).sentence())
        .startsWith("The client began with a TLS handshake, but the server speaks FTP first")
        .endsWith(end);
    assertThat(kinds(diagnosis(story))).startsWith(kind);
  }

  @Test
  void aClientThatWaitsForTheGreetingOfImplicitTlsWaitsForEver() {
    Story story = Story.of(nat -> nat, server -> server.tls(TlsMode.IMPLICIT)).connects().hangsUp();

    assertThat(diagnosis(story).cause()).isEqualTo(Cause.CONTROL_TLS_FAILED);
    assertThat(diagnosis(story).sentence()).startsWith("The client said nothing.");
    assertThat(kinds(diagnosis(story))).containsExactly(Kind.USE_IMPLICIT_TLS);
  }

  @Test
  void theAlgOfTheClientsGatewayCanBeTurnedOffAlone() {
    Diagnosis diagnosis =
        diagnosis(
            Story.behindClientNat(nat -> nat.alg(AlgBehavior.NETFILTER))
                .logsIn()
                .happens(
                    at ->
                        new AlgAction(
                            at,
                            1,
                            "client NAT",
                            Party.CLIENT,
                            AlgKind.SWALLOWED,
                            "PORT 1",
                            "",
                            Optional.empty(),
                            "matches only in part"))
                .hangsUp());

    assertThat(diagnosis.sentence())
        .isEqualTo(
            "The ALG of client NAT dropped the client's `PORT 1`: it matches only in part. The"
                + " dialogue stopped there.");
    assertThat(
            diagnosis.waysOut().stream()
                .filter(way -> way.kind() == Kind.TURN_OFF_ALG)
                .map(WayOut::sentence))
        .containsExactly(
            "Turn off the ALG of client NAT, together with EPSV or PASV for data connections.");
  }

  @Test
  void theUserOfARefusedLoginIsTheOneBeforeThePassword() {
    Story story =
        Story.of(nat -> nat)
            .connects()
            .said("USER ftpnat", 331, "Need password.")
            .said("PASS ****", 530, "Wrong.")
            .said("USER anonymous", 331, "Need password.")
            .hangsUp();

    assertThat(diagnosis(story).cause()).isEqualTo(Cause.LOGIN_REFUSED);
    assertThat(diagnosis(story).evidence().stream().filter(Command.class::isInstance))
        .extracting(event -> ((Command) event).line())
        .containsExactly("USER ftpnat", "PASS ****");
  }
}
