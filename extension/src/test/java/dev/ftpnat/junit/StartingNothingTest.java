package dev.ftpnat.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment.Lifecycle;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests that don't run start no environment. */
class StartingNothingTest {

  @FtpNatEnvironment
  static class EnabledCase {
    @Test
    void test() {}
  }

  @Test
  void aTestThatRunsDoesStartSomething() {
    long before = Kit.threadsStarted();
    assertThat(Kit.failures(Kit.run(Kit.ASKED, EnabledCase.class))).isEmpty();
    assertThat(Kit.threadsStarted()).isGreaterThan(before);
  }

  @Test
  void oneThatPassesIsNotAskedWhatItsNetworkSaw() {
    Kit.assertAllPass(EnabledCase.class, 1); // The first of all environments has threads to start.
    long before = Kit.threadsStarted();
    Kit.assertAllPass(EnabledCase.class, 1);
    assertThat(Kit.threadsStarted()).isEqualTo(before);
  }

  static class DisabledMethodsCase {

    @Test
    @Disabled("on purpose")
    @FtpNatEnvironment
    void disabled(FtpNat nat) {}

    @Test
    @DisabledIfSystemProperty(named = "java.version", matches = ".*", disabledReason = "on purpose")
    @FtpNatEnvironment
    void disabledByCondition(FtpNat nat) {}

    @Disabled("on purpose")
    @FtpNatMatrix
    void disabledMatrix(FtpNat nat) {}
  }

  @Test
  void disabledMethods() {
    Kit.startingNothing(DisabledMethodsCase.class)
        .allEvents()
        .assertStatistics(stats -> stats.skipped(3));
  }

  @FtpNatEnvironment(lifecycle = Lifecycle.PER_CLASS)
  static class AllDisabledCase {

    @Test
    @Disabled("on purpose")
    void test(FtpNat nat) {}
  }

  @Test
  void aPerClassEnvironmentIsNotStartedForDisabledTests() {
    Kit.startingNothing(AllDisabledCase.class)
        .testEvents()
        .assertStatistics(stats -> stats.skipped(1));
  }

  static class AllDisabledExtensionCase {

    @RegisterExtension
    static final FtpNatExtension NETWORK = FtpNatExtension.of(Scenario.DIRECT).perClass();

    @Test
    @Disabled("on purpose")
    void test(FtpNat nat) {}
  }

  @Test
  void norIsThatOfAnExtension() {
    Kit.startingNothing(AllDisabledExtensionCase.class)
        .testEvents()
        .assertStatistics(stats -> stats.skipped(1));
  }

  @Disabled("on purpose")
  @FtpNatEnvironment(lifecycle = Lifecycle.PER_CLASS)
  static class DisabledClassCase {

    @BeforeAll
    static void setUp(FtpNat nat) {}

    @Test
    void test(FtpNat nat) {}

    @FtpNatMatrix
    void matrix(FtpNat nat) {}
  }

  @Test
  void disabledClasses() {
    Kit.startingNothing(DisabledClassCase.class)
        .containerEvents()
        .assertStatistics(stats -> stats.skipped(1));
  }

  @FtpNatEnvironment(lifecycle = Lifecycle.PER_CLASS)
  static class AssumptionCase {

    @BeforeAll
    static void setUp() {
      assumeTrue(false, "on purpose");
    }

    @Test
    void test(FtpNat nat) {}

    @FtpNatMatrix
    void matrix(FtpNat nat) {}
  }

  static class AssumptionExtensionCase {

    @RegisterExtension
    static final FtpNatExtension NETWORK = FtpNatExtension.of(Scenario.DIRECT).perClass();

    @BeforeAll
    static void setUp() {
      assumeTrue(false, "on purpose");
    }

    @Test
    void test(FtpNat nat) {}
  }

  @Test
  void classesWhoseAssumptionsDoNotHold() {
    Kit.startingNothing(AssumptionCase.class)
        .containerEvents()
        .assertStatistics(stats -> stats.aborted(1));
    Kit.startingNothing(AssumptionExtensionCase.class)
        .containerEvents()
        .assertStatistics(stats -> stats.aborted(1));
  }
}
