package dev.ftpnat.internal.keylog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.keylog.TlsPair.Agreement;
import dev.ftpnat.internal.keylog.TlsPair.Sent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import javax.net.ssl.SSLException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/** Whatever passes, a watch doesn't disturb it. */
class KeyLogPropertiesTest {

  private static final RecordingRandom RANDOM = new RecordingRandom();

  private static final Set<Integer> RESUMED = Set.of(1, 4);

  /** Of each protocol a session and its resumption, and one with a second hello. */
  private static final List<List<Sent>> RECORDED = record();

  private static List<List<Sent>> record() {
    TlsPair pair = new TlsPair(RANDOM);
    List<List<Sent>> recorded = new ArrayList<>();
    try {
      for (String agreement :
          List.of("TLSv1.3", "TLSv1.3", "TLSv1.3 secp384r1", "TLSv1.2", "TLSv1.2")) {
        recorded.add(pair.connect(Agreement.of(agreement)).say("NOOP").answer("200").wire());
      }
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
    return recorded;
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void damagedSessionsDoNoHarm(@ForAll @IntRange(max = 4) int which, @ForAll long seed) {
    Random random = new Random(seed);
    KeyLog log = new KeyLog(RANDOM);
    if (RESUMED.contains(which)) {
      tell(log.watch(), RECORDED.get(which - 1));
    }
    List<Sent> damaged = new ArrayList<>(RECORDED.get(which));
    for (int i = random.nextInt(3); i >= 0; i--) {
      damage(damaged, random);
    }

    assertThat(tell(log.watch(), damaged)).hasSizeLessThanOrEqualTo(5);
    // What follows is read as if nothing had been.
    assertThat(tell(log.watch(), RECORDED.get(0))).hasSize(5);
  }

  private static void damage(List<Sent> wire, Random random) {
    int at = random.nextInt(wire.size());
    Sent sent = wire.get(at);
    byte[] bytes = sent.bytes().clone();
    if (bytes.length == 0) {
      return;
    }
    // Lengths are mostly at the beginning.
    int where = random.nextInt(random.nextBoolean() ? Math.min(bytes.length, 100) : bytes.length);
    switch (random.nextInt(4)) {
      case 0 -> bytes[where] = (byte) random.nextInt();
      case 1 -> bytes = Arrays.copyOf(bytes, where);
      case 2 -> bytes[where] ^= (byte) (1 << random.nextInt(8));
      default -> wire.add(at, new Sent(random.nextBoolean(), wire.get(0).bytes()));
    }
    wire.set(at, new Sent(sent.fromClient(), bytes));
  }

  private static List<String> tell(HandshakeObserver watch, List<Sent> wire) {
    List<String> lines = new ArrayList<>();
    for (Sent sent : wire) {
      byte[] bytes = sent.bytes();
      lines.addAll(
          sent.fromClient()
              ? watch.fromClient(bytes, 0, bytes.length)
              : watch.fromServer(bytes, 0, bytes.length));
    }
    return lines;
  }
}
