package dev.ftpnat.internal.simulated.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.ftpnat.internal.capture.PcapngWriter;
import dev.ftpnat.internal.keylog.KeyLog;
import dev.ftpnat.internal.keylog.RecordingRandom;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import java.io.OutputStream;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A capture that fails in ways that nobody has thought of. */
class LinkTapsTest {

  private static final Endpoint CLIENT = Endpoint.of("198.51.100.2", 40001);
  private static final Endpoint SERVER = Endpoint.of("203.0.113.7", 21);

  private boolean broken;

  private final LinkTaps taps =
      new LinkTaps(
          Topology.builder().build(),
          new PcapngWriter(new Breaking(), PcapngWriter.DEFAULT_BUDGET, failure -> {}),
          new KeyLog(new RecordingRandom()),
          Clock.systemUTC());

  private final class Breaking extends OutputStream {
    @Override
    public void write(int one) {
      if (broken) {
        throw new IllegalStateException("broken");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void anAttemptIsRefusedAllTheSame(Outcome outcome) {
    broken = true;

    assertThatCode(() -> taps.refuse(Party.CLIENT, CLIENT, SERVER, List.of(), outcome, "why it is"))
        .doesNotThrowAnyException();
  }

  @Test
  void aConnectionIsOpenedAllTheSame() {
    broken = true;

    assertThat(taps.deliver(Party.CLIENT, CLIENT, SERVER, List.of())).isSameAs(Tap.NONE);
  }

  @Test
  void whatAConnectionCarriesGoesOn() {
    byte[] bytes = {'N', 'O', 'O', 'P', '\r', '\n'};
    Tap refused = taps.deliver(Party.CLIENT, CLIENT, SERVER, List.of());
    Tap tap = taps.deliver(Party.CLIENT, CLIENT, SERVER, List.of());
    broken = true;

    assertThatCode(
            () -> {
              refused.refused();
              tap.accepted();
              tap.data(true, bytes, 0, bytes.length);
              tap.data(0, false, bytes);
              tap.arrived(true, bytes);
              tap.lost(0, true, bytes);
              tap.finished(true);
              tap.reset(false);
            })
        .doesNotThrowAnyException();
  }
}
