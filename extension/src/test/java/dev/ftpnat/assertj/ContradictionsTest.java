package dev.ftpnat.assertj;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.junit.internal.report.FailureVerdict;
import dev.ftpnat.junit.internal.report.Verdict;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import dev.ftpnat.trace.session.TransferAttempt;
import dev.ftpnat.trace.session.TransferAttempt.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Whatever clients and servers say in whatever order, verdict, diagnosis and assertions of one run
 * don't contradict each other.
 */
class ContradictionsTest {

  private static final int STORIES = 3000;

  private static final List<String> LOGIN =
      List.of("> USER x", "< 331 Password?", "> PASS ****", "< 230 In.", "< 530 Not you.");

  private static final List<String> SAID =
      List.of(
          "> PASV",
          "< 227 Yes (203,0,113,7,15,6).",
          "> EPSV",
          "< 229 Yes (|||3847|)",
          "> PORT 198,51,100,2,195,80",
          "< 200 Okay.",
          "> RETR a",
          "> STOR a",
          "> APPE a",
          "> LIST",
          "> NLST",
          "> CWD in",
          "< 250 There.",
          "< 150 Soon.",
          "< 226 Done.",
          "< 426 Broken.",
          "< 425 Can't.",
          "< 550 No such file.",
          "< 502 No.",
          "< 421 Too long.",
          "transferred RETR a",
          "transferred STOR a, broken off",
          "> NOOP",
          "> ABOR",
          "> QUIT",
          "forgotten",
          "loses PASV",
          "closes");

  private static final List<String> CONNECTED =
      List.of(
          "client -> 3846 established",
          "client -> 3847 dropped",
          "client -> 21 refused",
          "server -> 50000 established",
          "server -> 50000 dropped",
          "server sent 1000, 400 arrived, reset by link data",
          "client sent 1000, 400 arrived, cut by link data",
          "server sent 1000, 1000 arrived, fin",
          "server sent 1000, 400 arrived, open");

  /** What keeps a client from transferring anything, without being a failed connection. */
  private static final Set<Cause> OF_LOGIN =
      Set.of(Cause.LOGIN_REFUSED, Cause.TLS_REQUIRED, Cause.TLS_REFUSED, Cause.CONTROL_TLS_FAILED);

  private static Trace story(long seed) {
    Random random = new Random(seed);
    List<String> steps = new ArrayList<>(List.of("S1 opens"));
    int sessions = 1;
    for (int step = random.nextInt(40); step >= 0; step--) {
      int kind = random.nextInt(20);
      if (kind == 0 && sessions < 3) {
        steps.add("S" + ++sessions + " opens");
      } else if (kind < 5) {
        steps.add(any(random, CONNECTED));
      } else {
        steps.add(
            "S" + (1 + random.nextInt(sessions)) + " " + any(random, kind == 5 ? LOGIN : SAID));
      }
    }
    return TextStory.trace(steps);
  }

  private static String any(Random random, List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static Verdict verdict(Throwable thrown, Trace trace) {
    return new FailureVerdict(thrown).verdict(Duration.ZERO, Duration.ofMinutes(1), trace);
  }

  @Test
  void verdictDiagnosisAndAssertionsAgree() {
    int silent = 0;
    for (long seed = 0; seed < STORIES; seed++) {
      Trace trace = story(seed);
      boolean failed = trace.hasFailed();
      assertThat(verdict(new AssertionError(), trace))
          .as("story %d: %s", seed, trace)
          .isEqualTo(failed ? Verdict.SILENTLY_WRONG : Verdict.FAILED_CLEANLY);
      assertThat(verdict(new IOException(), trace)).isEqualTo(Verdict.FAILED_CLEANLY);
      assertThat(trace.diagnoses())
          .as("story %d has a cause, and nothing that failed: %s", seed, trace)
          .extracting(Diagnosis::cause)
          .allMatch(cause -> failed || OF_LOGIN.contains(cause));
      silent += failed ? 1 : 0;
    }
    assertThat(silent).isBetween(STORIES / 10, STORIES * 9 / 10);
  }

  @Test
  void whatFailedIsUnresolvedUnlessSomethingMadeUpForIt() {
    for (long seed = 0; seed < STORIES; seed++) {
      Trace trace = story(seed);
      for (TransferAttempt operation : trace.transferAttempts()) {
        boolean open = trace.unresolved().contains(operation);
        boolean retried =
            trace.sessions().stream()
                .flatMap(session -> session.transferAttempts().stream())
                .anyMatch(
                    later ->
                        later.session() == operation.session()
                            && later.at().compareTo(operation.at()) > 0
                            && (later.result() != Result.UNUSED || later.hasFailed())
                            && operation.request().isEmpty());
        assertThat(open)
            .as("story %d, %s: %s", seed, operation, trace)
            .isEqualTo(
                operation.hasFailed()
                    && trace.madeUpForBy(operation).isEmpty()
                    && !retried
                    && !isTriedOtherwise(trace, operation));
        trace
            .madeUpForBy(operation)
            .ifPresent(
                later -> {
                  assertThat(later.result()).isEqualTo(Result.SUCCEEDED);
                  assertThat(later.at()).isGreaterThan(operation.at());
                });
      }
    }
  }

  /** Whether the server hadn't the command, and the client failed with another as well. */
  private static boolean isTriedOtherwise(Trace trace, TransferAttempt operation) {
    List<TransferAttempt> requested =
        trace.transferAttempts().stream()
            .filter(other -> other.session() == operation.session())
            .filter(other -> other.request().isPresent())
            .toList();
    int next = requested.indexOf(operation) + 1;
    return next > 0
        && next < requested.size()
        && operation.request().orElseThrow().toString().contains(": 502 ")
        && requested.get(next).hasFailed()
        && requested.get(next).errand().equals(operation.errand())
        && !requested
            .get(next)
            .request()
            .orElseThrow()
            .verb()
            .equals(operation.request().orElseThrow().verb());
  }
}
