package dev.ftpnat.internal.tcp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Segments in any order become what was sent. */
class ReassemblyTest {

  private static final int INITIAL = 1000;

  private final Reassembly stream = new Reassembly(INITIAL);

  private String take(int at, String payload) {
    return new String(stream.take(INITIAL + 1 + at, payload.getBytes(US_ASCII)), US_ASCII);
  }

  @Test
  void whatFollowsIsGivenAtOnce() {
    assertThat(take(0, "USER")).isEqualTo("USER");
    assertThat(take(4, " x")).isEqualTo(" x");
    assertThat(stream.position()).isEqualTo(6);
  }

  @Test
  void aGapHoldsBackWhatComesAfterIt() {
    assertThat(take(4, "5678")).isEmpty();
    assertThat(take(8, "9")).isEmpty();
    assertThat(take(0, "1234")).isEqualTo("123456789");
  }

  @Test
  void whatIsSentAgainCountsOnce() {
    take(0, "1234");

    assertThat(take(0, "1234")).isEmpty();
    assertThat(take(2, "345")).isEqualTo("5");
    assertThat(take(4, "")).isEmpty();
    assertThat(take(3, "4")).as("a keep-alive").isEmpty();
  }

  @Test
  void aRetransmissionMayJoinSegments() {
    assertThat(take(2, "34")).isEmpty();
    assertThat(take(2, "3456")).isEmpty();
    assertThat(take(0, "1234567")).isEqualTo("1234567");
    assertThat(stream.position()).isEqualTo(7);
  }

  @Test
  void whatIsTooFarAheadIsNotKept() {
    byte[] large = new byte[60_000];
    for (int n = 1; n < 10; n++) {
      stream.take(INITIAL + 1 + n * large.length, large);
    }

    assertThat(stream.take(INITIAL + 1, large)).hasSizeBetween(large.length, 5 * large.length);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, INITIAL, -100, Integer.MAX_VALUE - 50, Integer.MIN_VALUE})
  void anyOrderGivesTheSame(int initial) {
    Random random = new Random(initial);
    byte[] sent = new byte[5_000];
    random.nextBytes(sent);
    Reassembly wrapping = new Reassembly(initial);
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    List<Integer> starts =
        IntStream.generate(() -> random.nextInt(sent.length)).limit(500).boxed().toList();
    for (int start : starts) {
      int end = Math.min(sent.length, start + random.nextInt(200));
      received.writeBytes(wrapping.take(initial + 1 + start, Arrays.copyOfRange(sent, start, end)));
    }
    received.writeBytes(wrapping.take(initial + 1, sent));

    assertThat(received.toByteArray()).isEqualTo(sent);
    assertThat(wrapping.position()).isEqualTo(sent.length);
  }
}
