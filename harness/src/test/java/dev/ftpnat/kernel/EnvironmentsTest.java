package dev.ftpnat.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.ClientThread;
import dev.ftpnat.FtpNat;
import dev.ftpnat.NeedsKernel;
import dev.ftpnat.Network;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import dev.ftpnat.internal.kernel.Held;
import dev.ftpnat.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Environments on the kernel's network come and go, and threads with them. */
@NeedsKernel
class EnvironmentsTest {

  private static final int MANY = 20;
  private static final long SECONDS = 60;

  /** On a machine with nothing else to do it is a hundredth of this. */
  private static final Duration SLOWEST = Duration.ofSeconds(2);

  private String home;
  private Set<String> before;

  private static FtpNat start(Topology topology) {
    return FtpNat.builder(topology).network(Network.KERNEL).start();
  }

  private static FtpNat start(Scenario scenario) {
    return start(scenario.topology());
  }

  private static void logIn(FtpNat nat) throws Exception {
    try (RawControl control = RawControl.login(nat)) {
      assertThat(control.command("PWD")).startsWith("257");
    }
  }

  @BeforeEach
  void lookAround() throws Exception {
    start(Scenario.ALG_REWRITES).close();
    home = Held.here();
    before = Held.byThisProcess();
  }

  @AfterEach
  void everythingIsAsItWas() throws Exception {
    assertThat(Held.here()).as("where the thread is").isEqualTo(home);
    assertThat(Held.stillByThisProcess(before)).as("namespaces held").isEmpty();
  }

  @Test
  void manyRunAtOnce() throws Exception {
    List<Scenario> scenarios =
        List.of(Scenario.DIRECT, Scenario.ALG_REWRITES, Scenario.CLIENT_BEHIND_NAT);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<FtpNat>> starts = new ArrayList<>();
    try {
      for (int n = 0; n < MANY; n++) {
        FtpNat.Builder builder =
            FtpNat.builder(scenarios.get(n % 3)).network(Network.KERNEL).detached();
        starts.add(threads.submit(builder::start));
      }
      for (Future<FtpNat> started : starts) {
        started.get(SECONDS, TimeUnit.SECONDS);
      }
      assertThat(Held.byThisProcess()).hasSizeGreaterThanOrEqualTo(1 + 3 * MANY);
      for (Future<FtpNat> started : starts) {
        logInFromOutside(started.get());
      }
    } finally {
      threads.shutdownNow();
      assertThat(threads.awaitTermination(SECONDS, TimeUnit.SECONDS)).isTrue();
      for (Future<FtpNat> started : starts) {
        started.get(SECONDS, TimeUnit.SECONDS).close();
      }
    }
  }

  private static void logInFromOutside(FtpNat nat) throws Exception {
    try (ClientThread stay = nat.enter()) {
      assertThat(stay).isNotNull();
      logIn(nat);
    }
  }

  @Test
  void theThreadThatStartsIsOnItUntilItCloses() throws Exception {
    try (FtpNat nat = start(Scenario.DIRECT)) {
      assertThat(Held.here()).isNotEqualTo(home);
      logIn(nat);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nestedOnesAreClosedInAnyOrder(boolean innerFirst) throws Exception {
    FtpNat outer = start(Scenario.DIRECT);
    String there = Held.here();
    FtpNat inner = start(Scenario.ALG_REWRITES);
    logIn(inner);
    if (innerFirst) {
      inner.close();
      assertThat(Held.here()).isEqualTo(there);
      logIn(outer);
      outer.close();
    } else {
      outer.close();
      logIn(inner);
      inner.close();
    }
  }

  /** Nobody else can move it, but closing once more does. */
  @Test
  void oneThatAnotherThreadClosesKeepsItsStarterUntilThatClosesItToo() throws Exception {
    FtpNat nat = start(Scenario.DIRECT);
    Thread other = new Thread(nat::close);
    other.start();
    other.join(Duration.ofSeconds(SECONDS).toMillis());

    assertThat(Held.here()).isNotEqualTo(home);
    nat.close();
  }

  @Test
  void aStartThatFailsLeavesTheThreadWhereItIs() {
    Topology pinned = Scenario.DIRECT.topology().toBuilder().clientAddress("198.51.100.77").build();
    try (FtpNat first = FtpNat.builder(pinned).network(Network.KERNEL).detached().start()) {
      assertThatThrownBy(() -> start(pinned))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("198.51.100.77");
      assertThat(first.network()).isEqualTo(Network.KERNEL);
    }
  }

  @Test
  void whatThrowsOnItIsBackHomeAfterwards() {
    assertThatThrownBy(
            () -> {
              try (FtpNat nat = start(Scenario.DIRECT)) {
                throw new IllegalArgumentException(nat.toString());
              }
            })
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onlyTheThreadThatEnteredLeaves() throws Exception {
    try (FtpNat nat = FtpNat.builder(Scenario.DIRECT).network(Network.KERNEL).detached().start();
        ClientThread stay = nat.enter()) {
      ExecutorService other = Executors.newSingleThreadExecutor();
      try {
        assertThatThrownBy(() -> other.submit(stay::close).get(SECONDS, TimeUnit.SECONDS))
            .hasMessageContaining("only the thread that entered");
      } finally {
        other.shutdownNow();
        // Born while its parent was here, it is here too, and must be gone.
        assertThat(other.awaitTermination(SECONDS, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  @Test
  void warmOnesStartAndCloseQuickly() {
    List<Double> starts = new ArrayList<>();
    List<Double> closes = new ArrayList<>();
    for (int n = 0; n < 41; n++) {
      long began = System.nanoTime();
      FtpNat nat = start(Scenario.ALG_REWRITES);
      long started = System.nanoTime();
      nat.close();
      starts.add((started - began) / 1e6);
      closes.add((System.nanoTime() - started) / 1e6);
    }
    System.out.printf(
        "on the kernel's network, warm: start %s, close %s%n", spread(starts), spread(closes));
    assertThat(median(starts)).isLessThan(SLOWEST.toMillis());
    assertThat(median(closes)).isLessThan(SLOWEST.toMillis());
  }

  private static double median(List<Double> millis) {
    return millis.stream().sorted().toList().get(millis.size() / 2);
  }

  private static String spread(List<Double> millis) {
    return "median %.1f ms (%.1f to %.1f)"
        .formatted(median(millis), Collections.min(millis), Collections.max(millis));
  }
}
