package dev.ftpnat.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment.Lifecycle;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** Which network a test gets; none of these tests needs the kernel's. */
class NetworkChoiceTest {

  private static final Map<String, String> KERNEL = Map.of(Network.PROPERTY, "kernel");

  /** The kernel can't play this scenario, wherever it is. */
  @FtpNatEnvironment(value = Scenario.EPSV_BLIND_ALG, network = Network.KERNEL)
  static class UnplayableCase {
    @Test
    void test(FtpNat nat) {
      assertThat(nat).as("must not run").isNull();
    }
  }

  @FtpNatEnvironment(
      value = Scenario.EPSV_BLIND_ALG,
      network = Network.KERNEL,
      lifecycle = Lifecycle.PER_CLASS)
  static class UnplayableForAClassCase {
    @BeforeAll
    static void beforeAll(FtpNat nat) {
      assertThat(nat).as("must not run").isNull();
    }

    @Test
    void test() {}
  }

  @FtpNatEnvironment(
      value = Scenario.EPSV_BLIND_ALG,
      network = Network.KERNEL,
      lifecycle = Lifecycle.PER_CLASS)
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static class UnplayableForAnInstanceCase {
    UnplayableForAnInstanceCase(FtpNat nat) {
      assertThat(nat).as("must not run").isNull();
    }

    @Test
    void test() {}
  }

  static class UnplayableMatrixCase {
    @FtpNatMatrix({Scenario.EPSV_BLIND_ALG})
    void test(FtpNat nat) {
      assertThat(nat).as("must not run").isNull();
    }
  }

  @FtpNatEnvironment(Scenario.EPSV_BLIND_ALG)
  static class UndecidedCase {
    @Test
    void test(FtpNat nat) {
      assertThat(nat.network()).isEqualTo(Network.SIMULATED);
    }
  }

  @FtpNatEnvironment(network = Network.SIMULATED)
  static class SimulatedCase {
    @Test
    void test(FtpNat nat) {
      assertThat(nat.network()).isEqualTo(Network.SIMULATED);
    }
  }

  @FtpNatEnvironment(network = {Network.SIMULATED, Network.KERNEL})
  static class TwoCase {
    @Test
    void test() {}
  }

  private static void assertAborted(EngineExecutionResults results) {
    assertThat(Kit.failures(results)).isEmpty();
    assertThat(results.allEvents().aborted().stream())
        .singleElement()
        .satisfies(
            event ->
                assertThat(
                        event
                            .getRequiredPayload(TestExecutionResult.class)
                            .getThrowable()
                            .orElseThrow())
                    .hasMessageContaining("the kernel's NAT can't play \"EPSV_BLIND_ALG\""));
  }

  @Test
  void whereItCantBeHadTheTestIsAborted() {
    assertAborted(Kit.run(UnplayableCase.class));
    assertAborted(Kit.run(UnplayableForAClassCase.class));
    assertAborted(Kit.run(UnplayableForAnInstanceCase.class));
  }

  @Test
  void theSwitchOfTheRunAbortsToo() {
    assertAborted(Kit.run(KERNEL, UnplayableMatrixCase.class));
    assertAborted(Kit.run(KERNEL, UndecidedCase.class));
  }

  @Test
  void theSimulationIsTheDefault() {
    Kit.assertAllPass(UndecidedCase.class, 1);
  }

  @Test
  void autoFallsBackToTheSimulation() {
    EngineExecutionResults results = Kit.run(Map.of(Network.PROPERTY, "auto"), UndecidedCase.class);
    assertThat(Kit.failures(results)).isEmpty();
    results.testEvents().assertStatistics(stats -> stats.succeeded(1));
  }

  @Test
  void anAttributeWinsOverTheSwitch() {
    EngineExecutionResults results = Kit.run(KERNEL, SimulatedCase.class);
    assertThat(Kit.failures(results)).isEmpty();
    results.testEvents().assertStatistics(stats -> stats.succeeded(1));
  }

  @Test
  void aWrongSwitchIsNamed() {
    assertThat(Kit.onlyFailure(Kit.run(Map.of(Network.PROPERTY, "real"), UndecidedCase.class)))
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessage(
            "configuration parameter `ftpnat.network`: \"real\" is not a network; write simulated,"
                + " kernel or auto");
  }

  @Test
  void twoNetworksAreForAMatrix() {
    assertThat(Kit.onlyFailure(TwoCase.class))
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessageContaining("`network` has 2 values");
  }
}
