package dev.ftpnat.internal.toxiproxy.link;

import dev.ftpnat.internal.toxiproxy.toxic.ToxicChain;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Arrays to be used again by the connections of a proxy. What a delay holds of a fast connection is
 * hundreds of megabytes, and a garbage collector that copies them takes longer than all else that
 * is done to them.
 */
final class Buffers {

  private final Deque<byte[]> free = new ArrayDeque<>();
  private long size;
  private boolean wanted;

  /** Those that are recycled from now on will be needed. */
  synchronized void want() {
    wanted = true;
  }

  /** A copy of these bytes, in an array of their length. */
  byte[] copy(byte[] bytes, int offset, int length) {
    byte[] used = take();
    if (used.length != length) {
      return Arrays.copyOfRange(bytes, offset, offset + length);
    }
    System.arraycopy(bytes, offset, used, 0, length);
    return used;
  }

  private synchronized byte[] take() {
    byte[] used = free.isEmpty() ? new byte[0] : free.pop();
    size -= used.length;
    return used;
  }

  /** Nobody needs this array's content any more. */
  synchronized void recycle(byte[] bytes) {
    if (wanted && size + bytes.length <= ToxicChain.LATENCY_BUFFER) {
      free.push(bytes);
      size += bytes.length;
    }
  }

  /** None will be needed soon. */
  synchronized void clear() {
    wanted = false;
    free.clear();
    size = 0;
  }
}
