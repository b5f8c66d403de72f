package dev.ftpnat.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.ServerEvent.Command;
import org.junit.jupiter.api.Test;

class RecorderTest {

  private final Recorder recorder = new Recorder(new VirtualClock());

  private Trace snapshot() {
    return recorder.snapshot(Topology.builder().build());
  }

  private void record(int count) {
    for (int i = 0; i < count; i++) {
      long number = i;
      recorder.record(at -> new Command(at, number, "NOOP", false));
    }
  }

  @Test
  void aSnapshotDoesNotGrow() {
    record(2);
    Trace snapshot = snapshot();
    record(1);
    assertThat(snapshot.events()).hasSize(2);
    assertThat(snapshot().events()).hasSize(3);
  }

  @Test
  void keepsTheLastEventsAndSaysHowManyItLost() {
    record(Recorder.CAPACITY + 3);
    Trace trace = snapshot();

    assertThat(trace.events()).hasSize(Recorder.CAPACITY);
    assertThat(trace.omitted()).isEqualTo(3);
    assertThat(trace.commands().get(0).session()).isEqualTo(3);
    assertThat(trace.toString()).startsWith("              3 earlier events are left out");
  }

  @Test
  void eventsAreInTheOrderOfTheirTime() {
    record(100);
    assertThat(snapshot().events()).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
  }
}
