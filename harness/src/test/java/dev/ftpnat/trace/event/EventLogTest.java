package dev.ftpnat.trace.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.ControlEvent.ControlLine;
import dev.ftpnat.trace.event.ControlEvent.TlsRecords;
import dev.ftpnat.trace.event.ServerEvent.Command;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A log is a value, and what a person reads of it. */
class EventLogTest {

  private static final Duration AT = Duration.ofMillis(1500);
  private static final Topology NETWORK = Topology.builder().clientAddress("198.51.100.2").build();
  private static final Topology OTHER = Topology.builder().clientAddress("198.51.100.3").build();
  private static final TraceEvent PASV = new Command(AT, 1, "PASV", false);
  private static final TraceEvent EPSV = new Command(AT, 1, "EPSV", false);

  @Test
  void twoAreEqualIfTheirNetworkEventsAndWhatIsMissingAre() {
    EventLog log = new EventLog(NETWORK, List.of(PASV), 2);

    assertThat(log)
        .isEqualTo(new EventLog(NETWORK, List.of(PASV), 2))
        .hasSameHashCodeAs(new EventLog(NETWORK, List.of(PASV), 2))
        .isNotEqualTo(new EventLog(OTHER, List.of(PASV), 2))
        .isNotEqualTo(new EventLog(NETWORK, List.of(EPSV), 2))
        .isNotEqualTo(new EventLog(NETWORK, List.of(PASV), 3))
        .isNotEqualTo(List.of(PASV));
  }

  @Test
  void aRecordThatTellsMoreIsEqualToNoMereLogWhoeverAsks() {
    EventLog log = new EventLog(NETWORK, List.of(PASV), 0);
    Trace trace = new Trace(NETWORK, List.of(PASV), 0);

    assertThat(log).isNotEqualTo(trace);
    assertThat(trace).isNotEqualTo(log);
  }

  @Test
  void whatLinksCarriedIsInTheEventsButNotInTheText() {
    TraceEvent line = new ControlLine(AT, 1, Party.CLIENT, 0, 1, "PASV", Optional.empty());
    TraceEvent records = new TlsRecords(AT, 1, Party.CLIENT, 0, 2, 80);
    EventLog log = new EventLog(NETWORK, List.of(line, PASV, records), 0);

    assertThat(log.events()).containsExactly(line, PASV, records);
    assertThat(log.toString().lines()).containsExactly("   1500.0 ms  server #1 < PASV");
  }
}
