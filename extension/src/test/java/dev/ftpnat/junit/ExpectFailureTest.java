package dev.ftpnat.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.TlsMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.internal.AssumptionViolatedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.opentest4j.AssertionFailedError;

/** What is expected to fail passes if it does, and fails if it doesn't. */
class ExpectFailureTest {

  private static final List<String> CALLED = new ArrayList<>();

  @BeforeEach
  void forget() {
    CALLED.clear();
  }

  static class FailsCase {
    @FtpNatMatrix(
        value = {Scenario.DIRECT, Scenario.DOUBLE_NAT},
        expectFailureIn = Scenario.DOUBLE_NAT)
    void test(FtpNat nat, Scenario scenario) throws IOException {
      if (scenario == Scenario.DOUBLE_NAT) {
        throw new IOException("on purpose");
      }
    }
  }

  @Test
  void aRunThatFailsAsExpectedPasses() {
    Kit.assertAllPass(FailsCase.class, 2);
  }

  static class PassesCase {
    @FtpNatMatrix(
        value = {Scenario.DIRECT, Scenario.DOUBLE_NAT},
        expectFailureIn = Scenario.DOUBLE_NAT)
    void test(FtpNat nat) {}
  }

  @Test
  void oneThatBeginsToPassFailsAndSaysWhatToDo() {
    assertThat(Kit.onlyFailure(PassesCase.class))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessage(
            "`@FtpNatMatrix` on method `"
                + PassesCase.class.getName()
                + ".test(FtpNat)`: `expectFailureIn` names `DOUBLE_NAT`, but there the test passes"
                + " now. Leave it out.");
  }

  static class VariedCase {
    @FtpNatMatrix(
        value = Scenario.DOUBLE_NAT,
        tls = {TlsMode.NONE, TlsMode.IMPLICIT},
        expectFailureIn = Scenario.DOUBLE_NAT)
    void test(FtpNat nat) {
      if (nat.topology().server().tls() == TlsMode.NONE) {
        throw new IllegalStateException("on purpose");
      }
    }
  }

  @Test
  void itGoesForAllRunsInTheScenario() {
    assertThat(Kit.onlyFailure(VariedCase.class)).hasMessageContaining("passes now");
  }

  static class BeforeEachCase {
    @BeforeEach
    void setUp() throws IOException {
      CALLED.add("setUp");
      throw new IOException("on purpose");
    }

    @FtpNatMatrix(value = Scenario.DIRECT, expectFailureIn = Scenario.DIRECT)
    void test() {
      CALLED.add("test");
    }

    @AfterEach
    void tearDown() {
      CALLED.add("tearDown");
      throw new IllegalStateException("because setUp did nothing");
    }
  }

  @Test
  void afterASetUpThatFailsAsExpectedTheTestIsNotCalled() {
    Kit.assertAllPass(BeforeEachCase.class, 1);
    assertThat(CALLED).containsExactly("setUp", "tearDown");
  }

  static class AfterEachCase {
    @FtpNatMatrix(value = Scenario.DIRECT, expectFailureIn = Scenario.DIRECT)
    void test() {}

    @AfterEach
    void tearDown() throws IOException {
      throw new IOException("on purpose");
    }
  }

  @Test
  void aTearDownMayFailInstead() {
    Kit.assertAllPass(AfterEachCase.class, 1);
  }

  static class TimeoutCase {
    @FtpNatMatrix(value = Scenario.DIRECT, expectFailureIn = Scenario.DIRECT)
    @Timeout(value = 50, unit = TimeUnit.MILLISECONDS)
    void interrupted() throws InterruptedException {
      new CountDownLatch(1).await(20, TimeUnit.SECONDS);
    }

    @FtpNatMatrix(value = Scenario.DIRECT, expectFailureIn = Scenario.DIRECT)
    @Timeout(
        value = 50,
        unit = TimeUnit.MILLISECONDS,
        threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void inAThreadOfItsOwn() throws InterruptedException {
      new CountDownLatch(1).await(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aTimeoutIsAFailure() {
    Kit.assertAllPass(TimeoutCase.class, 2);
  }

  static class AbortedCase {
    @FtpNatMatrix(value = Scenario.DIRECT, expectFailureIn = Scenario.DIRECT)
    void test() {
      assumeTrue(false, "on purpose");
    }

    @FtpNatMatrix(value = Scenario.DIRECT, expectFailureIn = Scenario.DIRECT)
    void byJunit4() {
      throw new AssumptionViolatedException("on purpose");
    }

    @FtpNatMatrix(
        value = Scenario.EPSV_BLIND_ALG,
        network = Network.KERNEL,
        expectFailureIn = Scenario.EPSV_BLIND_ALG)
    void onANetworkThatCannotBeHad() {}
  }

  @Test
  void aRunThatIsAbortedStaysAborted() {
    Kit.run(AbortedCase.class).testEvents().assertStatistics(stats -> stats.started(3).aborted(3));
  }

  static class UncallableCase {
    @FtpNatMatrix(value = Scenario.DIRECT, expectFailureIn = Scenario.DIRECT)
    void test(StringBuilder unknown) {}
  }

  @Test
  void aTestThatCannotBeCalledHasShownNothing() {
    assertThat(Kit.onlyFailure(UncallableCase.class))
        .isInstanceOf(ParameterResolutionException.class)
        .hasMessageContaining("StringBuilder");
  }

  static class OfValueCase {
    @FtpNatMatrix(value = Scenario.DIRECT, expectFailureIn = Scenario.DOUBLE_NAT)
    void test() {}
  }

  static class ExcludedCase {
    @FtpNatMatrix(exclude = Scenario.DOUBLE_NAT, expectFailureIn = Scenario.DOUBLE_NAT)
    void test() {}
  }

  static class TwiceCase {
    @FtpNatMatrix(expectFailureIn = {Scenario.DIRECT, Scenario.DIRECT})
    void test() {}
  }

  static class NoTimeCase {
    @FtpNatMatrix(failWithinMillis = 0)
    void test() {}
  }

  @Test
  void whatIsWrongWithAMarkIsToldBeforeAnythingStarts() {
    assertThat(Kit.onlyFailure(Kit.startingNothing(OfValueCase.class)))
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessage(
            "`@FtpNatMatrix` on method `"
                + OfValueCase.class.getName()
                + ".test()`: `expectFailureIn` names `DOUBLE_NAT`, which `value` doesn't. Leave it"
                + " out.");
    assertThat(Kit.onlyFailure(ExcludedCase.class))
        .hasMessageEndingWith(
            "`expectFailureIn` names `DOUBLE_NAT`, which `exclude` leaves out. Leave it out.");
    assertThat(Kit.onlyFailure(TwiceCase.class))
        .hasMessageEndingWith("`expectFailureIn` names `DIRECT` twice. Leave one out.");
    assertThat(Kit.onlyFailure(NoTimeCase.class))
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessageEndingWith("`failWithinMillis = 0` is no time to fail in. Set it to 1 or more.");
  }
}
