package dev.ftpnat.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class IdleTimeoutsTest {

  @Test
  void timesThatAreNoneAreRefused() {
    assertThatThrownBy(() -> IdleTimeouts.AWS_NAT_GATEWAY.withEstablished(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("established PT0S is not a positive time");
    assertThatThrownBy(() -> IdleTimeouts.AWS_NAT_GATEWAY.withTransitory(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("transitory PT-1S is not a positive time");
  }

  @Test
  void anIcmpErrorEndsNoConnection() {
    assertThatThrownBy(() -> IdleTimeouts.AWS_NAT_GATEWAY.withAfterwards(Refusal.UNREACHABLE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("use DROP or REJECT");
  }

  @Test
  void eachSettingChangesAlone() {
    assertThat(IdleTimeouts.AWS_NAT_GATEWAY.withAfterwards(Refusal.DROP))
        .isEqualTo(
            new IdleTimeouts(
                IdleTimeouts.AWS_NAT_GATEWAY.established(),
                IdleTimeouts.AWS_NAT_GATEWAY.transitory(),
                Refusal.DROP));
  }

  @Test
  void limitsOfNothingAreRefused() {
    assertThatThrownBy(() -> Gateway.builder().halfOpenLimit(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("halfOpenLimit 0 is less than 1");
  }

  @Test
  void anAcceptanceIsNoAnswerToWhatIsEstablished() {
    for (Refusal answer : new Refusal[] {Refusal.ACCEPT_SILENTLY, Refusal.ACCEPT_AND_RESET}) {
      assertThatThrownBy(() -> IdleTimeouts.AWS_NAT_GATEWAY.withAfterwards(answer))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("afterwards " + answer)
          .hasMessageEndingWith("use DROP or REJECT");
    }
  }
}
