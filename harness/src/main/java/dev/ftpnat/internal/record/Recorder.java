package dev.ftpnat.internal.record;

import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.TraceEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Collects the events of one environment, in bounded memory, from any thread. */
public final class Recorder {

  /** Enough for any test that a person reads; of a load test the last events are kept. */
  static final int CAPACITY = 10_000;

  private final VirtualClock clock;
  private final Deque<Entry> entries = new ArrayDeque<>();
  private final AtomicLong connections = new AtomicLong();
  private long omitted;
  private long changes;

  /**
   * An empty record.
   *
   * @param clock by which events happen
   */
  public Recorder(VirtualClock clock) {
    this.clock = clock;
  }

  /** The time, for {@link #record(long, Function)}. */
  public long now() {
    return clock.nanos();
  }

  /** A number for a connection that is attempted now. */
  public long nextConnection() {
    return connections.incrementAndGet();
  }

  /** Records an event; it is told when it happened. */
  public Entry record(Function<Duration, TraceEvent> event) {
    return record(now(), event);
  }

  /**
   * Records an event that began earlier.
   *
   * @param when by {@link #now}
   */
  public synchronized Entry record(long when, Function<Duration, TraceEvent> event) {
    if (entries.size() == CAPACITY) {
      entries.removeFirst();
      omitted++;
    }
    Entry entry = new Entry(Duration.ofNanos(when), event);
    entries.addLast(entry);
    changes++;
    return entry;
  }

  /** How many changes of the record there have been. */
  public synchronized long recorded() {
    return changes;
  }

  /**
   * Records an event of now that has more to tell later on: it is asked whenever somebody looks at
   * the record.
   *
   * @param event must be quick, and may be asked by several threads
   */
  public Entry recordLive(Function<Duration, TraceEvent> event) {
    Entry entry = record(event);
    entry.live = Optional.of(at -> Optional.of(event.apply(at)));
    return entry;
  }

  /**
   * Keeps a place for an event that there may be by and by: it is asked whenever somebody looks.
   *
   * @param event must be quick, and may be asked by several threads
   */
  public void recordIfAny(Function<Duration, Optional<TraceEvent>> event) {
    record(now(), at -> null).live = Optional.of(event);
  }

  /** What was recorded up to now, in the order in which it happened. */
  public Trace snapshot(Topology topology) {
    List<Entry> all;
    long left;
    synchronized (this) {
      all = List.copyOf(entries);
      left = omitted;
    }
    // Without the lock, since what is asked may have its own, and record something under that.
    return new Trace(
        topology,
        all.stream()
            .flatMap(entry -> entry.now().stream())
            .sorted(Comparator.comparing(TraceEvent::at))
            .toList(),
        left);
  }

  /** An event in the record, which may have more to tell later. */
  public final class Entry {

    private final Duration at;
    private volatile TraceEvent event;
    private volatile Optional<Function<Duration, Optional<TraceEvent>>> live = Optional.empty();

    private Entry(Duration at, Function<Duration, TraceEvent> event) {
      this.at = at;
      this.event = event.apply(at);
    }

    private Optional<TraceEvent> now() {
      Optional<TraceEvent> known = Optional.ofNullable(event);
      return live.map(asked -> asked.apply(at)).orElse(known);
    }

    /** Puts an event in its place that knows more. */
    public void amend(Function<Duration, TraceEvent> better) {
      synchronized (Recorder.this) {
        event = better.apply(at);
        live = Optional.empty();
        changes++;
      }
    }
  }
}
