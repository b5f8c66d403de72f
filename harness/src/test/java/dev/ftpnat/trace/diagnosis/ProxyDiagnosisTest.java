package dev.ftpnat.trace.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.GatewayEvent.AlgKind;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
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
