package dev.ftpnat.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.TlsMode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.Event;

class FtpNatMatrixTest {

  private static final List<FtpNat> SEEN = new ArrayList<>();

  @BeforeEach
  void forget() {
    SEEN.clear();
  }

  private static List<String> names(EngineExecutionResults results) {
    return results
        .testEvents()
        .started()
        .map(Event::getTestDescriptor)
        .map(test -> test.getDisplayName())
        .toList();
  }

  static class AllCase {
    @FtpNatMatrix
    void test(FtpNat nat, Scenario scenario) {
      assertThat(nat.topology().name()).isEqualTo(scenario.name());
      SEEN.add(nat);
    }
  }

  @Test
  void runsOnceInEveryScenarioAndIsNamedAfterIt() {
    EngineExecutionResults results = Kit.run(AllCase.class);
    results.testEvents().assertStatistics(stats -> stats.started(12).succeeded(12));
    assertThat(names(results))
        .containsExactlyElementsOf(Stream.of(Scenario.values()).map(Scenario::name).toList());
    assertThat(SEEN).doesNotHaveDuplicates();
    assertThat(SEEN).allMatch(nat -> !nat.serverDirectory().toFile().exists());
  }

  static class ChosenCase {
    @FtpNatMatrix(
        value = {Scenario.EPSV_ONLY, Scenario.DIRECT, Scenario.DOUBLE_NAT},
        exclude = Scenario.DOUBLE_NAT,
        tls = {TlsMode.NONE, TlsMode.IMPLICIT})
    void test(FtpNat nat) {
      SEEN.add(nat);
    }
  }

  @Test
  void runsInChosenScenariosAndTlsModes() {
    assertThat(names(Kit.run(ChosenCase.class)))
        .containsExactly(
            "EPSV_ONLY, TLS NONE",
            "EPSV_ONLY, TLS IMPLICIT",
            "DIRECT, TLS NONE",
            "DIRECT, TLS IMPLICIT");
    assertThat(SEEN)
        .extracting(nat -> nat.topology().server().tls())
        .containsExactly(TlsMode.NONE, TlsMode.IMPLICIT, TlsMode.NONE, TlsMode.IMPLICIT);
  }

  @FtpNatEnvironment(Scenario.CLIENT_BEHIND_NAT)
  static class OnClassTooCase {
    @FtpNatMatrix(Scenario.EPSV_ONLY)
    void test(FtpNat nat) {
      SEEN.add(nat);
    }
  }

  @Test
  void theEnvironmentOfTheClassIsNotUsed() {
    Kit.run(OnClassTooCase.class)
        .testEvents()
        .assertStatistics(stats -> stats.started(1).succeeded(1));
    assertThat(SEEN.get(0).topology().name()).isEqualTo("EPSV_ONLY");
  }

  static class EmptyCase {
    @FtpNatMatrix(value = Scenario.DIRECT, exclude = Scenario.DIRECT)
    void test(FtpNat nat) {
      SEEN.add(nat);
    }
  }

  @Test
  void aMatrixWithoutScenariosIsRefused() {
    assertThat(Kit.onlyFailure(Kit.run(EmptyCase.class)))
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessageContaining("`exclude` [DIRECT]");
  }
}
