package dev.ftpnat.internal.toxiproxy;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/** What has arrived and nobody has read yet: the receive buffer of a simulated socket. */
final class ReceiveQueue {

  private static final int CAPACITY = 128 * 1024;

  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private int offset;
  private int size;
  private boolean ended;
  private boolean reset;
  private boolean closed;

  /** Blocks while the buffer is full. */
  synchronized void write(byte[] bytes, int from, int length) throws IOException {
    try {
      while (size >= CAPACITY && !closed && !ended) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("closed while it waited", e);
    }
    if (closed || ended) {
      throw new SocketException("Broken pipe");
    }
    if (length > 0) {
      waiting.add(Arrays.copyOfRange(bytes, from, from + length));
      size += length;
      notifyAll();
    }
  }

  /** Nothing more arrives. */
  synchronized void end(boolean byReset) {
    ended = true;
    reset = byReset;
    notifyAll();
  }

  /** Nobody reads any more. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  synchronized int available() {
    return size;
  }

  /**
   * Reads as a socket does.
   *
   * @param timeoutMillis how long to wait for something; for ever if 0
   */
  synchronized int read(byte[] bytes, int at, int length, int timeoutMillis) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    while (size == 0 && !ended && !closed) {
      await(timeoutMillis, deadline);
    }
    if (closed) {
      throw new SocketException("Socket closed");
    }
    if (size == 0 || reset) {
      if (reset) {
        throw new SocketException("Connection reset");
      }
      return -1;
    }
    byte[] first = waiting.element();
    int count = Math.min(length, first.length - offset);
    System.arraycopy(first, offset, bytes, at, count);
    offset += count;
    size -= count;
    if (offset == first.length) {
      waiting.remove();
      offset = 0;
    }
    notifyAll();
    return count;
  }

  @SuppressWarnings("WaitNotInLoop") // whoever calls it loops
  private void await(int timeoutMillis, long deadline) throws IOException {
    try {
      if (timeoutMillis == 0) {
        wait();
        return;
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new SocketTimeoutException("Read timed out");
      }
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("closed while it waited", e);
    }
  }
}
