package dev.ftpnat.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.RegisterExtension;

class FtpNatExtensionTest {

  private static final List<FtpNat> SEEN = new ArrayList<>();

  @BeforeEach
  void forget() {
    SEEN.clear();
  }

  static class CustomCase {

    @RegisterExtension
    final FtpNatExtension network =
        FtpNatExtension.of(
            Topology.builder()
                .name("office")
                .serverGateway(
                    Gateway.builder().publicAddress("193.21.1.123").forwardControlPort().build())
                .build());

    @RepeatedTest(2)
    void test(FtpNat nat) {
      assertThat(nat.host()).isEqualTo("193.21.1.123");
      SEEN.add(nat);
    }
  }

  @Test
  void takesAnyTopology() {
    Kit.run(CustomCase.class).testEvents().assertStatistics(stats -> stats.started(2).succeeded(2));
    assertThat(SEEN).hasSize(2).doesNotHaveDuplicates();
    assertThat(SEEN).allMatch(nat -> !nat.serverDirectory().toFile().exists());
  }

  static class SharedCase {

    @RegisterExtension
    static final FtpNatExtension NETWORK = FtpNatExtension.of(Scenario.DIRECT).perClass();

    SharedCase(FtpNat nat) {
      SEEN.add(nat);
    }

    @RepeatedTest(2)
    void test(FtpNat nat) {
      SEEN.add(nat);
    }
  }

  @Test
  void oneForTheWholeClassIfAskedFor() {
    Kit.run(SharedCase.class).testEvents().assertStatistics(stats -> stats.started(2).succeeded(2));
    assertThat(SEEN).hasSize(4).containsOnly(SEEN.get(0));
    assertThat(SEEN.get(0).serverDirectory()).doesNotExist();
  }

  static class SharedInInstanceFieldCase {

    @RegisterExtension
    final FtpNatExtension network = FtpNatExtension.of(Scenario.DIRECT).perClass();

    @Test
    void test(FtpNat nat) {
      SEEN.add(nat);
    }
  }

  @Test
  void oneForTheWholeClassNeedsAStaticField() {
    assertThat(Kit.onlyFailure(Kit.run(SharedInInstanceFieldCase.class)))
        .isInstanceOf(ParameterResolutionException.class)
        .hasMessageContaining("static `@RegisterExtension` field");
  }

  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static class SharedInstanceCase {

    @RegisterExtension
    final FtpNatExtension network = FtpNatExtension.of(Scenario.DIRECT).perClass();

    @BeforeAll
    void setUp(FtpNat nat) {
      SEEN.add(nat);
    }

    @RepeatedTest(2)
    void test(FtpNat nat) {
      SEEN.add(nat);
    }
  }

  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static class SharedInstanceConstructorCase {

    @RegisterExtension
    static final FtpNatExtension NETWORK = FtpNatExtension.of(Scenario.DIRECT).perClass();

    SharedInstanceConstructorCase(FtpNat nat) {
      SEEN.add(nat);
    }

    @RepeatedTest(2)
    void test(FtpNat nat) {
      SEEN.add(nat);
    }
  }

  @Test
  void theConstructorOfASharedInstanceGetsItToo() {
    Kit.assertAllPass(SharedInstanceConstructorCase.class, 2);
    assertThat(SEEN).hasSize(3).containsOnly(SEEN.get(0));
    assertThat(SEEN.get(0).serverDirectory()).doesNotExist();
  }

  @Test
  void orATestInstanceForTheWholeClass() {
    Kit.assertAllPass(SharedInstanceCase.class, 2);
    assertThat(SEEN).hasSize(3).containsOnly(SEEN.get(0));
  }

  static class NestedCase {

    @RegisterExtension
    static final FtpNatExtension NETWORK = FtpNatExtension.of(Scenario.DIRECT).perClass();

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

  static class SubclassCase extends NestedCase {}

  @Test
  void nestedClassesShareItAndSubclassesHaveTheirOwn() {
    Kit.run(NestedCase.class, SubclassCase.class)
        .testEvents()
        .assertStatistics(stats -> stats.started(4).succeeded(4));
    assertThat(SEEN).hasSize(4);
    assertThat(SEEN.stream().distinct()).hasSize(2);
  }

  static class TooEarlyCase {

    @RegisterExtension static final FtpNatExtension NETWORK = FtpNatExtension.of(Scenario.DIRECT);

    @BeforeAll
    static void setUp(FtpNat nat) {
      SEEN.add(nat);
    }

    @Test
    void test() {}
  }

  @Test
  void beforeAllThatAsksTooEarlyIsToldSo() {
    assertThat(Kit.onlyFailure(TooEarlyCase.class))
        .isInstanceOf(ParameterResolutionException.class)
        .hasMessageContaining("setUp(dev.ftpnat.FtpNat)")
        .hasMessageContaining("`FtpNatExtension.perClass()`");
    assertThat(SEEN).isEmpty();
  }

  @Test
  void whatIsNullIsNamed() {
    FtpNatExtension network = FtpNatExtension.of(Scenario.DIRECT);
    assertThatThrownBy(() -> FtpNatExtension.of((Topology) null)).hasMessage("topology");
    assertThatThrownBy(() -> FtpNatExtension.of((Scenario) null)).hasMessage("scenario");
    assertThatThrownBy(() -> network.network(null)).hasMessage("network");
    assertThatThrownBy(() -> network.attachment(null)).hasMessage("attachment");
    assertThatThrownBy(() -> network.toxiproxy(null)).hasMessage("url");
  }
}
