package dev.ftpnat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Which gateway a test gets hold of, and what it is told if it can't be that. */
class GatewaysByNameTest {

  @Test
  void theOnlyOneNeedsNoName() {
    try (FtpNat nat = FtpNat.start(Scenario.PRIVATE_IP_PASV)) {
      assertThat(nat.gateway().name()).isEqualTo("server NAT");
      assertThatThrownBy(() -> nat.gateway("client NAT"))
          .hasMessage("there is no gateway \"client NAT\" here, but: \"server NAT\"");
    }
  }

  @Test
  void ofSeveralOneHasToBeNamed() {
    try (FtpNat nat = FtpNat.start(Scenario.DOUBLE_NAT)) {
      assertThatThrownBy(nat::gateway)
          .hasMessage(
              "there are several gateways. Name the one that is meant, gateway(name):"
                  + " \"client NAT\", \"server NAT\"");
      assertThat(nat.gateway("client NAT").name()).isEqualTo("client NAT");
    }
  }

  @Test
  void whereThereIsNoneNobodyIsAskedToNameIt() {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      assertThatThrownBy(nat::gateway).hasMessage("there is no gateway in DIRECT");
    }
  }
}
