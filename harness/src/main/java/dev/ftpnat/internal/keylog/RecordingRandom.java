package dev.ftpnat.internal.keylog;

import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A source of secure random numbers that remembers the latest ones that may have become an
 * ephemeral key. The server's {@code SSLContext} is to be initialised with it, and with nothing
 * else that lives longer than a test.
 */
public final class RecordingRandom extends SecureRandom {

  private static final long serialVersionUID = 1;

  /** Far more than are drawn between a server's choosing a key and its sending it. */
  static final int CAPACITY = 1024;

  private final transient Deque<RandomDraw> draws = new ArrayDeque<>();

  @Override
  public void nextBytes(byte[] bytes) {
    super.nextBytes(bytes);
    if (Group.anyDraws(bytes.length)) {
      remember(new RandomDraw(bytes.clone()));
    }
  }

  private void remember(RandomDraw draw) {
    synchronized (draws) {
      if (draws.size() == CAPACITY) {
        draws.removeLast();
      }
      draws.addFirst(draw);
    }
  }

  /** The draws of this many bytes, latest first. */
  List<RandomDraw> draws(int length) {
    synchronized (draws) {
      return draws.stream().filter(draw -> draw.length() == length).toList();
    }
  }
}
