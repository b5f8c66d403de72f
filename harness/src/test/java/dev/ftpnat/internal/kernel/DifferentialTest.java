package dev.ftpnat.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ftpnat.NeedsKernel;
import dev.ftpnat.trace.Party;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Asks the kernel. Generated exchanges go through its NAT with its FTP helper and through the
 * simulated one, and both have to make the same of each: what arrives on the other side, what never
 * does, and which pinholes are open in the end.
 *
 * <pre>
 * mvn -pl harness test -Dtest=DifferentialTest -Ddifferential.exchanges=5000 -Ddifferential.seed=7
 * </pre>
 *
 * <p>The simulation has no time. So an exchange on which they disagree is played once more, with few
 * others at the same time, before it counts: on a machine that is busy a segment may be late. How
 * many were is in the summary.
 */
@NeedsKernel
class DifferentialTest {

  /** Fewer than the kernel keeps pinholes, even where it has little memory. */
  private static final int SIDE_BY_SIDE = 100;

  private static final int LABS_AT_ONCE = 2;

  private final int count = Integer.getInteger("differential.exchanges", 500);
  private final long seed =
      Optional.ofNullable(Long.getLong("differential.seed"))
          .orElseGet(() -> ThreadLocalRandom.current().nextLong(1_000_000));

  @Test
  @Timeout(3000)
  void theSimulationMakesOfItWhatTheKernelMakes() throws Exception {
    Optional<String> missing = ExpectationTable.missing();
    assumeTrue(missing.isEmpty(), () -> "can't see pinholes: " + missing.orElseThrow());
    long start = System.nanoTime();
    ExchangeGenerator generator = new ExchangeGenerator(seed);
    List<Exchange> exchanges =
        IntStream.range(0, count).mapToObj(generator::exchange).toList();

    Map<Exchange, Outcome> outcomes = play(exchanges);
    List<Exchange> again =
        exchanges.stream()
            .filter(exchange -> !SimulatedLab.play(exchange).equals(outcomes.get(exchange)))
            .toList();
    again.forEach(e -> System.out.println("FIRST " + new Disagreement(e, outcomes.get(e), SimulatedLab.play(e)).report()));
    outcomes.putAll(play(again));
    List<Disagreement> disagreements = new ArrayList<>();
    for (Exchange exchange : again) {
      Outcome simulation = SimulatedLab.play(exchange);
      if (!simulation.equals(outcomes.get(exchange))) {
        disagreements.add(new Disagreement(exchange, outcomes.get(exchange), simulation));
      }
    }

    System.out.printf(
        "Differential test of the ALG: Linux %s, %d exchanges, %d segments, %d pinholes,"
            + " %d disagreements, %d agreed only when played again, seed %d, %.1f s%n",
        System.getProperty("os.version"),
        count,
        exchanges.stream().mapToInt(exchange -> exchange.steps().size()).sum(),
        outcomes.values().stream().mapToInt(outcome -> outcome.pinholes().size()).sum(),
        disagreements.size(),
        again.size() - disagreements.size(),
        seed,
        (System.nanoTime() - start) / 1e9);
    assertThat(disagreements)
        .withFailMessage(() -> report(disagreements))
        .isEmpty();
  }

  private String report(List<Disagreement> disagreements) {
    StringBuilder report =
        new StringBuilder(
            "the kernel and the simulation disagree about %d of %d exchanges, seed %d:%n"
                .formatted(disagreements.size(), count, seed));
    disagreements.stream().limit(20).map(Disagreement::report).forEach(report::append);
    return report.toString();
  }

  private static Map<Exchange, Outcome> play(List<Exchange> exchanges)
      throws ExecutionException, InterruptedException {
    ExecutorService labs = Executors.newFixedThreadPool(LABS_AT_ONCE);
    try {
      List<Future<Map<Exchange, Outcome>>> results = new ArrayList<>();
      for (Party behindNat : Party.values()) {
        List<Exchange> there =
            exchanges.stream().filter(exchange -> exchange.behindNat() == behindNat).toList();
        for (int from = 0; from < there.size(); from += SIDE_BY_SIDE) {
          List<Exchange> batch =
              there.subList(from, Math.min(there.size(), from + SIDE_BY_SIDE));
          results.add(labs.submit(() -> play(behindNat, batch)));
        }
      }
      Map<Exchange, Outcome> outcomes = new HashMap<>();
      for (Future<Map<Exchange, Outcome>> result : results) {
        outcomes.putAll(result.get());
      }
      return outcomes;
    } finally {
      labs.shutdownNow();
    }
  }

  private static Map<Exchange, Outcome> play(Party behindNat, List<Exchange> batch)
      throws IOException {
    try (KernelLab lab = new KernelLab(behindNat)) {
      return lab.play(batch);
    }
  }
}
