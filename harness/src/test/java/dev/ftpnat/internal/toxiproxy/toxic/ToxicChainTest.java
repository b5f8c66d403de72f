package dev.ftpnat.internal.toxiproxy.toxic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What leaves a chain of toxics, and when, with a clock that the test turns. */
class ToxicChainTest {

  private long now = 1_000_000_000L;
  private final ToxicChain chain =
      new ToxicChain(List.of(), new SplittableRandom(1), now, harm -> {});

  // Steps --------------------------------------------------------------------------------------

  private static Toxic toxic(ToxicType type, Object... attributes) {
    return named(type.id(), type, attributes);
  }

  private static Toxic named(String name, ToxicType type, Object... attributes) {
    Map<String, Long> values = new HashMap<>();
    type.attributes().forEach(attribute -> values.put(attribute, 0L));
    for (int i = 0; i < attributes.length; i += 2) {
      values.put((String) attributes[i], ((Number) attributes[i + 1]).longValue());
    }
    return new Toxic(name, type, "upstream", StreamDirection.UPSTREAM, 1, values);
  }

  private void add(Toxic toxic) {
    chain.add(toxic, now);
  }

  private void send(String text) {
    assertThat(chain.ready()).isTrue();
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    chain.offer(new Chunk(bytes, 0, bytes.length, now), now);
    chain.advance(now);
  }

  private void after(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** What comes out now, chunks separated by bars. */
  private String out() {
    List<String> chunks = new ArrayList<>();
    for (Optional<Chunk> next = chain.poll(now); next.isPresent(); next = chain.poll(now)) {
      Chunk chunk = next.get();
      chunks.add(
          new String(chunk.bytes(), chunk.offset(), chunk.length(), StandardCharsets.US_ASCII));
    }
    return String.join("|", chunks);
  }

  /** When something is due, in milliseconds from now; -1 if nothing is. */
  private long due() {
    long due = chain.due(now);
    return due == ToxicChain.NEVER ? -1 : TimeUnit.NANOSECONDS.toMillis(due - now);
  }

  // Tests --------------------------------------------------------------------------------------

  @Test
  void withoutToxicsAllGoesThroughAtOnce() {
    assertThat(chain.transparent()).isTrue();
    send("a");
    assertThat(chain.transparent()).isFalse();
    assertThat(out()).isEqualTo("a");
    assertThat(chain.transparent()).isTrue();
    chain.end();
    assertThat(out()).isEmpty();
    assertThat(chain.over()).isTrue();
    assertThat(chain.cut()).isFalse();
  }

  @Test
  void latencyCountsFromTheArrival() {
    add(toxic(ToxicType.LATENCY, "latency", 100));
    send("a");
    after(30);
    send("b");
    assertThat(out()).isEmpty();
    assertThat(due()).isEqualTo(70);
    after(70);
    assertThat(out()).isEqualTo("a");
    assertThat(due()).isEqualTo(30);
    after(30);
    assertThat(out()).isEqualTo("b");
    assertThat(due()).isEqualTo(-1);
  }

  @Test
  void theEndDoesNotOvertakeWhatIsDelayed() {
    add(toxic(ToxicType.LATENCY, "latency", 100));
    send("a");
    chain.end();
    assertThat(out()).isEmpty();
    assertThat(chain.over()).isFalse();
    after(100);
    assertThat(out()).isEqualTo("a");
    assertThat(chain.over()).isTrue();
  }

  @Test
  void latencyHoldsNoMoreThanItsBuffer() {
    add(toxic(ToxicType.LATENCY, "latency", 100));
    byte[] bytes = new byte[32 * 1024];
    int taken = 0;
    while (chain.ready() && taken < 20_000) {
      chain.offer(new Chunk(bytes, 0, bytes.length, now), now);
      chain.advance(now);
      assertThat(chain.poll(now)).isEmpty();
      taken++;
    }
    assertThat(ToxicChain.LATENCY_BUFFER).isBetween(32 * 1024 * 1024, 256 * 1024 * 1024);
    int fits = ToxicChain.LATENCY_BUFFER / bytes.length;
    assertThat(taken).isBetween(fits - 100, fits + 100);
    after(100);
    assertThat(chain.poll(now)).isPresent();
    assertThat(chain.poll(now)).isPresent();
    // Or the sender would stand still until nothing is due, and then there would be a gap.
    assertThat(chain.ready()).isTrue();
  }

  @Test
  void twoLatenciesAddUp() {
    add(named("one", ToxicType.LATENCY, "latency", 100));
    add(named("two", ToxicType.LATENCY, "latency", 50));
    send("a");
    after(100);
    assertThat(out()).isEmpty();
    assertThat(due()).isEqualTo(50);
    after(50);
    assertThat(out()).isEqualTo("a");
  }

  @Test
  void aLatencyThatIsRemovedLetsAllGoInOrder() {
    add(named("one", ToxicType.LATENCY, "latency", 100));
    add(named("two", ToxicType.LATENCY, "latency", 1));
    send("a");
    send("b");
    send("c");
    chain.remove("one", now);
    assertThat(out()).isEmpty();
    after(1);
    assertThat(out()).isEqualTo("a|b|c");
    chain.remove("two", now);
    assertThat(chain.transparent()).isTrue();
  }

  @Test
  void anUpdateSendsWhatWaitsAndKeepsTheRest() {
    add(toxic(ToxicType.LATENCY, "latency", 100));
    send("a");
    send("b");
    assertThat(out()).isEmpty();
    chain.update(toxic(ToxicType.LATENCY, "latency", 40), now);
    assertThat(out()).isEqualTo("a");
    after(40);
    assertThat(out()).isEqualTo("b");
  }

  @Test
  void aNewToxicComesLastAndRestartsTheOneBefore() {
    add(toxic(ToxicType.LATENCY, "latency", 100));
    send("a");
    add(toxic(ToxicType.BANDWIDTH, "rate", 0));
    assertThat(out()).isEmpty();
    chain.remove("bandwidth", now);
    assertThat(out()).isEqualTo("a");
  }

  @Test
  void bandwidthTakesItsTime() {
    add(toxic(ToxicType.BANDWIDTH, "rate", 1));
    send("x".repeat(50));
    assertThat(out()).isEmpty();
    assertThat(due()).isEqualTo(50);
    after(50);
    assertThat(out()).hasSize(50);
    send("y".repeat(150));
    assertThat(out()).isEmpty();
    after(100);
    assertThat(out()).isEqualTo("y".repeat(100));
    after(50);
    assertThat(out()).isEqualTo("y".repeat(50));
  }

  @Test
  void bandwidthMakesUpForATimerThatIsLate() {
    add(toxic(ToxicType.BANDWIDTH, "rate", 1));
    send("x".repeat(50));
    assertThat(out()).isEmpty();
    after(55);
    assertThat(out()).hasSize(50);
    send("y".repeat(50));
    assertThat(out()).isEmpty();
    assertThat(due()).isEqualTo(45);
  }

  @Test
  void aReceiverThatIsSlowEarnsNoCredit() {
    add(toxic(ToxicType.BANDWIDTH, "rate", 1));
    send("x".repeat(50));
    assertThat(out()).isEmpty();
    after(5_000);
    assertThat(out()).hasSize(50);
    send("y".repeat(50));
    assertThat(out()).isEmpty();
    assertThat(due()).isBetween(40L, 50L);
  }

  @Test
  void aRateOfZeroHoldsOneChunkAndTakesNoOther() {
    add(toxic(ToxicType.BANDWIDTH, "rate", 0));
    send("a");
    after(100_000);
    assertThat(out()).isEmpty();
    send("b");
    assertThat(out()).isEmpty();
    assertThat(chain.ready()).isFalse();
    chain.remove("bandwidth", now);
    assertThat(out()).isEqualTo("a|b");
  }

  @Test
  void aRateBelowZeroIsZero() {
    add(toxic(ToxicType.BANDWIDTH, "rate", -5));
    send("a");
    after(100_000);
    assertThat(out()).isEmpty();
  }

  @Test
  void slowCloseDelaysOnlyTheEnd() {
    add(toxic(ToxicType.SLOW_CLOSE, "delay", 100));
    send("a");
    chain.end();
    assertThat(out()).isEqualTo("a");
    assertThat(chain.over()).isFalse();
    assertThat(due()).isEqualTo(100);
    after(100);
    assertThat(out()).isEmpty();
    assertThat(chain.over()).isTrue();
    assertThat(chain.cut()).isFalse();
  }

  @Test
  void aSlowCloseThatIsUpdatedBeginsAnew() {
    add(toxic(ToxicType.SLOW_CLOSE, "delay", 100));
    chain.end();
    assertThat(out()).isEmpty();
    after(60);
    chain.update(toxic(ToxicType.SLOW_CLOSE, "delay", 50), now);
    assertThat(out()).isEmpty();
    assertThat(due()).isEqualTo(50);
    chain.remove("slow_close", now);
    assertThat(out()).isEmpty();
    assertThat(chain.over()).isTrue();
  }

  @Test
  void aTimeoutBeginsAnewWithEachChunk() {
    add(toxic(ToxicType.TIMEOUT, "timeout", 100));
    assertThat(due()).isEqualTo(100);
    after(60);
    send("a");
    assertThat(out()).isEmpty();
    after(60);
    assertThat(out()).isEmpty();
    assertThat(chain.over()).isFalse();
    after(40);
    assertThat(out()).isEmpty();
    assertThat(chain.over()).isTrue();
    assertThat(chain.cut()).isTrue();
  }

  @Test
  void aTimeoutThatIsRemovedCuts() {
    add(toxic(ToxicType.TIMEOUT, "timeout", 0));
    send("a");
    after(100_000);
    assertThat(out()).isEmpty();
    assertThat(chain.cut()).isFalse();
    chain.remove("timeout", now);
    assertThat(out()).isEmpty();
    assertThat(chain.over()).isTrue();
    assertThat(chain.cut()).isTrue();
  }

  @Test
  void aResetWaitsForTheFirstChunkAndThenForNothing() {
    add(toxic(ToxicType.RESET_PEER, "timeout", 100));
    after(5_000);
    assertThat(out()).isEmpty();
    assertThat(chain.cut()).isFalse();
    send("a");
    assertThat(out()).isEmpty();
    assertThat(due()).isEqualTo(100);
    chain.update(toxic(ToxicType.RESET_PEER, "timeout", 5_000), now);
    chain.remove("reset_peer", now);
    after(100);
    assertThat(out()).isEmpty();
    assertThat(chain.over()).isTrue();
    assertThat(chain.cut()).isTrue();
  }

  @Test
  void theSlicerCutsInHalvesUntilTheyFit() {
    add(toxic(ToxicType.SLICER, "average_size", 3, "delay", 2000));
    send("abcdefgh");
    assertThat(out()).isEqualTo("ab");
    after(2);
    assertThat(out()).isEqualTo("cd");
    after(2);
    chain.update(toxic(ToxicType.SLICER, "average_size", 3, "delay", 0), now);
    assertThat(out()).isEqualTo("efgh");
  }

  @Test
  void slicesHaveAtLeastOneByte() {
    add(toxic(ToxicType.SLICER));
    send("abc");
    assertThat(out()).isEqualTo("a|b|c");
  }

  @Test
  void slicesVaryAsMuchAsTheySay() {
    add(toxic(ToxicType.SLICER, "average_size", 10, "size_variation", 1_000));
    send("abcdefghijklmnopqrstuvwxyz".repeat(100));
    assertThat(out().replace("|", "")).isEqualTo("abcdefghijklmnopqrstuvwxyz".repeat(100));
  }

  @Test
  void aLimitCountsThroughUpdates() {
    add(toxic(ToxicType.LIMIT_DATA, "bytes", 5));
    send("abc");
    assertThat(out()).isEqualTo("abc");
    chain.update(toxic(ToxicType.LIMIT_DATA, "bytes", 6), now);
    send("defg");
    assertThat(out()).isEqualTo("def");
    assertThat(chain.over()).isTrue();
    assertThat(chain.cut()).isTrue();
  }

  @Test
  void aLimitOfZeroCutsAtTheFirstChunk() {
    add(toxic(ToxicType.LIMIT_DATA));
    assertThat(out()).isEmpty();
    assertThat(chain.over()).isFalse();
    send("a");
    assertThat(out()).isEmpty();
    assertThat(chain.over()).isTrue();
  }

  @Test
  void whatPassedALimitStillGoesThroughTheNextToxic() {
    add(toxic(ToxicType.LIMIT_DATA, "bytes", 2));
    add(toxic(ToxicType.LATENCY, "latency", 10));
    send("abc");
    assertThat(out()).isEmpty();
    assertThat(chain.cut()).isTrue();
    assertThat(chain.over()).isFalse();
    after(10);
    assertThat(out()).isEqualTo("ab");
    assertThat(chain.over()).isTrue();
  }

  @Test
  void whatIsRemovedAfterItHasEndedChangesNothing() {
    add(toxic(ToxicType.LIMIT_DATA, "bytes", 1));
    send("ab");
    assertThat(out()).isEqualTo("a");
    chain.remove("limit_data", now);
    add(toxic(ToxicType.LATENCY, "latency", 10));
    assertThat(out()).isEmpty();
    assertThat(chain.over()).isTrue();
    assertThat(chain.cut()).isTrue();
  }

  @Test
  void toxicityIsDecidedAnewWithEachUpdate() {
    Toxic half =
        toxic(ToxicType.LATENCY, "latency", 100).with(0.5f, Map.of("latency", 100L, "jitter", 0L));
    add(half);
    List<Boolean> hits = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      chain.update(half, now);
      send("a");
      hits.add(out().isEmpty());
      after(100);
      out();
    }
    assertThat(hits).contains(true, false);
  }

  /** Whatever is set: no toxic may fail, or be due for ever. */
  @ParameterizedTest
  @EnumSource
  void extremesOnlyDelay(ToxicType type) {
    for (long extreme : new long[] {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE}) {
      ToxicChain extremes =
          new ToxicChain(List.of(extreme(type, extreme)), new SplittableRandom(1), now, harm -> {});
      extremes.offer(new Chunk(new byte[300], 0, 300, now), now);
      for (int i = 0; i < 2_000 && !extremes.over(); i++) {
        extremes.poll(now);
        assertThat(extremes.due(now)).isGreaterThan(now);
        after(1);
      }
      extremes.remove("extreme", now);
      int left = 0;
      while (extremes.poll(now).isPresent()) {
        left++;
      }
      assertThat(left).isLessThan(1_000);
    }
  }

  private static Toxic extreme(ToxicType type, long value) {
    Map<String, Long> values = new HashMap<>();
    type.attributes().forEach(attribute -> values.put(attribute, value));
    return new Toxic("extreme", type, "upstream", StreamDirection.UPSTREAM, 1, values);
  }
}
