package dev.ftpnat.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ftpnat.net.AddressFamily;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes together with a CLAT, and what doesn't. */
class ClatGatewayTest {

  private static final Gateway CLAT = Gateway.builder().clat().build();
  private static final Gateway NAT64 = Gateway.builder().nat64().build();

  private static Topology.Builder xlat() {
    return Topology.builder().name("464").clientGateway(CLAT).clientGateway(NAT64);
  }

  @Test
  void itGivesTheClientIpv4BesideItsIpv6() {
    Topology topology = xlat().build();

    assertThat(topology.clat()).contains(CLAT);
    assertThat(topology.family()).isEqualTo(AddressFamily.IPV4);
    assertThat(topology.clientFamilies()).containsExactlyInAnyOrder(AddressFamily.values());
    assertThat(topology.serverFamilies()).containsExactly(AddressFamily.IPV4);
    assertThat(topology.toBuilder().build().clat()).isPresent();
    assertThat(Scenario64.nat64().clat()).isEmpty();
  }

  private static final class Scenario64 {
    private static Topology nat64() {
      return Topology.builder().clientGateway(NAT64).build();
    }
  }

  static Stream<Arguments> contradictions() {
    return Stream.of(
        contradiction("a NAT64", Gateway.Builder::nat64),
        contradiction("without translation", Gateway.Builder::withoutTranslation),
        contradiction("without translation", it -> it.withoutTranslationOf(AddressFamily.IPV6)),
        contradiction("an ALG", it -> it.alg(AlgBehavior.NETFILTER)),
        contradiction("AUTH", it -> it.authHandling(AuthHandling.REFUSED)),
        contradiction("forward ports", Gateway.Builder::forwardControlPort),
        contradiction("an address pool", it -> it.addressPool(2)),
        contradiction("limit connections", it -> it.connectionLimit(9)),
        contradiction("limit connections", it -> it.halfOpenLimit(9)),
        contradiction("some ports only", it -> it.outgoingPorts(21)));
  }

  private static Arguments contradiction(String what, UnaryOperator<Gateway.Builder> setting) {
    return Arguments.of(what, setting);
  }

  @ParameterizedTest
  @MethodSource("contradictions")
  void itIsNothingThatTakesAState(String what, UnaryOperator<Gateway.Builder> setting) {
    Gateway.Builder both = setting.apply(Gateway.builder().name("phone").clat());

    assertThatIllegalArgumentException()
        .isThrownBy(both::build)
        .withMessageStartingWith("phone, a CLAT (clat), can't ")
        .withMessageContaining(what);
  }

  static Stream<Arguments> places() {
    return Stream.of(
        Arguments.of("needs a NAT64", Topology.builder().clientGateway(CLAT)),
        Arguments.of(
            "next to the client", Topology.builder().clientGateway(NAT64).clientGateway(CLAT)),
        Arguments.of("next to the client", Topology.builder().serverGateway(CLAT)),
        Arguments.of("one at most", xlat().serverGateway(CLAT)),
        Arguments.of("IPv4 by its CLAT", xlat().about(AddressFamily.IPV6)),
        Arguments.of("IPv4 by its CLAT", xlat().clientFamilies(AddressFamily.IPV6)),
        Arguments.of("from 192.0.0.1 to 192.0.0.6", xlat().clientAddress("192.0.0.7")),
        Arguments.of("from 192.0.0.1 to 192.0.0.6", xlat().clientAddress("10.0.0.2")),
        Arguments.of(
            "of 192.0.0.0/29",
            Topology.builder()
                .clientGateway(Gateway.builder().clat().insideNetwork("10.1.0.0/24").build())
                .clientGateway(NAT64)),
        Arguments.of(
            "of a CLAT is of IPv6",
            Topology.builder()
                .clientGateway(Gateway.builder().clat().publicAddress("198.51.100.9").build())
                .clientGateway(NAT64)));
  }

  @ParameterizedTest
  @MethodSource("places")
  void itStandsBetweenTheClientAndANat64(String what, Topology.Builder topology) {
    assertThatIllegalArgumentException()
        .isThrownBy(topology::build)
        .withMessageStartingWith("topology \"")
        .withMessageContaining(what);
  }
}
