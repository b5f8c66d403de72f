package dev.ftpnat.trace.diagnosis;

import static dev.ftpnat.trace.diagnosis.Diagnoses.assertSays;
import static dev.ftpnat.trace.diagnosis.Diagnoses.diagnosis;
import static dev.ftpnat.trace.diagnosis.Diagnoses.kinds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.AuthHandling;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.ServerCertificate;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import dev.ftpnat.trace.event.Channel;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.GatewayEvent.AlgKind;
import dev.ftpnat.trace.event.LinkName;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Place;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.ServerEvent.Command;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.ServerEvent.Scripted;
import dev.ftpnat.trace.event.ServerEvent.TlsHandshake;
import dev.ftpnat.trace.event.StreamEnd;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Why a client did not get so far as to transfer anything, and what helps there. */
class ControlDiagnosisTest {

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

  @Test
  void aFirewallLetsAControlPortIn() {
    Diagnosis diagnosis =
        diagnosis(
            Story.of(nat -> nat.withoutTranslation().forwards(List.of()))
                .clientFails("203.0.113.7", 21, "server NAT", Reason.NO_MAPPING));

    assertThat(diagnosis.waysOut())
        .extracting(WayOut::sentence)
        .anyMatch(sentence -> sentence.startsWith("Let in the server's control port, 21, at "));
  }

  /** Not at a passive port, nor where the ALG looks as well. */
  @Test
  void anAlgThatRefusesTlsIsAvoidedByAPortThatIsFree() {
    Diagnosis diagnosis =
        diagnosis(
            Story.of(
                    nat ->
                        nat.authHandling(AuthHandling.REFUSED)
                            .algPorts(21, 2200)
                            .forwards(List.of(Forward.ports(1, 65535))),
                    server -> server.tls(TlsMode.REQUIRED).passivePorts(2121, 2199))
                .connects()
                .alg(
                    AlgKind.ANSWERED,
                    Party.CLIENT,
                    "AUTH TLS",
                    "asks for TLS, which the ALG refuses itself")
                .hangsUp());

    assertThat(diagnosis.cause()).isEqualTo(Cause.TLS_REFUSED_BY_ALG);
    assertThat(diagnosis.waysOut())
        .extracting(WayOut::sentence)
        .anyMatch(sentence -> sentence.contains("for example at 2201 (Server"));
    assertThat(kinds(diagnosis)).doesNotContain(Kind.USE_NO_TLS);
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

  /** By a client that got no login in the end, what an ALG did, and what was to blame. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "REFUSED | ANSWERED | CLIENT | AUTH TLS | TLS_REFUSED_BY_ALG",
        "REFUSED | ANSWERED | CLIENT | FEAT\\r\\nauth tls | TLS_REFUSED_BY_ALG",
        "REFUSED | TRANSLATED | CLIENT | PORT 198,51,100,2,195,80 | -",
        "MASKED | EDITED | CLIENT | AUTH | TLS_REFUSED_BY_ALG",
        "MASKED | EDITED | CLIENT | AUTHOR | -",
        "MASKED | EDITED | SERVER | AUTH | -",
        "HIDDEN | EDITED | SERVER | 211-Extensions supported: | TLS_HIDDEN_BY_ALG",
        "HIDDEN | EDITED | SERVER | ' AUTH TLS' | TLS_HIDDEN_BY_ALG",
        "HIDDEN | EDITED | SERVER | 215 UNIX | -",
        "HIDDEN | TRANSLATED | SERVER | 211-Extensions supported: | -",
        "HIDDEN | EDITED | CLIENT | 211-Extensions supported: | -",
        "CORRUPTED | EDITED | CLIENT | USER \\xff | -"
      })
  void onlyWhatAnAlgDidAboutTlsHindersIt(
      AuthHandling handling, AlgKind kind, Party sender, String segment, String cause) {
    Story story =
        Story.of(nat -> nat.authHandling(handling))
            .connects()
            .alg(kind, sender, segment, "does something")
            .hangsUp();

    assertThat(story.trace().diagnoses().stream().map(Diagnosis::cause))
        .isEqualTo(cause.equals("-") ? List.of() : List.of(Cause.valueOf(cause)));
  }

  @ParameterizedTest
  @CsvSource({"true, EDITED, true", "true, TRANSLATED, false", "false, EDITED, false"})
  void bytesThatWereChangedAreThoseOfAHandshakeAfterAuth(
      boolean after, AlgKind kind, boolean hindered) {
    Story story = Story.of(nat -> nat.authHandling(AuthHandling.CORRUPTED)).connects();
    if (after) {
      story.said("AUTH TLS", 234, "Go on.");
    }
    story.alg(kind, Party.CLIENT, "\\xff", "has bytes 255");
    if (!after) {
      story.said("AUTH TLS", 234, "Go on.");
    }

    assertThat(diagnosis(story.handshakeFails(Channel.CONTROL, "bad_record_mac")).cause())
        .isEqualTo(hindered ? Cause.TLS_BROKEN_BY_ALG : Cause.CONTROL_TLS_FAILED);
  }

  @Test
  void bytesOfAHandshakeComeFirstUnderImplicitTls() {
    Story story =
        Story.of(
                nat -> nat.authHandling(AuthHandling.CORRUPTED),
                server -> server.tls(TlsMode.IMPLICIT))
            .connects()
            .alg(AlgKind.EDITED, Party.CLIENT, "\\x16\\x03\\xff", "has bytes 255")
            .handshakeFails(Channel.CONTROL, "Received fatal alert: bad_record_mac");

    assertThat(diagnosis(story).cause()).isEqualTo(Cause.TLS_BROKEN_BY_ALG);
  }

  /** The client got so far as to log in, unless it needs TLS for that. */
  @ParameterizedTest
  @CsvSource({"EXPLICIT, LOGIN_REFUSED", "REQUIRED, TLS_HIDDEN_BY_ALG"})
  void aWrongPasswordIsNotTheAlgs(TlsMode mode, Cause cause) {
    Story story =
        Story.of(nat -> nat.authHandling(AuthHandling.HIDDEN), server -> server.tls(mode))
            .connects()
            .said("FEAT", 211, "Extensions supported:")
            .alg(AlgKind.EDITED, Party.SERVER, "211-Extensions supported:", "offers TLS")
            .said("USER ftpnat", 331, "Need password.")
            .said("PASS ****", 530, "Wrong.")
            .hangsUp();

    assertThat(diagnosis(story).cause()).isEqualTo(cause);
  }

  /** As servers say it: FtpNat and vsftpd, ProFTPD and pyftpdlib, Pure-FTPd. */
  @ParameterizedTest
  @CsvSource({"USER, 530", "USER, 550", "USER, 421", "PASS, 530", "PASS, 503"})
  void aLoginInClearIsRefusedInManyWaysWhereTlsIsRequired(String verb, int code) {
    Story story = Story.of(nat -> nat, server -> server.tls(TlsMode.REQUIRED)).connects();
    if (verb.equals("PASS")) {
      story.said("USER ftpnat", 331, "Need password.");
    }
    story.said(verb + " x", code, "TLS first.").said("PASV", 530, "Log in.").hangsUp();

    assertSays(
        story,
        Cause.TLS_REQUIRED,
        "The server requires TLS: it refused %s with %d since no AUTH TLS came before it."
            .formatted(verb, code));
    assertThat(kinds(diagnosis(story))).startsWith(Kind.USE_AUTH_TLS);
  }

  @Test
  void aClientThatAsksForTlsAfterARefusalHasGotTheMessage() {
    Story story =
        Story.of(nat -> nat, server -> server.tls(TlsMode.REQUIRED))
            .connects()
            .said("USER ftpnat", 550, "TLS first.");

    assertThat(diagnosis(story.said("AUTH X", 504, "Only TLS.")).cause())
        .isEqualTo(Cause.TLS_REFUSED);
    story
        .said("AUTH TLS", 234, "Go on.")
        .handshakeFails(Channel.CONTROL, "Received fatal alert: unknown_ca");
    assertThat(diagnosis(story).cause()).isEqualTo(Cause.CERTIFICATE_NOT_TRUSTED);
  }

  @ParameterizedTest
  @CsvSource({"EXPLICIT, false", "REQUIRED, true"})
  void aRefusalThatIsNotForWantOfTlsIsNone(TlsMode mode, boolean encrypted) {
    Story story = Story.of(nat -> nat, server -> server.tls(mode)).connects();
    if (encrypted) {
      story.underTls(true);
    }

    assertThat(story.said("USER ftpnat", 550, "No.").trace().diagnoses()).isEmpty();
  }

  // A client that hangs up after the handshake -----------------------------------------------

  private static Story afterTheHandshake(UnaryOperator<Server.Builder> server) {
    return Story.of(nat -> nat, server)
        .connects()
        .said("AUTH TLS", 234, "Go on.")
        .happens(at -> Story.handshake(at, Channel.CONTROL, false))
        .underTls(true);
  }

  private static List<Cause> causes(Story story) {
    return story.trace().diagnoses().stream().map(Diagnosis::cause).toList();
  }

  @Test
  void aClientThatHangsUpAfterTheHandshakeDistrusts() {
    Story story = afterTheHandshake(server -> server);
    assertThat(causes(story.said("OPTS UTF8 ON", 200, "Okay.").hangsUp()))
        .containsExactly(Cause.CERTIFICATE_NOT_TRUSTED);
    assertThat(diagnosis(story).sentence())
        .startsWith("The client hung up after the TLS handshake");
    assertThat(
            causes(
                afterTheHandshake(server -> server.certificate(ServerCertificate.OTHER_NAME))
                    .controlEnds(
                        new StreamEnd(10, 10, StreamEnd.Kind.CUT, LinkName.DATA),
                        new StreamEnd(20, 10, StreamEnd.Kind.RESET, Party.CLIENT))))
        .containsExactly(Cause.BAD_CERTIFICATE_REFUSED);
  }

  @Test
  void oneThatIsStillThereHasNotHungUp() {
    Story story = afterTheHandshake(server -> server.certificate(ServerCertificate.EXPIRED));

    assertThat(story.trace().concluded().diagnoses()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"FEAT", "PBSZ 0", "QUIT", "USER ftpnat"})
  void whoSpeaksUnderTlsHasTakenTheCertificate(String command) {
    Story story = afterTheHandshake(server -> server.certificate(ServerCertificate.EXPIRED));

    assertThat(causes(story.said(command, 200, "Okay.").hangsUp())).isEmpty();
  }

  @Test
  void norDoesOneHangUpThatSomebodyElseCutOff() {
    assertThat(causes(afterTheHandshake(server -> server).answered(421, "Timeout.").hangsUp()))
        .isEmpty();
    assertThat(causes(afterTheHandshake(server -> server).later(60).hangsUp()))
        .as("MINA ends idle sessions without a word")
        .isEmpty();
    assertThat(causes(afterTheHandshake(server -> server).later(59).hangsUp())).hasSize(1);
    assertThat(
            causes(
                afterTheHandshake(server -> server)
                    .happens(at -> new Scripted(at, 1, "", "a script", true, true))
                    .hangsUp()))
        .containsExactly(Cause.SCRIPTED_REPLY);
    for (StreamEnd broken :
        List.of(
            new StreamEnd(20, 20, StreamEnd.Kind.CUT),
            new StreamEnd(20, 20, StreamEnd.Kind.RESET, Place.gateway("a router")))) {
      assertThat(
              causes(afterTheHandshake(server -> server).controlEnds(StreamEnd.whole(9), broken)))
          .isEmpty();
      assertThat(
              causes(afterTheHandshake(server -> server).controlEnds(broken, StreamEnd.whole(9))))
          .isEmpty();
    }
  }

  /** Of other sessions nothing is said here. */
  @Test
  void whatAServerSaysInAnotherSessionEndsNone() {
    Story story =
        Story.of(nat -> nat)
            .connects()
            .answered(421, "Timeout.")
            .happens(at -> new Scripted(at, 1, "", "a script", true, true))
            .hangsUp()
            .connects()
            .said("AUTH TLS", 234, "Go on.")
            .happens(
                at ->
                    new TlsHandshake(
                        at, 2, Channel.CONTROL, "TLSv1.3", "SUITE", false, Optional.empty()))
            .happens(at -> new Scripted(at, 2, "", "a script", true, false))
            .hangsUp();

    assertThat(causes(story)).contains(Cause.CERTIFICATE_NOT_TRUSTED);
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
