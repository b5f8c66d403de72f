package dev.ftpnat.internal.toxiproxy.toxic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The toxics of one direction at work on one connection, one after the other. New ones come last.
 * Like the rest of this package it knows no clock: times are parameters, in nanoseconds from
 * anywhere, but not below zero and never going back.
 */
public final class ToxicChain {

  /** A time that doesn't come. */
  public static final long NEVER = ToxicEffect.NEVER;

  /** What Toxiproxy's 1024 full chunks come to. */
  private static final long LEAST_BUFFER = 32L * 1024 * 1024;

  private static final long MOST_BUFFER = 256L * 1024 * 1024;

  /**
   * So that a delay doesn't cut the throughput: the more of a fast connection can be under way, the
   * less. Loopback is faster than what Toxiproxy was made for, so there may be more than there
   * where the heap has room for it.
   */
  public static final int LATENCY_BUFFER =
      (int) Math.max(LEAST_BUFFER, Math.min(MOST_BUFFER, Runtime.getRuntime().maxMemory() / 8));

  private static final Toxic NOTHING =
      new Toxic("", ToxicType.NOOP, "", StreamDirection.UPSTREAM, 1, Map.of());

  private final List<ToxicStub> stages = new ArrayList<>();
  private final RandomGenerator random;
  private final Consumer<Harm> witness;

  /**
   * A chain of toxics that are there when the connection is opened.
   *
   * @param random what decides about jitter, sizes and toxicity
   * @param witness told when a toxic does something for the first time
   */
  public ToxicChain(List<Toxic> toxics, RandomGenerator random, long now, Consumer<Harm> witness) {
    this.random = random;
    this.witness = witness;
    stages.add(new ToxicStub(NOTHING, 0, random, now, witness));
    toxics.forEach(toxic -> stages.add(stage(toxic, now)));
  }

  private ToxicStub stage(Toxic toxic, long now) {
    int buffer = toxic.type() == ToxicType.LATENCY ? LATENCY_BUFFER : 0;
    return new ToxicStub(toxic, buffer, random, now, witness);
  }

  /** What a toxic has done up to now. */
  public Harm.Done done(Harm harm, long now) {
    return stages.stream()
        .filter(stage -> stage.does(harm))
        .findFirst()
        .map(stage -> stage.done(now))
        .orElseGet(() -> harm.done(0, now, now));
  }

  // What goes through --------------------------------------------------------------------------

  /** Whether nothing would happen to a chunk, and none is in here. */
  public boolean transparent() {
    return stages.size() == 1 && stages.get(0).empty();
  }

  /** Whether it takes a chunk. Once it has been polled, that may have changed. */
  public boolean ready() {
    return stages.get(0).ready();
  }

  /** Takes a chunk. Only called if it is ready. */
  public void offer(Chunk chunk, long now) {
    stages.get(0).offer(chunk, now);
  }

  /** The sender has closed its direction. */
  public void end() {
    stages.get(0).end();
  }

  /** The next chunk that is to be sent on now. */
  public Optional<Chunk> poll(long now) {
    ToxicStub last = stages.get(stages.size() - 1);
    Optional<Chunk> out = last.poll(now);
    while (out.isEmpty() && advance(now)) {
      out = last.poll(now);
    }
    if (out.isPresent()) {
      // There may be room for what waits before it, and then for what the sender wants to send.
      advance(now);
    }
    return out;
  }

  /** Moves chunks on as far as they get without one coming out; false if none moved. */
  public boolean advance(long now) {
    boolean moved = false;
    for (int i = stages.size() - 2; i >= 0; i--) {
      moved |= move(stages.get(i), stages.get(i + 1), now);
    }
    return moved;
  }

  private static boolean move(ToxicStub from, ToxicStub to, long now) {
    boolean moved = false;
    while (to.ready()) {
      Optional<Chunk> chunk = from.poll(now);
      if (chunk.isPresent()) {
        to.offer(chunk.get(), now);
        moved = true;
      } else if (from.over()) {
        to.end();
        moved = true;
      } else {
        break;
      }
    }
    return moved;
  }

  /**
   * When to poll it again, unless something is offered before: what was due until now, and is still
   * in here, waits for something that is due later.
   */
  public long due(long now) {
    return stages.stream().mapToLong(ToxicStub::due).filter(due -> due > now).min().orElse(NEVER);
  }

  /** Whether nothing more will come out: the receiver is to learn that this was all. */
  public boolean over() {
    return stages.get(stages.size() - 1).over();
  }

  /** Whether a toxic has ended the connection, so that nothing more need go in. */
  public boolean cut() {
    // No stream: it is asked with every write.
    for (ToxicStub stage : stages) {
      if (stage.cut()) {
        return true;
      }
    }
    return false;
  }

  // What changes -------------------------------------------------------------------------------

  /** A toxic has been added. */
  public void add(Toxic toxic, long now) {
    ToxicStub last = stages.get(stages.size() - 1);
    if (!last.over()) {
      last.restart(now);
      stages.add(stage(toxic, now));
    }
  }

  /** The settings of a toxic have changed. */
  public void update(Toxic toxic, long now) {
    for (ToxicStub stage : stages) {
      if (stage.toxic().name().equals(toxic.name())) {
        stage.restart(toxic, now);
      }
    }
  }

  /** A toxic has been removed. */
  public void remove(String name, long now) {
    for (int i = 1; i < stages.size(); i++) {
      ToxicStub stage = stages.get(i);
      if (stage.toxic().name().equals(name)) {
        if (stage.stop(stages.get(i - 1), now)) {
          stages.remove(i);
          stages.get(i - 1).restart(now);
        }
        return;
      }
    }
  }
}
