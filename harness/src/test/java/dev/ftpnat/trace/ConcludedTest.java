package dev.ftpnat.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import dev.ftpnat.trace.event.GatewayEvent.Forgetting;
import dev.ftpnat.trace.event.Party;
import org.junit.jupiter.api.Test;

/** A record that is read as final, although the client has left its connections open. */
class ConcludedTest {

  private static final Trace OPEN =
      Story.of(nat -> nat.forwardPassivePorts()).logsIn().pasv("10,0,1,121,15,6").trace();

  @Test
  void whoMayStillConnectHasIgnoredNothing() {
    assertThat(OPEN.diagnosis()).isEmpty();
    assertThat(OPEN.hasFailed()).isFalse();
  }

  @Test
  void whatWasLostBeforeTheServerHeardOfItHasFailed() {
    Trace lost =
        Story.of(nat -> nat.forwardPassivePorts())
            .logsIn()
            .forgetsControl(Forgetting.IDLE, 240)
            .loses(Party.CLIENT, "PASV", false)
            .trace();

    assertThat(lost.unresolved()).isEmpty();
    assertThat(lost.unreached()).isEmpty();
    assertThat(lost.unheard())
        .extracting(Diagnosis::cause)
        .containsExactly(Cause.CONTROL_CONNECTION_FORGOTTEN);
    assertThat(lost.hasFailed()).isTrue();
  }

  @Test
  void whoHasNotConnectedInTheEndNeverDid() {
    Trace concluded = OPEN.concluded();

    assertThat(concluded.diagnosis().map(Diagnosis::cause)).contains(Cause.PRIVATE_ADDRESS_IGNORED);
    assertThat(concluded.hasFailed()).isTrue();
    assertThat(concluded.events()).isEqualTo(OPEN.events());
    assertThat(concluded).isNotEqualTo(OPEN);
  }
}
