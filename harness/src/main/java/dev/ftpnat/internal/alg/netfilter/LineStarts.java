package dev.ftpnat.internal.alg.netfilter;

import java.util.Arrays;

/**
 * Where, in what one side of a control connection has sent, a line is known to begin.
 *
 * <p>Netfilter doesn't reassemble the stream. It remembers the offset after each segment that ended
 * in a newline, and it remembers two: the one that the next segment should have and one more, so
 * that a retransmission is still recognised. Which of the two gives way is what decides whether a
 * segment that was dropped is dropped again when it is retransmitted, so it is exact here.
 */
final class LineStarts {

  private static final int REMEMBERED = 2;

  private final long[] offsets = new long[REMEMBERED];
  private int count;

  /** Whether a line is known to begin at {@code offset}. */
  boolean contains(long offset) {
    return Arrays.stream(offsets, 0, count).anyMatch(known -> known == offset);
  }

  /**
   * Remembers that a line begins at {@code offset}. Once two are known the lower one is replaced,
   * and only by a higher one: a late retransmission doesn't make the ALG forget newer lines.
   */
  void add(long offset) {
    if (contains(offset)) {
      return;
    }
    if (count < REMEMBERED) {
      offsets[count++] = offset;
      return;
    }
    int lower = offsets[0] < offsets[1] ? 0 : 1;
    offsets[lower] = Math.max(offsets[lower], offset);
  }

  @Override
  public String toString() {
    return Arrays.toString(Arrays.copyOf(offsets, count));
  }
}
