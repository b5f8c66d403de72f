package dev.ftpnat.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment.Lifecycle;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.topology.Vantage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** Addresses that an annotation pins, and what happens if another environment has them. */
class PinnedAddressesTest {

  @FtpNatEnvironment(
      value = Scenario.DOUBLE_NAT,
      publicAddress = "193.21.1.131",
      serverAddress = "10.0.31.121")
  static class BothCase {
    @Test
    void test(FtpNat nat) {
      assertThat(nat.host()).isEqualTo("193.21.1.131");
      assertThat(nat.gateways().get(0).publicAddress().orElseThrow().getHostAddress())
          .isNotEqualTo("193.21.1.131");
      assertThat(nat.topology().server().address().orElseThrow().getHostAddress())
          .isEqualTo("10.0.31.121");
    }
  }

  @Test
  void theServersSideOfTheNetworkIsWhereItWasPinned() {
    Kit.assertAllPass(BothCase.class, 1);
  }

  @FtpNatEnvironment(
      value = Scenario.CLIENT_BEHIND_NAT,
      serverAddress = "127.0.131.7",
      vantage = Vantage.LOOPBACK)
  static class WithoutNatCase {
    @Test
    void test(FtpNat nat) {
      assertThat(nat.host()).isEqualTo("127.0.131.7");
    }
  }

  @Test
  void withoutNatTheServersAddressIsThePublicOne() {
    Kit.assertAllPass(WithoutNatCase.class, 1);
  }

  @Test
  void anAddressInUseIsToldByAttributeAndOwner() throws Exception {
    try (FtpNat owner = FtpNat.start(withPublicAddress("193.21.1.131"))) {
      Throwable failure = Kit.onlyFailure(BothCase.class);
      assertThat(failure)
          .isInstanceOf(ExtensionConfigurationException.class)
          .hasMessageContaining("`@FtpNatEnvironment` on class `" + BothCase.class.getName())
          .hasMessageContaining("`publicAddress = \"193.21.1.131\"`")
          .hasMessageContaining("\"" + owner.topology().name() + "\" has it already")
          .hasCauseInstanceOf(IllegalStateException.class)
          .hasNoSuppressedExceptions();
    }
    Kit.assertNothingRuns();
    Kit.assertAllPass(BothCase.class, 1);
  }

  private static Topology withPublicAddress(String address) {
    return Scenario.DIRECT.topology().toBuilder().server(server -> server.address(address)).build();
  }

  @FtpNatEnvironment(serverAddress = "10.0.32.121", lifecycle = Lifecycle.PER_CLASS)
  static class PerClassCase {
    @Test
    void one(FtpNat nat) {}

    @Test
    void two() {}
  }

  @Test
  void everyTestOfAClassThatCannotHaveItsAddressIsToldWhy() {
    try (FtpNat owner = FtpNat.start(withPublicAddress("10.0.32.121"))) {
      List<Throwable> failures = Kit.failures(Kit.run(PerClassCase.class));
      assertThat(failures)
          .hasSize(2)
          .allSatisfy(
              failure ->
                  assertThat(failure)
                      .isInstanceOf(ExtensionConfigurationException.class)
                      .hasMessageContaining("`serverAddress = \"10.0.32.121\"`")
                      .hasMessageContaining(owner.topology().name())
                      .hasNoSuppressedExceptions());
    }
  }
}
