package dev.ftpnat.internal.simulated.relay;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * What the server has said and the way doesn't take yet, as a TCP stack would keep it. Has a thread
 * only while there is something.
 */
final class SendBuffer {

  /** How much a TCP stack takes before its user has to wait. */
  private static final int CAPACITY = 256 * 1024;

  private final Responder.Sent sent;
  private final Executor threads;
  private final Queue<byte[]> waiting = new ArrayDeque<>();
  private int size;
  private boolean running;
  private boolean ended;
  private boolean closed;

  /** Without contents. */
  SendBuffer(Responder.Sent sent, Executor threads) {
    this.sent = sent;
    this.threads = threads;
  }

  /** Whether all that was added has gone on. */
  synchronized boolean isEmpty() {
    return !running;
  }

  /** Takes a segment. Blocks while it is full, unless it is ended or closed meanwhile. */
  synchronized void add(byte[] segment) throws IOException {
    while (size >= CAPACITY && !closed && !ended) {
      await();
    }
    if (closed || ended) {
      throw new SocketException("Broken pipe");
    }
    waiting.add(segment);
    size += segment.length;
    if (!running) {
      start();
    }
  }

  /** Holds the lock. */
  private void start() throws IOException {
    try {
      threads.execute(this::run);
    } catch (RejectedExecutionException e) {
      throw (IOException) new SocketException("the network is closed").initCause(e);
    }
    running = true;
  }

  @SuppressWarnings("WaitNotInLoop") // whoever calls it loops
  private void await() throws IOException {
    try {
      wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }

  /** Nothing more comes; the receiver learns it after all that was added. Returns at once. */
  synchronized void end() {
    if (ended) {
      return;
    }
    ended = true;
    notifyAll();
    if (!running) {
      try {
        start();
      } catch (IOException e) {
        // The network is closing, and cuts what is still open.
      }
    }
  }

  /** What is in it is given up. */
  synchronized void close() {
    closed = true;
    waiting.clear();
    notifyAll();
  }

  private void run() {
    try {
      while (sendNext()) {
        // The next one.
      }
    } catch (IOException e) {
      close();
      sent.failed(e);
    }
  }

  /** Sends on what is first, be it the end. False if nothing is left to do. */
  private boolean sendNext() throws IOException {
    byte[] segment;
    boolean last;
    synchronized (this) {
      segment = waiting.poll();
      running = segment != null;
      last = ended && !closed;
      if (running) {
        size -= segment.length;
        notifyAll();
      }
    }
    if (segment != null) {
      sent.take(segment);
    } else if (last) {
      sent.end();
    }
    return segment != null;
  }
}
