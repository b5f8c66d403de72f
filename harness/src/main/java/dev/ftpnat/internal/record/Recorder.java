package dev.ftpnat.internal.record;

import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.TraceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Collects the events of one environment, in bounded memory, from any thread. */
public final class Recorder {

  /** Enough for any test that a person reads; a load test keeps its first events. */
  static final int CAPACITY = 10_000;

  private final long start = System.nanoTime();
  private final List<TraceEvent> events = new ArrayList<>();
  private long omitted;

  /** Records an event; it is told when it happened. */
  public synchronized void record(Function<Duration, TraceEvent> event) {
    if (events.size() < CAPACITY) {
      events.add(event.apply(Duration.ofNanos(System.nanoTime() - start)));
    } else {
      omitted++;
    }
  }

  /** What was recorded up to now. */
  public synchronized Trace snapshot() {
    return new Trace(events, omitted);
  }
}
