package dev.ftpnat.junit.internal.explore.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ftpnat.ClientThread;
import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.internal.explore.network.NetworkPlan;
import dev.ftpnat.topology.Topology;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Asks the kernel. Networks that nobody has drawn are played on the simulated and on the kernel's
 * network, a session in each, and both have to give the same account of it: what the client was
 * told, what was said, which connections came about or didn't and why, what came of transfers.
 *
 * <pre>
 * mvn -pl extension -am test -Dtest=AgreementTest -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dtest.seconds=36000 -Dagreement.networks=5000 -Dagreement.seed=7
 * </pre>
 *
 * <p>{@code -Dagreement.with=connectionLimit} plays those of them alone that have that in their
 * code, and {@code -Dagreement.traces=true} prints the traces of what they disagree about.
 *
 * <p>The kernel's network has times of its own, which a busy machine makes longer. So what they
 * disagree about is played twice more with nothing beside it before it counts. What may differ is
 * in {@link Account}.
 */
class AgreementTest {

  private static final int AGAIN = 2;

  /** So many that the machine has time for each. */
  private static final int FEW = 4;

  private final int networks = Integer.getInteger("agreement.networks", 100);
  private final long seed = Long.getLong("agreement.seed", 1);
  private final int threads = Integer.getInteger("agreement.threads", 40);

  /** What networks have in their code that are played; the others are only drawn. */
  private final String with = System.getProperty("agreement.with", "");

  /**
   * One session in one network, on both.
   *
   * @param number which
   */
  private record Drawn(int number, NetworkPlan plan, Step.Session session) {}

  @Test
  @Timeout(36_000)
  void theSimulatedNetworkGivesTheKernelsAccount() throws Exception {
    Optional<String> missing =
        FtpNat.builder(Scenario.ALG_REWRITES).network(Network.KERNEL).missing();
    assumeTrue(missing.isEmpty(), () -> missing.orElseThrow());
    long begin = System.nanoTime();
    DrawnNetworks source = new DrawnNetworks(seed);
    AtomicInteger left = new AtomicInteger(networks);
    AtomicInteger played = new AtomicInteger();
    List<Drawn> doubtful = Collections.synchronizedList(new ArrayList<>());
    side(
        threads,
        () -> {
          for (Optional<Drawn> next = next(source, left);
              next.isPresent();
              next = next(source, left)) {
            if (next.get().plan().code().contains(with)) {
              if (!Both.of(next.get()).agree()) {
                doubtful.add(next.get());
              }
              played.incrementAndGet();
            }
          }
        });
    List<String> disagreements = Collections.synchronizedList(new ArrayList<>());
    Queue<Drawn> again = new ConcurrentLinkedQueue<>(doubtful);
    side(
        FEW,
        () -> {
          for (Drawn drawn = again.poll(); drawn != null; drawn = again.poll()) {
            disagreement(drawn).ifPresent(disagreements::add);
          }
        });
    System.out.printf(
        "Agreement of the networks: Linux %s, %d networks, %d disagreements, %d agreed only when"
            + " played again, %s were together, seed %d, %.1f s%n",
        System.getProperty("os.version"),
        played.get(),
        disagreements.size(),
        doubtful.size() - disagreements.size(),
        source.pairs(),
        seed,
        (System.nanoTime() - begin) / 1e9);
    if (System.getProperty("agreement.report") != null) {
      Files.write(Path.of(System.getProperty("agreement.report")), disagreements);
    }
    assertThat(disagreements)
        .withFailMessage(() -> String.join("\n", disagreements.stream().limit(20).toList()))
        .isEmpty();
    assertThat(played.get()).isGreaterThan(0);
    assertThat(left.get()).isNotPositive();
  }

  private static synchronized Optional<Drawn> next(DrawnNetworks source, AtomicInteger left) {
    int number = left.getAndDecrement();
    return number > 0
        ? source.next().map(plan -> new Drawn(number, plan, source.session()))
        : Optional.empty();
  }

  private static void side(int threads, Runnable task) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(pool.submit(task));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  /** The accounts of one session on both. */
  private record Both(Account simulated, Account kernel) {

    static Both of(Drawn drawn) {
      return new Both(play(drawn, Network.SIMULATED), play(drawn, Network.KERNEL));
    }

    boolean agree() {
      return simulated.agreesWith(kernel);
    }
  }

  private static Optional<String> disagreement(Drawn drawn) {
    Both both = Both.of(drawn);
    for (int again = 1; again < AGAIN && !both.agree(); again++) {
      both = Both.of(drawn);
    }
    if (both.agree()) {
      return Optional.empty();
    }
    String traces =
        "--- simulated\n%s\n--- kernel\n%s\n"
            .formatted(both.simulated().trace(), both.kernel().trace());
    return Optional.of(
        "=== %s, %s%n%s%s%s"
            .formatted(
                drawn.plan(),
                drawn.session(),
                drawn.plan().code(),
                both.simulated().difference(both.kernel()),
                Boolean.getBoolean("agreement.traces") ? traces : ""));
  }

  private static Account play(Drawn drawn, Network network) {
    Topology topology = drawn.plan().topology();
    try (FtpNat nat = FtpNat.builder(topology).network(network).detached().start()) {
      Path file = nat.serverDirectory().resolve("report.csv");
      Files.write(file, ScriptedClient.content());
      Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));
      List<String> told;
      ClientThread stay = nat.enter();
      try {
        told = ScriptedClient.play(nat, drawn.session());
      } finally {
        stay.close();
      }
      return Account.of(nat, told);
    } catch (RuntimeException | IOException e) {
      return new Account(List.of("can't be played: " + e), List.of(), "");
    }
  }
}
