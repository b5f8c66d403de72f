package dev.ftpnat.trace.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.trace.Story;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.GatewayEvent.AlgKind;
import dev.ftpnat.trace.event.Party;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said of a session whose AUTH a proxy has refused, which the server hasn't seen. */
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
    return story
        .trace()
        .diagnosis()
        .filter(diagnosis -> diagnosis.cause() == Cause.TLS_REFUSED_BY_ALG)
        .isPresent();
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
