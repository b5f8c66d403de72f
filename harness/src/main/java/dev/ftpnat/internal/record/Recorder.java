package dev.ftpnat.internal.record;

import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.TraceEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.function.Function;

/** Collects the events of one environment, in bounded memory, from any thread. */
public final class Recorder {

  /** Enough for any test that a person reads; of a load test the last events are kept. */
  static final int CAPACITY = 10_000;

  private final long start = System.nanoTime();
  private final Deque<TraceEvent> events = new ArrayDeque<>();
  private long omitted;

  /** Records an event; it is told when it happened. */
  public void record(Function<Duration, TraceEvent> event) {
    record(System.nanoTime(), event);
  }

  /**
   * Records an event that began earlier.
   *
   * @param when by {@link System#nanoTime}
   */
  public synchronized void record(long when, Function<Duration, TraceEvent> event) {
    if (events.size() == CAPACITY) {
      events.removeFirst();
      omitted++;
    }
    events.addLast(event.apply(Duration.ofNanos(when - start)));
  }

  /** What was recorded up to now, in the order in which it happened. */
  public synchronized Trace snapshot() {
    return new Trace(
        events.stream().sorted(Comparator.comparing(TraceEvent::at)).toList(), omitted);
  }
}
