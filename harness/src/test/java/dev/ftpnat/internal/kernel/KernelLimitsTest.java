package dev.ftpnat.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.topology.AddressPooling;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.FilteringBehavior;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Gateway.Hairpinning;
import dev.ftpnat.topology.IdleTimeouts;
import dev.ftpnat.topology.MappingBehavior;
import dev.ftpnat.topology.PortAllocation;
import dev.ftpnat.topology.Topology;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every setting that the kernel can't play says so, wherever the gateway stands. */
class KernelLimitsTest {

  static Stream<Arguments> unplayable() {
    return Stream.of(
        Arguments.of(
            Gateway.builder().alg(AlgBehavior.EPSV_BLIND),
            "its FTP helper is nf_nat_ftp, so it can't be EPSV_BLIND"),
        Arguments.of(
            Gateway.builder().filtering(FilteringBehavior.ENDPOINT_INDEPENDENT),
            "its filtering is ADDRESS_AND_PORT_DEPENDENT, not ENDPOINT_INDEPENDENT"),
        Arguments.of(
            Gateway.builder().filtering(FilteringBehavior.ADDRESS_DEPENDENT),
            "its filtering is ADDRESS_AND_PORT_DEPENDENT, not ADDRESS_DEPENDENT"),
        Arguments.of(
            Gateway.builder().mapping(MappingBehavior.ADDRESS_DEPENDENT),
            "its mapping is ENDPOINT_INDEPENDENT, not ADDRESS_DEPENDENT"),
        Arguments.of(
            Gateway.builder().portAllocation(PortAllocation.SEQUENTIAL),
            "its port allocation is PRESERVING, not SEQUENTIAL"),
        Arguments.of(
            Gateway.builder().portAllocation(PortAllocation.RANDOM),
            "its mapping to random ports is ADDRESS_AND_PORT_DEPENDENT, not ENDPOINT_INDEPENDENT"),
        Arguments.of(
            Gateway.builder()
                .addressPool(2)
                .addressPooling(AddressPooling.ARBITRARY)
                .portBlock(1000),
            "its pool of addresses has no ranges of ports if it isn't paired"),
        Arguments.of(
            Gateway.builder()
                .addressPool(2)
                .addressPooling(AddressPooling.ARBITRARY)
                .mappedPorts(40000, 50000),
            "its pool of addresses has no ranges of ports if it isn't paired"),
        Arguments.of(
            Gateway.builder()
                .forwardControlPort()
                .masqueradesInbound()
                .hairpinning(Hairpinning.EXTERNAL_SOURCE),
            "it takes one of two sources for what it leads back in, its public address"
                + " (hairpinning) or its inside one (masqueradesInbound)"),
        Arguments.of(
            Gateway.builder().pinholeLifetime(Duration.ofSeconds(30)),
            "its pinholes live for 300 s, not PT30S"),
        Arguments.of(
            Gateway.builder().halfOpenLimit(3),
            "it can't limit half-open connections, only connections"),
        Arguments.of(
            Gateway.builder()
                .idleTimeouts(IdleTimeouts.LINUX.withEstablished(Duration.ofMillis(1500))),
            "its idle time-outs are whole seconds, not PT1.5S"),
        Arguments.of(
            Gateway.builder()
                .idleTimeouts(IdleTimeouts.LINUX.withTransitory(Duration.ofMillis(50))),
            "its idle time-outs are whole seconds, not PT0.05S"));
  }

  @ParameterizedTest
  @MethodSource
  void unplayable(Gateway.Builder gateway, String why) {
    Topology.Builder empty = Topology.builder();
    List<Topology> topologies =
        List.of(
            Topology.builder().clientGateway(gateway.build()).build(),
            empty.serverGateway(Gateway.builder().build()).serverGateway(gateway.build()).build());

    assertThat(topologies).extracting(KernelLimits::unplayable).containsOnly(Optional.of(why));
  }

  @Test
  void allElseCanBePlayed() {
    Gateway gateway =
        Gateway.builder()
            .alg(AlgBehavior.NETFILTER)
            .forwardControlPort()
            .connectionLimit(3)
            .idleTimeouts(IdleTimeouts.PF.withEstablished(Duration.ofSeconds(1)))
            .build();

    assertThat(KernelLimits.unplayable(Topology.builder().build())).isEmpty();
    assertThat(
            KernelLimits.unplayable(
                Topology.builder().clientGateway(gateway).serverGateway(gateway).build()))
        .isEmpty();
  }
}
