package dev.ftpnat.trace.diagnosis;

import static dev.ftpnat.trace.diagnosis.Diagnoses.diagnosis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.GatewayEvent.AlgKind;
import dev.ftpnat.trace.event.Hop;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.StreamEnd;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of what a proxy has answered itself, which the server hasn't seen. */
class ProxyDiagnosisTest {

  private static final long SEEN_BY_SERVER = 1;
  private static final long NOT_SEEN = 9;

  private static Story proxy() {
    return Story.of(nat -> nat.alg(AlgBehavior.SUSE_FTP_PROXY));
  }

  private static Story refusesTls(Story story, long connection) {
    return story.happens(
        at ->
            new AlgAction(
                at,
                connection,
                "server NAT",
                Party.CLIENT,
                AlgKind.ANSWERED,
                "AUTH TLS",
                "500 'AUTH TLS': command not understood.",
                Optional.empty(),
                "is answered by the proxy"));
  }

  private static boolean isToldOf(Story story) {
    return isToldOf(Cause.TLS_REFUSED_BY_ALG, story);
  }

  private static boolean isToldOf(Cause cause, Story story) {
    return story.trace().diagnosis().filter(diagnosis -> diagnosis.cause() == cause).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.99, 3846, true",
    "203.0.113.99, 3847, false",
    "203.0.113.7, 3846, false",
  })
  void onlyItsPortAtAnotherAddressIsItsPassivePortMissed(String address, int port, boolean told) {
    Story story =
        proxy()
            .logsIn()
            .alg(
                AlgKind.ANSWERED,
                Party.CLIENT,
                "PASV",
                "227 Entering Passive Mode (203,0,113,7,15,6).",
                Optional.of(Endpoint.of("203.0.113.7", 3846)),
                "is answered by the proxy")
            .tries(Party.CLIENT, address, port, Outcome.UNREACHABLE, "internet", Reason.NO_ROUTE);

    assertThat(isToldOf(Cause.PROXY_ADDRESS_IGNORED, story)).isEqualTo(told);
  }

  private static Story ledAstray(Story story) {
    return story
        .pasv("203,0,113,7,15,6")
        .alg(
            AlgKind.ANSWERED,
            Party.SERVER,
            "227 Entering Passive Mode (203,0,113,7,15,6).",
            "425 Can't open data connection.",
            Optional.empty(),
            "leads the proxy to 203.0.113.7:3846: unreachable by internet, no host has this"
                + " address");
  }

  @Test
  void aProxyThatTheServerLeadsAstrayIsNamedAndNotTheClient() {
    Diagnosis diagnosis = diagnosis(ledAstray(proxy().logsIn()));

    assertThat(diagnosis.cause()).isEqualTo(Cause.DATA_CONNECTION_FAILED);
    assertThat(diagnosis.sentence())
        .isEqualTo(
            "The server's 227 leads the proxy to 203.0.113.7:3846: unreachable by internet, no host"
                + " has this address. So the proxy of server NAT, to which the client had"
                + " connected, told it: 425 Can't open data connection.");
  }

  @Test
  void ofSeveralTriesThatIsOneOfItsOwn() {
    Story refused = proxy().logsIn().said("PASV", 502, "No.");
    Story made = ledAstray(proxy().logsIn()).downloads("report.csv");

    assertThat(diagnosis(ledAstray(refused)).cause()).isEqualTo(Cause.DATA_CONNECTION_FAILED);
    assertThat(made.trace().diagnosis()).isEmpty();
  }

  /** It connects before the proxy asks the server for PASV. */
  @Test
  void whatTheProxyCarriesOnIsTheDataConnectionOfThePasvBehindIt() {
    Endpoint source = Endpoint.of("198.51.100.2", 50000);
    Endpoint proxy = Endpoint.of("203.0.113.7", 32768);
    Hop carriedOn =
        new Hop(
            "server NAT",
            source,
            proxy,
            Endpoint.of("10.0.1.1", 40000),
            Endpoint.of("10.0.1.121", 3846),
            Reason.PROXIED);
    Story story =
        proxy()
            .logsIn()
            .attempt(
                Party.CLIENT,
                source,
                proxy,
                Outcome.ESTABLISHED,
                "server",
                Reason.LISTENING,
                carriedOn)
            .pasv("10,0,1,121,15,6")
            .onTheWire("227 Entering Passive Mode (203,0,113,7,128,0).")
            .sends("RETR report.csv")
            .answered(150, "Opening.")
            .dataEnds(
                StreamEnd.whole(0), new StreamEnd(900, 400, StreamEnd.Kind.RESET, Party.CLIENT))
            .transferred("RETR report.csv", false)
            .answered(426, "Broken.");

    assertThat(diagnosis(story).sentence()).startsWith("The client closed the data connection");
  }

  @Test
  void aClientThatGaveUpIsToldOfTheRefusal() {
    assertThat(isToldOf(refusesTls(proxy(), NOT_SEEN))).isTrue();
  }

  @Test
  void aSessionBesideItIsNoSequel() {
    assertThat(isToldOf(refusesTls(proxy().connects(), NOT_SEEN))).isTrue();
    assertThat(isToldOf(refusesTls(proxy().logsIn(), NOT_SEEN))).isTrue();
  }

  @Test
  void aClientThatWentOnInClearIsNotToldOfIt() {
    assertThat(isToldOf(refusesTls(proxy().logsIn(), SEEN_BY_SERVER))).isFalse();
    assertThat(isToldOf(refusesTls(proxy(), NOT_SEEN).logsIn())).isFalse();
  }
}
