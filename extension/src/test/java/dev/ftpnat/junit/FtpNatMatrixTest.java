package dev.ftpnat.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.SessionReuse;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Vantage;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineExecutionResults;

class FtpNatMatrixTest {

  private static final List<FtpNat> SEEN = new ArrayList<>();

  @BeforeEach
  void forget() {
    SEEN.clear();
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
    int scenarios = Scenario.values().length;
    results.testEvents().assertStatistics(it -> it.started(scenarios).succeeded(scenarios));
    assertThat(Kit.names(results))
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
    assertThat(Kit.names(Kit.run(ChosenCase.class)))
        .containsExactly(
            "EPSV_ONLY, TLS NONE",
            "EPSV_ONLY, TLS IMPLICIT",
            "DIRECT, TLS NONE",
            "DIRECT, TLS IMPLICIT");
    assertThat(SEEN)
        .extracting(nat -> nat.topology().server().tls())
        .containsExactly(TlsMode.NONE, TlsMode.IMPLICIT, TlsMode.NONE, TlsMode.IMPLICIT);
  }

  static class VantagesCase {
    @FtpNatMatrix(
        value = {Scenario.DIRECT, Scenario.EPSV_ONLY},
        tls = TlsMode.NONE,
        vantage = {Vantage.PUBLIC, Vantage.PRIVATE})
    void test(FtpNat nat, Scenario scenario) {
      SEEN.add(nat);
    }
  }

  @Test
  void runsFromChosenVantagePoints() {
    assertThat(Kit.names(Kit.run(VantagesCase.class)))
        .containsExactly(
            "DIRECT, TLS NONE, vantage PUBLIC",
            "DIRECT, TLS NONE, vantage PRIVATE",
            "EPSV_ONLY, TLS NONE, vantage PUBLIC",
            "EPSV_ONLY, TLS NONE, vantage PRIVATE");
    assertThat(SEEN)
        .extracting(nat -> nat.host().startsWith("192.168."))
        .containsExactly(false, true, false, true);
  }

  static class LifecycleMethodsCase {

    private FtpNat ofSetUp;
    private Scenario scenario;

    @BeforeEach
    void setUp(FtpNat nat, Scenario ofRun) {
      ofSetUp = nat;
      scenario = ofRun;
    }

    @FtpNatMatrix({Scenario.DIRECT, Scenario.EPSV_ONLY})
    void test(FtpNat nat) {
      assertThat(nat).isSameAs(ofSetUp);
      assertThat(nat.topology().name()).isEqualTo(scenario.name());
    }

    @AfterEach
    void tearDown(FtpNat nat, Scenario ofRun) {
      assertThat(nat).isSameAs(ofSetUp);
      assertThat(nat.serverDirectory()).exists();
      assertThat(ofRun).isEqualTo(scenario);
      SEEN.add(nat);
    }
  }

  @Test
  void lifecycleMethodsAreInTheEnvironmentOfTheirRun() {
    Kit.assertAllPass(LifecycleMethodsCase.class, 2);
    assertThat(SEEN).hasSize(2).doesNotHaveDuplicates();
  }

  @Retention(RetentionPolicy.RUNTIME)
  @FtpNatMatrix({Scenario.CLIENT_BEHIND_ALG, Scenario.CLIENT_BEHIND_NAT})
  @interface BehindClientsNat {}

  static class ComposedCase {
    @BehindClientsNat
    void test(FtpNat nat) {}
  }

  @Test
  void worksAsAMetaAnnotation() {
    assertThat(Kit.names(Kit.run(ComposedCase.class)))
        .containsExactly("CLIENT_BEHIND_ALG", "CLIENT_BEHIND_NAT");
  }

  static class ExtensionTooCase {

    @RegisterExtension
    static final FtpNatExtension NETWORK = FtpNatExtension.of(Scenario.EXTERNAL_ADDRESS).perClass();

    ExtensionTooCase(FtpNat nat) {
      assertThat(nat.topology().name()).isEqualTo("EXTERNAL_ADDRESS");
    }

    @FtpNatMatrix(Scenario.EPSV_ONLY)
    void test(FtpNat nat) {
      SEEN.add(nat);
    }
  }

  @Test
  void theEnvironmentOfAnExtensionIsNotUsedEither() {
    Kit.assertAllPass(ExtensionTooCase.class, 1);
    assertThat(SEEN.get(0).topology().name()).isEqualTo("EPSV_ONLY");
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
        .hasMessageContaining("`@FtpNatMatrix` on method `" + EmptyCase.class.getName() + ".test(")
        .hasMessageContaining("Leave out `exclude`");
  }

  static class TwiceCase {
    @FtpNatMatrix({Scenario.DIRECT, Scenario.EPSV_ONLY, Scenario.DIRECT})
    void test(FtpNat nat) {}
  }

  static class ExcludesOthersCase {
    @FtpNatMatrix(value = Scenario.DIRECT, exclude = Scenario.DOUBLE_NAT)
    void test(FtpNat nat) {}
  }

  static class TlsTwiceCase {
    @FtpNatMatrix(tls = {TlsMode.NONE, TlsMode.NONE})
    void test(FtpNat nat) {}
  }

  @Test
  void attributesThatDoNothingAreRefused() {
    assertThat(Kit.onlyFailure(TwiceCase.class))
        .hasMessageContaining("`value` names `DIRECT` twice");
    assertThat(Kit.onlyFailure(TlsTwiceCase.class))
        .hasMessageContaining("`tls` names `NONE` twice");
    assertThat(Kit.onlyFailure(ExcludesOthersCase.class))
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessageContaining("`exclude` names `DOUBLE_NAT`, which `value` doesn't");
  }

  static class ReuseCase {
    @FtpNatMatrix(
        value = Scenario.DIRECT,
        tls = {TlsMode.EXPLICIT, TlsMode.IMPLICIT},
        sessionReuse = {SessionReuse.IGNORED, SessionReuse.REQUIRED_SAME_CONTROL})
    void test(FtpNat nat) {
      SEEN.add(nat);
    }
  }

  @Test
  void runsWithEachAnswerToWhetherSessionsAreReused() {
    assertThat(Kit.names(Kit.run(ReuseCase.class)))
        .containsExactly(
            "DIRECT, TLS EXPLICIT, session reuse IGNORED",
            "DIRECT, TLS EXPLICIT, session reuse REQUIRED_SAME_CONTROL",
            "DIRECT, TLS IMPLICIT, session reuse IGNORED",
            "DIRECT, TLS IMPLICIT, session reuse REQUIRED_SAME_CONTROL");
    assertThat(SEEN)
        .extracting(nat -> nat.topology().server().dataTls().reuse())
        .containsExactly(
            SessionReuse.IGNORED,
            SessionReuse.REQUIRED_SAME_CONTROL,
            SessionReuse.IGNORED,
            SessionReuse.REQUIRED_SAME_CONTROL);
  }

  static class ReuseWithoutTlsCase {
    @FtpNatMatrix(
        value = Scenario.DIRECT,
        tls = {TlsMode.EXPLICIT, TlsMode.NONE},
        sessionReuse = SessionReuse.REQUIRED_ANY)
    void test(FtpNat nat) {}
  }

  @Test
  void sessionsThatThereAreNoneOfCannotBeReused() {
    assertThat(Kit.onlyFailure(ReuseWithoutTlsCase.class))
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessageContainingAll("`sessionReuse = REQUIRED_ANY`", "`tls = NONE`");
  }

  static class TestTooCase {
    @Test
    @FtpNatMatrix(Scenario.DIRECT)
    void test() {}
  }

  static class RepeatedTooCase {
    @FtpNatMatrix(Scenario.DIRECT)
    @RepeatedTest(2)
    void test() {}
  }

  static class TemplateTooCase {
    @TestTemplate
    @FtpNatMatrix(Scenario.DIRECT)
    void test() {}
  }

  @Test
  void whatMakesATestOfItOnceMoreIsRefused() {
    assertThat(Kit.onlyFailure(TestTooCase.class))
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessageContaining(
            "`@FtpNatMatrix` on method `" + TestTooCase.class.getName() + ".test(")
        .hasMessageContaining("`@Test` stands there too")
        .hasMessageEndingWith("Leave it out.");
    assertThat(Kit.onlyFailure(RepeatedTooCase.class))
        .hasMessageContaining("`@RepeatedTest` stands there too");
    Kit.assertAllPass(TemplateTooCase.class, 1);
  }
}
