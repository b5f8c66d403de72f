package dev.ftpnat.internal.record;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.ControlEvent.ControlLine;
import dev.ftpnat.trace.event.ControlEvent.TlsRecords;
import dev.ftpnat.trace.event.Party;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** However much a control connection carries, not much of it gets into the record. */
class ControlLineLogTest {

  private static final int PIECE = 16 * 1024;

  private final Recorder recorder = new Recorder(new VirtualClock());
  private final ControlLineLog log = new ControlLineLog(recorder, 1, 2);

  private Trace snapshot() {
    return recorder.snapshot(Topology.builder().build());
  }

  private void passes(Party sender, byte[] bytes) {
    log.passed(sender, 0, bytes);
    log.passed(sender, 1, bytes);
  }

  private void passes(Party sender, String text) {
    passes(sender, text.getBytes(ISO_8859_1));
  }

  @Test
  void ofALongLineTheBeginningIsToldOnce() {
    passes(Party.SERVER, "230 " + "x".repeat(PIECE));
    for (int n = 0; n < 1000; n++) {
      passes(Party.SERVER, "y".repeat(PIECE));
    }
    assertThat(snapshot().only(ControlLine.class))
        .hasSize(2)
        .allSatisfy(
            line -> {
              assertThat(line.line()).startsWith("230 xxx").hasSizeLessThan(300);
              assertThat(line.number()).isEqualTo(1);
            });

    passes(Party.SERVER, "its end\r\n200 Next\r\n");
    passes(Party.SERVER, "\u0016no record, for no line begins here");
    log.ended();

    assertThat(snapshot().only(ControlLine.class))
        .filteredOn(line -> line.link() == 0)
        .extracting(ControlLine::number, ControlLine::line)
        .hasSize(2)
        .last()
        .hasToString("(2L, \"200 Next\")");
  }

  private static byte[] tlsRecord() {
    byte[] bytes = new byte[PIECE + 5];
    Arrays.fill(bytes, (byte) 'x');
    System.arraycopy(new byte[] {23, 3, 3, PIECE >> 8, 0}, 0, bytes, 0, 5);
    return bytes;
  }

  @Test
  void whatOneSideSaysUnderTlsIsToldTogetherIfItIsMuch() {
    for (int n = 0; n < 1000; n++) {
      passes(Party.SERVER, tlsRecord());
    }
    passes(Party.CLIENT, tlsRecord());
    passes(Party.SERVER, tlsRecord());

    for (int link = 0; link < 2; link++) {
      int here = link;
      assertThat(snapshot().only(TlsRecords.class))
          .filteredOn(records -> records.link() == here && records.sender() == Party.SERVER)
          .hasSizeLessThan(100)
          .satisfies(
              all -> {
                assertThat(all.stream().mapToInt(TlsRecords::records).sum()).isEqualTo(1001);
                assertThat(all.stream().mapToLong(TlsRecords::bytes).sum())
                    .isEqualTo(1001L * (PIECE + 5));
                assertThat(all.get(all.size() - 1).records()).isEqualTo(1);
              });
    }
  }
}
