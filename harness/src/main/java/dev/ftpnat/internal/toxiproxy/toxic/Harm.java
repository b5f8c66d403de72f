package dev.ftpnat.internal.toxiproxy.toxic;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * What a toxic does to one direction of a connection, told by the toxic where it does it. Like the
 * chain that it belongs to, for one thread at a time. Times are the chain's.
 */
public final class Harm {

  /** Nobody wants to know, or a toxic that doesn't act has nothing to tell. */
  static final Harm NONE = new Harm(Optional.empty(), harm -> {});

  /**
   * How it stands.
   *
   * @param held bytes that the toxic holds back
   * @param heldNanos since when the first of them, or the end of the stream, is held back
   * @param holdsEnd whether it holds the end of the stream back
   * @param delayed bytes that it has let go later than they came
   * @param longestNanos by how much at most
   * @param dropped bytes that it has dropped
   * @param parts how many parts it has made of what it has cut up
   * @param cutAt when it ended the connection, if it did
   */
  public record Done(
      long held,
      long heldNanos,
      boolean holdsEnd,
      long delayed,
      long longestNanos,
      long dropped,
      long parts,
      OptionalLong cutAt) {}

  private final Optional<Toxic> toxic;
  private final Consumer<Harm> witness;
  private boolean told;
  private long began;
  private long held;
  private long heldSince;
  private long endHeldSince = ToxicEffect.NEVER;
  private long delayed;
  private long longest;
  private long dropped;
  private long parts;
  private long cutAt = -1;

  /**
   * Nothing so far.
   *
   * @param witness told when the toxic does something for the first time
   */
  Harm(Optional<Toxic> toxic, Consumer<Harm> witness) {
    this.toxic = toxic;
    this.witness = witness;
  }

  /**
   * A toxic ends the connection, whose ends would have been proper ones, with RST: {@code
   * reset_peer} does so to connections that were opened when it was there, also before its time.
   */
  public static void ofReset(Toxic toxic, Consumer<Harm> witness, long now) {
    new Harm(Optional.of(toxic), witness).cuts(now);
  }

  /** The toxic, as it was set when it did this. */
  public Toxic toxic() {
    return toxic.orElseThrow();
  }

  /** When it did something for the first time. */
  public long began() {
    return began;
  }

  private void acts(long now) {
    if (!told && toxic.isPresent()) {
      told = true;
      began = now;
      witness.accept(this);
    }
  }

  /** Holds bytes back that came at {@code since}. */
  void holds(int bytes, long since, long now) {
    if (held == 0) {
      heldSince = since;
    }
    held += bytes;
    acts(now);
  }

  /** Lets bytes go that it has held back for so long. */
  void releases(int bytes, long nanos) {
    held = Math.max(0, held - bytes);
    if (bytes > 0 && nanos > 0) {
      delayed += bytes;
      longest = Math.max(longest, nanos);
    }
  }

  /** Something else makes it let go what it holds back. */
  void interrupted(int bytes) {
    held = Math.max(0, held - bytes);
  }

  /** Holds the end of the stream back. */
  void holdsEnd(long now) {
    endHeldSince = now;
    acts(now);
  }

  /** Lets that go. */
  void releasesEnd(long now) {
    longest = Math.max(longest, now - endHeldSince);
    endHeldSince = ToxicEffect.NEVER;
  }

  /** Bytes go nowhere. */
  void drops(int bytes, long now) {
    if (bytes > 0) {
      dropped += bytes;
      acts(now);
    }
  }

  /** Makes so many parts of what came at once. */
  void cutsUp(int count, long now) {
    if (count > 1) {
      parts += count;
      acts(now);
    }
  }

  /** Ends the connection. */
  void cuts(long now) {
    if (cutAt < 0) {
      cutAt = now;
      acts(now);
    }
  }

  /**
   * How it stands now.
   *
   * @param waiting bytes that wait for it to take them, the first of which came at {@code since}
   */
  Done done(long waiting, long since, long now) {
    boolean holdsEnd = endHeldSince != ToxicEffect.NEVER;
    long oldest = ToxicEffect.NEVER;
    if (held > 0) {
      oldest = heldSince;
    } else if (waiting > 0) {
      oldest = since;
    }
    oldest = Math.min(oldest, endHeldSince);
    return new Done(
        held + waiting,
        oldest == ToxicEffect.NEVER ? 0 : Math.max(0, now - oldest),
        holdsEnd,
        delayed,
        longest,
        dropped,
        parts,
        cutAt < 0 ? OptionalLong.empty() : OptionalLong.of(cutAt));
  }
}
