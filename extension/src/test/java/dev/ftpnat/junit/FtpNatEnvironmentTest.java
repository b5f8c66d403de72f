package dev.ftpnat.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Vantage;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.platform.testkit.engine.EngineExecutionResults;

class FtpNatEnvironmentTest {

  /** What the example classes below saw; they run one after the other. */
  private static final List<FtpNat> SEEN = new ArrayList<>();

  @BeforeEach
  void forget() {
    SEEN.clear();
  }

  private static List<String> topologies() {
    return SEEN.stream().map(nat -> nat.topology().name()).toList();
  }

  private static void assertAllPass(Class<?> testClass, int tests) {
    EngineExecutionResults results = Kit.run(testClass);
    results.testEvents().assertStatistics(stats -> stats.started(tests).succeeded(tests));
  }

  private static void assertAllClosed() {
    assertThat(SEEN).extracting(FtpNat::serverDirectory).allMatch(path -> !path.toFile().exists());
  }

  @FtpNatEnvironment(Scenario.DIRECT)
  static class OnClassCase {

    private Path directory;

    @BeforeEach
    void setUp(FtpNat nat) {
      directory = nat.serverDirectory();
    }

    @RepeatedTest(2)
    void test(FtpNat nat) {
      assertThat(nat.serverDirectory()).isEqualTo(directory).exists();
      SEEN.add(nat);
    }

    @AfterEach
    void tearDown(FtpNat nat) {
      assertThat(nat.serverDirectory()).isEqualTo(directory).exists();
    }
  }

  @Test
  void eachTestMethodHasItsOwnEnvironment() {
    ProxySelector before = ProxySelector.getDefault();
    assertAllPass(OnClassCase.class, 2);
    assertThat(SEEN).hasSize(2).doesNotHaveDuplicates();
    assertAllClosed();
    assertThat(ProxySelector.getDefault()).isSameAs(before);
  }

  static class OnMethodCase {

    @Test
    @FtpNatEnvironment(Scenario.EPSV_ONLY)
    void test(FtpNat nat) {
      SEEN.add(nat);
    }
  }

  @Test
  void standsOnAMethodToo() {
    assertAllPass(OnMethodCase.class, 1);
    assertThat(topologies()).containsExactly("EPSV_ONLY");
    assertAllClosed();
  }

  @FtpNatEnvironment(Scenario.DIRECT)
  static class BothCase {

    @Test
    @FtpNatEnvironment(Scenario.DOUBLE_NAT)
    void test(FtpNat nat) {
      SEEN.add(nat);
    }
  }

  @Test
  void theMethodsAnnotationReplacesTheOneOfTheClass() {
    assertAllPass(BothCase.class, 1);
    assertThat(topologies()).containsExactly("DOUBLE_NAT");
  }

  @FtpNatEnvironment(Scenario.DIRECT)
  static class NestedCase {

    @Nested
    class Inner {
      @Test
      void test(FtpNat nat) {
        SEEN.add(nat);
      }
    }

    @Nested
    @FtpNatEnvironment(Scenario.CLIENT_BEHIND_NAT)
    class InnerWithItsOwn {
      @Test
      void test(FtpNat nat) {
        SEEN.add(nat);
      }
    }
  }

  @Test
  void nestedClassesHaveTheEnvironmentAroundThemOrTheirOwn() {
    assertAllPass(NestedCase.class, 2);
    assertThat(topologies()).containsExactlyInAnyOrder("DIRECT", "CLIENT_BEHIND_NAT");
  }

  @Retention(RetentionPolicy.RUNTIME)
  @FtpNatEnvironment(value = Scenario.ALG_REWRITES, tls = TlsMode.IMPLICIT)
  @interface BehindBlindAlg {}

  @BehindBlindAlg
  static class ComposedCase {
    @Test
    void test(FtpNat nat) {
      SEEN.add(nat);
    }
  }

  @Test
  void worksAsAMetaAnnotationWithItsAttributes() {
    assertAllPass(ComposedCase.class, 1);
    assertThat(SEEN.get(0).topology().server().tls()).isEqualTo(TlsMode.IMPLICIT);
    assertThat(SEEN.get(0).port()).isEqualTo(990);
  }

  @FtpNatEnvironment(Scenario.DIRECT)
  static class BaseCase {
    @Test
    void test(FtpNat nat) {
      SEEN.add(nat);
    }
  }

  static class SubclassCase extends BaseCase {}

  @Test
  void isInherited() {
    assertAllPass(SubclassCase.class, 1);
    assertThat(topologies()).containsExactly("DIRECT");
  }

  @FtpNatEnvironment(
      value = Scenario.DIRECT,
      lifecycle = FtpNatEnvironment.Lifecycle.PER_CLASS,
      vantage = Vantage.LOOPBACK)
  static class PerClassCase {

    @BeforeAll
    static void setUp(FtpNat nat) {
      SEEN.add(nat);
    }

    PerClassCase(FtpNat nat) {
      SEEN.add(nat);
    }

    @Test
    void test(FtpNat nat) {
      SEEN.add(nat);
    }

    @Nested
    class Inner {
      @Test
      void test(FtpNat nat) {
        SEEN.add(nat);
      }
    }
  }

  @Test
  void perClassMeansOneForAllTestsNestedOnesIncluded() {
    assertAllPass(PerClassCase.class, 2);
    assertThat(SEEN).hasSizeGreaterThan(3).containsOnly(SEEN.get(0));
    assertThat(SEEN.get(0).host()).startsWith("127.");
    assertAllClosed();
  }

  @FtpNatEnvironment
  static class DefaultCase {
    @Test
    void test(FtpNat nat) {
      SEEN.add(nat);
    }
  }

  @Test
  void needsNoArgument() {
    assertAllPass(DefaultCase.class, 1);
    assertThat(topologies()).containsExactly("PRIVATE_IP_PASV");
  }

  @FtpNatEnvironment
  static class DisabledCase {

    @Test
    @Disabled("on purpose: it must not start anything")
    void test(FtpNat nat) {
      SEEN.add(nat);
    }
  }

  @Test
  void aDisabledTestStartsNothing() {
    ProxySelector before = ProxySelector.getDefault();
    Kit.run(DisabledCase.class).testEvents().assertStatistics(stats -> stats.started(0).skipped(1));
    assertThat(ProxySelector.getDefault()).isSameAs(before);
  }

  @FtpNatEnvironment
  static class FailingCase {
    @Test
    void test(FtpNat nat) throws Exception {
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(nat.topology().server().address().orElseThrow(), 3846), 50);
      }
    }
  }

  @Test
  void aFailureCarriesWhatTheNetworkSaw() {
    Throwable failure = Kit.onlyFailure(Kit.run(FailingCase.class));
    assertThat(failure).hasMessage("Connect timed out");
    assertThat(failure.getSuppressed())
        .singleElement()
        .isInstanceOf(NetworkRecord.class)
        .satisfies(
            record ->
                assertThat(record.getMessage())
                    .contains("FtpNat[PRIVATE_IP_PASV at ")
                    .contains("client connects")
                    .contains(":3846: dropped by server NAT")
                    .contains("private to the network behind the gateway"));
  }

  @FtpNatEnvironment
  static class ConstructorCase {
    ConstructorCase(FtpNat nat) {
      SEEN.add(nat);
    }

    @Test
    void test() {
      SEEN.clear();
    }
  }

  @Test
  void aConstructorThatAsksTooEarlyIsToldSo() {
    assertThat(Kit.onlyFailure(Kit.run(ConstructorCase.class)))
        .isInstanceOf(ParameterResolutionException.class)
        .hasMessageContaining("ConstructorCase")
        .hasMessageContaining("lifecycle = PER_CLASS");
  }

  @FtpNatEnvironment(tls = {TlsMode.NONE, TlsMode.IMPLICIT})
  static class TwoModesCase {
    @Test
    void test() {
      SEEN.clear();
    }
  }

  @Test
  void twoValuesWhereOneIsPossibleAreRefusedByName() {
    assertThat(Kit.onlyFailure(Kit.run(TwoModesCase.class)))
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessageContaining("`tls`")
        .hasMessageContaining("@FtpNatMatrix");
  }

  static class PerClassOnMethodCase {
    @Test
    @FtpNatEnvironment(lifecycle = FtpNatEnvironment.Lifecycle.PER_CLASS)
    void test() {
      SEEN.clear();
    }
  }

  @Test
  void perClassOnAMethodIsRefused() {
    assertThat(Kit.onlyFailure(Kit.run(PerClassOnMethodCase.class)))
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessageContaining("lifecycle = PER_CLASS")
        .hasMessageContaining("put it on the class");
  }

  @FtpNatEnvironment(
      value = Scenario.EXTERNAL_ADDRESS,
      lifecycle = FtpNatEnvironment.Lifecycle.PER_CLASS)
  static class NearerThanPerClassCase {

    @BeforeAll
    static void start(FtpNat nat) {
      assertThat(nat.topology().name()).isEqualTo("EXTERNAL_ADDRESS");
    }

    @Test
    @FtpNatEnvironment(Scenario.DIRECT)
    void test(FtpNat nat) {
      SEEN.add(nat);
    }

    @Nested
    @FtpNatEnvironment(
        value = Scenario.DOUBLE_NAT,
        lifecycle = FtpNatEnvironment.Lifecycle.PER_CLASS)
    class Inner {
      @Test
      void test(FtpNat nat) {
        SEEN.add(nat);
      }
    }
  }

  @Test
  void theNearestAnnotationCountsAlsoWhenOneAroundItHasStarted() {
    assertAllPass(NearerThanPerClassCase.class, 2);
    assertThat(topologies()).containsExactlyInAnyOrder("DIRECT", "DOUBLE_NAT");
    assertAllClosed();
  }
}
