package dev.ftpnat.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A record is a value, and what derives from it is found out once. */
class TraceTest {

  private static Trace trace() {
    return Story.of(nat -> nat.forwardPassivePorts()).logsIn().downloads("report.csv").trace();
  }

  @Test
  void itIsEqualToOneWithTheSameEvents() {
    Trace trace = trace();
    Trace other = new Trace(trace.topology(), trace.events(), 0);
    assertThat(other).isEqualTo(trace).hasSameHashCodeAs(trace);
    assertThat(trace.sessions()).isEqualTo(other.sessions());
    assertThat(new Trace(trace.topology(), trace.events(), 1)).isNotEqualTo(trace);
    assertThat(new Trace(trace.topology(), trace.events().subList(1, 3), 0)).isNotEqualTo(trace);
  }

  @Test
  void whatDerivesFromItIsFoundOutOnceWhoeverAsks() throws InterruptedException {
    Trace trace = trace();
    Set<Integer> seen = ConcurrentHashMap.newKeySet();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    for (int n = 0; n < 40; n++) {
      threads.execute(() -> seen.add(System.identityHashCode(trace.sessions())));
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    assertThat(seen).hasSize(1);
    assertThat(trace.diagnoses()).isSameAs(trace.diagnoses());
    assertThat(trace.ladder()).isSameAs(trace.ladder());
    assertThat(trace.ladder().svg()).isSameAs(trace.ladder().svg());
  }
}
