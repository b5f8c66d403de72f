package dev.ftpnat.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ftpnat.net.Nat64Prefix;
import org.junit.jupiter.api.Test;

/** What goes together with a NAT64, and what doesn't. */
class Nat64GatewayTest {

  @Test
  void itHasTheWellKnownPrefixOrOnesOwn() {
    assertThat(Gateway.builder().build().nat64()).isEmpty();
    assertThat(Gateway.builder().nat64().build().nat64()).contains(Nat64Prefix.WELL_KNOWN);
    assertThat(Gateway.builder().nat64("2001:db8:64::/48").build().toBuilder().build().nat64())
        .contains(Nat64Prefix.of("2001:db8:64::/48"));
  }

  @Test
  void itMayHaveTheAlgOfRfc6384() {
    assertThat(Gateway.builder().nat64().alg(AlgBehavior.RFC_6384).build().alg())
        .isEqualTo(AlgBehavior.RFC_6384);
  }

  @Test
  void itHasNoOtherAlg() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Gateway.builder().nat64().alg(AlgBehavior.NETFILTER).build())
        .withMessage(
            "a gateway can't have the ALG NETFILTER: a NAT64 has RFC_6384 or none, and no other"
                + " gateway has that");
  }

  @Test
  void noOtherGatewayHasItsAlg() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Gateway.builder().name("NAT").alg(AlgBehavior.RFC_6384).build())
        .withMessageContaining("NAT can't have the ALG RFC_6384");
  }

  @Test
  void itIsNoFirewall() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Gateway.firewall().nat64().build())
        .withMessageContaining("can't be a NAT64");
  }
}
