package dev.ftpnat.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Asks the kernel. Generated exchanges go through its NAT, or its firewall, with its FTP helper and
 * through the simulated one, and both have to make the same of each: what arrives on the other
 * side, what never does, and which pinholes are open in the end.
 *
 * <pre>
 * mvn -pl harness test -Dtest=DifferentialTest -Ddifferential.exchanges=5000 -Ddifferential.seed=7
 * </pre>
 *
 * <p>The simulation has no time. So an exchange on which they disagree is played once more, with
 * few others at the same time, before it counts: on a machine that is busy a segment may be late.
 * How many agreed only then is in the summary.
 *
 * <p>The module's parameter {@code loose} is the whole machine's. Whatever it is set to is compared
 * with the simulation of that: {@code echo 1 >/sys/module/nf_conntrack_ftp/parameters/loose}. With
 * {@code loose=1} exchanges are played one at a time, since their pinholes may be for any address,
 * and 500 take some minutes.
 *
 * <p>Left out, and counted in the summary, is what happens when a segment gets longer while one
 * before it is missing. That takes a segment that names port 0, which is dropped, and after it one
 * that is translated to a longer address. The receiver acknowledges the longer one out of order
 * (SACK). The kernel compares that with what it saw before the translation, takes it for invalid
 * and drops it. So the sender never learns what has arrived, sends all of it again in one segment
 * without a translation, and the receiver gets the last bytes twice. With {@code
 * nf_conntrack_tcp_be_liberal=1} the kernel does as the simulation does.
 */
class DifferentialTest {

  /** Fewer than the kernel keeps pinholes, even where it has little memory. */
  private static final int SIDE_BY_SIDE = 100;

  private static final int LABS_AT_ONCE = 2;

  private final int count = Integer.getInteger("differential.exchanges", 500);
  private final long seed =
      Optional.ofNullable(Long.getLong("differential.seed"))
          .orElseGet(() -> ThreadLocalRandom.current().nextLong(1_000_000));

  /** With the helper as it is set here, where other tests need it with its default. */
  @BeforeAll
  static void needsTheKernelNetwork() {
    Prerequisites.missing(NatSite.BEFORE_SERVER.topology("198.18.0.1"))
        .ifPresent(
            why -> {
              System.out.println("DifferentialTest skipped: " + why);
              abort(why);
            });
  }

  @ParameterizedTest
  @EnumSource(names = {"INET", "INET6"})
  @Timeout(3000)
  void theSimulationMakesOfItWhatTheKernelMakes(StandardProtocolFamily family) throws Exception {
    Optional<String> missing = ExpectationTable.missing();
    assumeTrue(missing.isEmpty(), () -> "can't see pinholes: " + missing.orElseThrow());
    long start = System.nanoTime();
    ExchangeGenerator generator = new ExchangeGenerator(seed, family);
    Map<Exchange, SimulatedLab> simulated = new LinkedHashMap<>();
    int leftOut = 0;
    for (int number = 0; number < count; number++) {
      Exchange exchange = generator.exchange(number);
      SimulatedLab lab = SimulatedLab.play(exchange);
      if (lab.isBeyondComparison()) {
        leftOut++;
      } else {
        simulated.put(exchange, lab);
      }
    }
    Map<Exchange, Outcome> kernel = play(simulated.keySet());
    List<Disagreement> first = disagreements(simulated, kernel);
    kernel.putAll(play(first.stream().map(Disagreement::exchange).toList()));
    List<Disagreement> disagreements = disagreements(simulated, kernel);

    System.out.printf(
        "Differential test of the ALG: Linux %s, loose=%d, %s, %d exchanges, %d segments, %d pinholes,"
            + " %d disagreements, %d agreed only when played again, %d left out, seed %d, %.1f s%n",
        System.getProperty("os.version"),
        NatSite.isLoose() ? 1 : 0,
        family == StandardProtocolFamily.INET ? "IPv4" : "IPv6",
        simulated.size(),
        simulated.keySet().stream().mapToInt(exchange -> exchange.steps().size()).sum(),
        kernel.values().stream().mapToInt(outcome -> outcome.pinholes().size()).sum(),
        disagreements.size(),
        first.size() - disagreements.size(),
        leftOut,
        seed,
        (System.nanoTime() - start) / 1e9);
    assertThat(disagreements).withFailMessage(() -> report(disagreements)).isEmpty();
  }

  private static List<Disagreement> disagreements(
      Map<Exchange, SimulatedLab> simulated, Map<Exchange, Outcome> kernel) {
    return simulated.entrySet().stream()
        .map(
            entry ->
                new Disagreement(
                    entry.getKey(), kernel.get(entry.getKey()), entry.getValue().outcome()))
        .filter(both -> !both.kernel().equals(both.simulation()))
        .toList();
  }

  private String report(List<Disagreement> disagreements) {
    StringBuilder report =
        new StringBuilder(
            "the kernel and the simulation disagree about %d of %d exchanges, seed %d:%n"
                .formatted(disagreements.size(), count, seed));
    disagreements.stream().limit(20).map(Disagreement::report).forEach(report::append);
    return report.toString();
  }

  private static Map<Exchange, Outcome> play(Collection<Exchange> exchanges)
      throws ExecutionException, InterruptedException {
    ExecutorService labs = Executors.newFixedThreadPool(LABS_AT_ONCE);
    try {
      List<Future<Map<Exchange, Outcome>>> results = new ArrayList<>();
      int sideBySide = NatSite.isLoose() ? 1 : SIDE_BY_SIDE;
      for (NatSite site : NatSite.values()) {
        List<Exchange> there =
            exchanges.stream().filter(exchange -> exchange.site() == site).toList();
        for (int from = 0; from < there.size(); from += sideBySide) {
          List<Exchange> batch = there.subList(from, Math.min(there.size(), from + sideBySide));
          results.add(labs.submit(() -> play(site, batch)));
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

  private static Map<Exchange, Outcome> play(NatSite site, List<Exchange> batch)
      throws IOException {
    try (KernelLab lab = new KernelLab(site)) {
      return lab.play(batch);
    }
  }
}
