package dev.ftpnat.internal.toxiproxy.toxic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What toxics tell of what they did. */
class HarmTest {

  private final List<Harm> told = new ArrayList<>();
  private final ToxicChain chain = new ToxicChain(List.of(), new SplittableRandom(1), 0, told::add);

  private static long at(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private static Toxic toxic(String type, float toxicity, long... values) {
    ToxicType found = ToxicType.named(type).orElseThrow();
    Map<String, Long> attributes = new HashMap<>();
    for (int i = 0; i < found.attributes().size(); i++) {
      attributes.put(found.attributes().get(i), i < values.length ? values[i] : 0);
    }
    return new Toxic(type, found, "upstream", StreamDirection.UPSTREAM, toxicity, attributes);
  }

  private void offer(int bytes, long millis) {
    chain.offer(new Chunk(new byte[bytes], 0, bytes, at(millis)), at(millis));
    chain.advance(at(millis));
  }

  private int poll(long millis) {
    int bytes = 0;
    for (var chunk = chain.poll(at(millis)); chunk.isPresent(); chunk = chain.poll(at(millis))) {
      bytes += chunk.get().length();
      if (chunk.get().length() == 0) {
        break;
      }
    }
    return bytes;
  }

  private String done(int number, long millis) {
    Harm.Done done = chain.done(told.get(number), at(millis));
    List<String> words = new ArrayList<>();
    add(words, "held", done.held());
    add(words, "for", TimeUnit.NANOSECONDS.toMillis(done.heldNanos()));
    add(words, "end", done.holdsEnd() ? 1 : 0);
    add(words, "delayed", done.delayed());
    add(words, "by", TimeUnit.NANOSECONDS.toMillis(done.longestNanos()));
    add(words, "dropped", done.dropped());
    add(words, "parts", done.parts());
    if (done.cutAt().isPresent()) {
      words.add("cut at " + TimeUnit.NANOSECONDS.toMillis(done.cutAt().getAsLong()));
    }
    return String.join(" ", words);
  }

  private static void add(List<String> words, String word, long value) {
    if (value != 0) {
      words.add(word + " " + value);
    }
  }

  /** 1,000 bytes at 0 ms, polled at 50 and 500 ms; how it stands at these times. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "nothing",
      value = {
        "latency, 200, 0, held 1000 for 50, delayed 1000 by 200",
        "latency, 0, 0, nothing, nothing",
        "bandwidth, 10, 0, held 1000 for 50, delayed 1000 by 500",
        "bandwidth, 0, 0, held 1000 for 50, held 1000 for 500",
        "timeout, 0, 0, dropped 1000, dropped 1000",
        "timeout, 300, 0, dropped 1000, dropped 1000 cut at 500",
        "reset_peer, 0, 0, dropped 1000 cut at 50, dropped 1000 cut at 50",
        "reset_peer, 300, 0, dropped 1000, dropped 1000 cut at 500",
        "limit_data, 400, 0, dropped 600 cut at 0, dropped 600 cut at 0",
        "limit_data, 1000, 0, cut at 0, cut at 0",
        "limit_data, 5000, 0, nothing, nothing",
        "slicer, 500, 0, parts 2, parts 2",
        "slicer, 5000, 0, nothing, nothing",
        "slow_close, 100, 0, nothing, nothing",
        "noop, 0, 0, nothing, nothing",
      })
  void ofAThousandBytes(String type, long first, long second, String soon, String later) {
    chain.add(toxic(type, 1, first, second), 0);
    offer(1000, 0);

    poll(50);
    assertThat(told.isEmpty() ? null : done(0, 50)).isEqualTo(soon);
    poll(500);
    assertThat(told.isEmpty() ? null : done(0, 500)).isEqualTo(later);
  }

  @ParameterizedTest
  @CsvSource({"latency", "bandwidth", "timeout", "reset_peer", "limit_data", "slicer"})
  void whatItSparesItDoesNothingTo(String type) {
    chain.add(toxic(type, 0, 0, 0), 0);
    offer(1000, 0);

    assertThat(poll(1)).isEqualTo(1000);
    assertThat(told).isEmpty();
  }

  @Test
  void theEndIsHeldBackToo() {
    chain.add(toxic("slow_close", 1, 100), 0);
    chain.end();
    chain.advance(0);
    poll(0);

    assertThat(done(0, 40)).isEqualTo("for 40 end 1");
    poll(150);
    assertThat(done(0, 150)).isEqualTo("by 150");
  }

  @Test
  void eachOfSeveralTellsItsOwn() {
    chain.add(toxic("latency", 1, 100), 0);
    chain.add(toxic("limit_data", 1, 400), 0);
    offer(1000, 0);
    assertThat(done(0, 50)).isEqualTo("held 1000 for 50");
    poll(100);

    assertThat(told)
        .extracting(harm -> harm.toxic().name())
        .containsExactly("latency", "limit_data");
    assertThat(done(0, 100)).isEqualTo("delayed 1000 by 100");
    assertThat(done(1, 100)).isEqualTo("dropped 600 cut at 100");
  }

  @Test
  void whatWaitsBehindIsHeldBackAsWell() {
    chain.add(toxic("latency", 1, 100), 0);
    offer(1000, 0);
    offer(500, 10);

    assertThat(done(0, 50)).isEqualTo("held 1500 for 50");
  }

  @Test
  void otherSettingsAreAnotherMatter() {
    Toxic stall = toxic("bandwidth", 1, 0);
    chain.add(stall, 0);
    offer(1000, 0);
    poll(50);
    chain.update(stall.with(1, Map.of("rate", 1_000_000L)), at(100));

    assertThat(poll(101)).isEqualTo(1000);
    assertThat(done(0, 200)).isEmpty();
  }

  @Test
  void aTimeoutThatIsRemovedCuts() {
    chain.add(toxic("timeout", 1, 0), 0);
    offer(10, 0);
    chain.remove("timeout", at(70));

    assertThat(done(0, 100)).isEqualTo("dropped 10 cut at 70");
  }
}
