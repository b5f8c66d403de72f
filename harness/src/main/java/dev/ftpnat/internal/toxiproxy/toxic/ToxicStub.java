package dev.ftpnat.internal.toxiproxy.toxic;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** A toxic's place in a chain: what waits there, and the effect that is at work. */
final class ToxicStub {

  /** What a chunk costs beside its bytes. */
  private static final int OVERHEAD = 64;

  private Toxic toxic;
  private final int buffer;
  private final RandomGenerator random;
  private final Tally tally = new Tally();
  private final Deque<Chunk> inbox = new ArrayDeque<>();
  private long waiting;
  private final Deque<Chunk> outbox = new ArrayDeque<>();
  private final Consumer<Harm> witness;
  private Harm harm;
  private ToxicEffect effect;
  private boolean inputEnded;
  private boolean endTaken;

  /**
   * A stage at work.
   *
   * @param buffer how many bytes may wait in front of it; none if 0
   * @param witness told when the toxic does something for the first time
   */
  ToxicStub(Toxic toxic, int buffer, RandomGenerator random, long now, Consumer<Harm> witness) {
    this.toxic = toxic;
    this.witness = witness;
    this.harm = new Harm(Optional.of(toxic), witness);
    this.buffer = buffer;
    this.random = random;
    this.effect = start(now);
  }

  /** Whether the toxic acts is decided anew each time. */
  private ToxicEffect start(long now) {
    if (random.nextFloat() >= toxic.toxicity()) {
      return new Noop();
    }
    ToxicEffect started = toxic.type().effect(toxic, tally, random, now);
    started.tell(harm);
    return started;
  }

  /** Whether this is what its toxic does, with the settings that it has. */
  boolean does(Harm asked) {
    return harm == asked;
  }

  /** What its toxic has done. */
  Harm.Done done(long now) {
    long bytes = 0;
    if (effect.harm() == harm) {
      for (Chunk chunk : inbox) {
        bytes += chunk.length();
      }
    }
    return harm.done(bytes, inbox.isEmpty() ? now : inbox.element().arrived(), now);
  }

  Toxic toxic() {
    return toxic;
  }

  // What goes in -----------------------------------------------------------------------------

  /** Whether it takes a chunk. */
  boolean ready() {
    if (effect.over() || inputEnded) {
      return false;
    }
    return waiting < buffer || (inbox.isEmpty() && effect.ready());
  }

  void offer(Chunk chunk, long now) {
    if (inbox.isEmpty() && effect.ready()) {
      effect.take(chunk, now);
    } else {
      inbox.add(chunk);
      waiting += chunk.length() + OVERHEAD;
    }
  }

  /** Nothing more will be offered. */
  void end() {
    inputEnded = true;
  }

  // What comes out ---------------------------------------------------------------------------

  /** The next chunk that leaves it now. */
  Optional<Chunk> poll(long now) {
    if (!outbox.isEmpty()) {
      return Optional.of(outbox.remove());
    }
    while (!effect.over()) {
      Optional<Chunk> chunk = effect.poll(now);
      if (chunk.isPresent()) {
        return chunk;
      }
      if (effect.over() || !effect.ready() || !feed(now)) {
        break;
      }
    }
    return Optional.empty();
  }

  /** Gives the effect what waits for it; false if nothing does. */
  private boolean feed(long now) {
    if (!inbox.isEmpty()) {
      Chunk chunk = inbox.remove();
      waiting -= chunk.length() + OVERHEAD;
      effect.take(chunk, now);
      return true;
    }
    if (inputEnded && !endTaken) {
      endTaken = true;
      effect.end(now);
      return true;
    }
    return false;
  }

  /** Whether nothing is in here, and the end isn't either. */
  boolean empty() {
    return outbox.isEmpty() && inbox.isEmpty() && !inputEnded && effect.ready();
  }

  /** When to poll it at the latest. */
  long due() {
    return effect.over() ? ToxicEffect.NEVER : effect.due();
  }

  /** Whether nothing more will leave it. */
  boolean over() {
    return effect.over() && outbox.isEmpty();
  }

  /** Whether it has ended by its toxic's doing. */
  boolean cut() {
    return effect.cut();
  }

  // What changes -----------------------------------------------------------------------------

  /** Starts anew, with other settings of the toxic. */
  void restart(Toxic changed, long now) {
    if (!effect.over() && !effect.unstoppable()) {
      harm = new Harm(Optional.of(changed), witness);
    }
    toxic = changed;
    restart(now);
  }

  /** Starts anew, as something next to it has changed. */
  void restart(long now) {
    if (effect.over() || effect.unstoppable()) {
      return;
    }
    outbox.addAll(effect.interrupt());
    if (!effect.over()) {
      effect = start(now);
      endTaken = false;
    }
  }

  /**
   * The toxic has been removed: stops, and gives what is left to the one before. False if there is
   * no stopping it; then it has to stay.
   */
  boolean stop(ToxicStub before, long now) {
    if (effect.over() || effect.unstoppable()) {
      return false;
    }
    outbox.addAll(effect.interrupt());
    if (!effect.over() && toxic.type().cutsWhenRemoved()) {
      effect.cutOff(now);
    }
    if (effect.over()) {
      return false;
    }
    List<Chunk> newer = List.copyOf(before.outbox);
    before.outbox.clear();
    before.outbox.addAll(outbox);
    before.outbox.addAll(inbox);
    before.outbox.addAll(newer);
    return true;
  }
}
