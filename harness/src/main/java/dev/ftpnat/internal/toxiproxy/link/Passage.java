package dev.ftpnat.internal.toxiproxy.link;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * How much of what one side sends over a connection has been taken from it and passed on, and how
 * that ended. Whatever carries the bytes counts them; anybody may look.
 */
public final class Passage {

  /** How it ended. */
  public enum End {
    /** The sender has closed it, and all that was to come out has. */
    FINISHED,
    /** The link has ended it. */
    CUT,
    /** The link has ended it, and the receiver sees RST. */
    RESET,
    /** The sender has reset the connection. */
    SENDER_RESET,
    /** The receiver takes nothing more. */
    RECEIVER_GONE
  }

  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong passed = new AtomicLong();
  private final AtomicReference<End> end = new AtomicReference<>();
  private final Optional<LongSupplier> clock;
  private volatile long touched;

  /** Of a link that tells by itself what it does. */
  public Passage() {
    clock = Optional.empty();
  }

  /**
   * Of a link of which is known only what goes in and what comes out.
   *
   * @param clock says when something has gone in
   */
  public Passage(LongSupplier clock) {
    this.clock = Optional.of(clock);
    touched = clock.getAsLong();
  }

  /** Whether what goes in and out is counted at the ends of the connection. */
  public boolean isOutside() {
    return clock.isPresent();
  }

  /** The sender has given so many bytes. */
  public void take(int bytes) {
    taken.addAndGet(bytes);
    touch();
  }

  /**
   * So many bytes are about to be given to the receiver; before that, so that whoever asks because
   * they have arrived finds them counted.
   */
  public void pass(int bytes) {
    passed.addAndGet(bytes);
  }

  /** They couldn't be given to it after all. */
  public void passNot(int bytes) {
    passed.addAndGet(-bytes);
  }

  /** It has ended so, if it hadn't before. */
  public void end(End how) {
    if (end.compareAndSet(null, how)) {
      touch();
    }
  }

  /** Bytes that the sender has given. */
  public long taken() {
    return taken.get();
  }

  /** Bytes that the receiver has been given. */
  public long passed() {
    return passed.get();
  }

  private void touch() {
    if (clock.isPresent()) {
      touched = clock.get().getAsLong();
    }
  }

  /** When something has gone in last, or when it ended; known of a link outside. */
  public long touched() {
    return touched;
  }

  /** How it ended, if it has. */
  public Optional<End> end() {
    return Optional.ofNullable(end.get());
  }
}
