package dev.ftpnat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Topology;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NatDeviceTest {

  @ParameterizedTest
  @EnumSource
  void standsAloneBeforeTheClient(NatDevice device) {
    Topology topology = device.topology(NatDevice.Side.CLIENT);

    assertThat(topology.name()).isEqualTo(device.name());
    assertThat(topology.serverGateways()).isEmpty();
    assertThat(topology.clientGateways())
        .singleElement()
        .satisfies(
            gateway -> {
              assertThat(gateway.alg()).isEqualTo(device.gateway().build().alg());
              assertThat(gateway.forwards()).isEmpty();
            });
  }

  @ParameterizedTest
  @EnumSource
  void standsAloneBeforeTheServerAndForwardsTheControlPort(NatDevice device) {
    if (device.isOutgoingOnly()) {
      assertThat(device.usualSide()).isEqualTo(NatDevice.Side.CLIENT);
      assertThatThrownBy(() -> device.topology(NatDevice.Side.SERVER))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(device.name());
      return;
    }
    Topology topology = device.topology(device.usualSide());

    assertThat(topology.name()).isEqualTo(device.name());
    assertThat(topology.clientGateways()).isEmpty();
    assertThat(topology.serverGateways())
        .singleElement()
        .satisfies(
            gateway -> {
              assertThat(gateway.alg()).isEqualTo(device.gateway().build().alg());
              assertThat(gateway.forwards()).containsExactly(Forward.controlPort());
            });
  }

  @Test
  void hasASummaryOfItsOwn() {
    assertThat(NatDevice.values())
        .extracting(NatDevice::summary)
        .doesNotHaveDuplicates()
        .allMatch(summary -> summary.length() > 10 && summary.length() <= 78);
  }

  /** In files of expected failures both stand at the beginning of a line. */
  @Test
  void hasANameThatNoScenarioHas() {
    assertThat(NatDevice.values())
        .extracting(NatDevice::name)
        .doesNotContainAnyElementsOf(Stream.of(Scenario.values()).map(Scenario::name).toList());
  }
}
