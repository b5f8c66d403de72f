package dev.ftpnat.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The real servers are the judge of those that the embedded server plays: named and generated
 * sessions are played with both, and what is said and what happens to data connections has to be
 * the same but for what {@link Normalizer} says. All servers are asked at the same time.
 *
 * <pre>
 * mvn -pl harness test -Dtest=JudgeTest -Dtest.seconds=3600 \
 *     -Dtest.jvm="-Djudge.sessions=5000 -Djudge.seed=7"
 * </pre>
 *
 * <p>{@code -Djudge.only=PROFTPD_1_3} asks one of them; {@code -Djudge.itself=true} compares each
 * real server with itself, which shows what the judge himself gets wrong.
 */
@TestInstance(Lifecycle.PER_CLASS)
class JudgeTest {

  /**
   * Generated sessions are full of races, which a real server runs as well: what comes first when a
   * command comes during a transfer is decided by its scheduler. They are printed all the same.
   */
  private static final int TOLERATED_PERCENT = 8;

  private static final int AT_ONCE = 12;
  private static final int SHOWN = 25;
  private static final int SHRUNK = 3;

  private final int count = Integer.getInteger("judge.sessions", 100);
  private final long seed = Long.getLong("judge.seed", 1);
  private final boolean itself = Boolean.getBoolean("judge.itself");
  private final Map<ServerKind, Future<String>> verdicts = new EnumMap<>(ServerKind.class);
  private final ExecutorService judges = Executors.newCachedThreadPool();

  @BeforeAll
  void askAll() {
    String only = System.getProperty("judge.only", "");
    for (ServerKind kind : ServerKind.values()) {
      if (only.isEmpty() || only.equals(kind.name())) {
        verdicts.put(kind, judges.submit(() -> verdict(kind)));
      }
    }
  }

  @AfterAll
  void stop() {
    judges.shutdownNow();
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(3600)
  void playsItAsItIs(ServerKind kind) throws InterruptedException, ExecutionException {
    RealServer.assumeThere(kind);
    if (verdicts.containsKey(kind)) {
      String verdict = verdicts.get(kind).get();
      assertThat(verdict).withFailMessage(verdict).isEmpty();
    }
  }

  /** What they disagree on. */
  private String verdict(ServerKind kind)
      throws IOException, InterruptedException, ExecutionException {
    if (RealServer.missing(kind).isPresent()) {
      return "";
    }
    long start = System.nanoTime();
    SessionGenerator generator = new SessionGenerator(kind, seed);
    List<Session> sessions =
        Stream.concat(
                Session.parse(Transcript.resource("sessions.txt")).stream(),
                IntStream.range(0, count).mapToObj(generator::session))
            .filter(session -> session.isFor(kind))
            .toList();
    try (Players real = Players.of(kind, false, AT_ONCE);
        Players played = Players.of(kind, !itself, AT_ONCE)) {
      Judge judge = new Judge(real, played, AT_ONCE);
      List<Judge.Disagreement> disagreements = judge.compare(sessions);
      System.out.printf(
          "Judge of %s: %d sessions, %d steps, %d disagreements, %d agreed only when played again,"
              + " seed %d, %.1f s%n",
          kind,
          sessions.size(),
          sessions.stream().mapToInt(session -> session.steps().size()).sum(),
          disagreements.size(),
          judge.agreedLater(),
          seed,
          (System.nanoTime() - start) / 1e9);
      boolean tooMany = disagreements.size() > sessions.size() * TOLERATED_PERCENT / 100;
      String report = report(kind, judge, disagreements, tooMany);
      if (tooMany) {
        return report;
      }
      System.out.println(report);
      return "";
    }
  }

  /**
   * @param shrunk whether the first are to be made small, which takes playing them many times
   */
  private static String report(
      ServerKind kind, Judge judge, List<Judge.Disagreement> disagreements, boolean shrunk)
      throws IOException, InterruptedException {
    if (disagreements.isEmpty()) {
      return "";
    }
    List<String> report = new ArrayList<>();
    report.add(
        "%s is played otherwise than it is in %d sessions:".formatted(kind, disagreements.size()));
    for (Judge.Disagreement each :
        disagreements.subList(0, Math.min(SHOWN, disagreements.size()))) {
      report.add(
          (shrunk && report.size() <= SHRUNK && each.real().session().name().startsWith("generated")
                  ? judge.shrink(each)
                  : each)
              .report());
    }
    return String.join("\n", report);
  }
}
