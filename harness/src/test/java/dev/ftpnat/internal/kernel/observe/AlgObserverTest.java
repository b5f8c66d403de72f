package dev.ftpnat.internal.kernel.observe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.record.VirtualClock;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.GatewayEvent.AlgKind;
import dev.ftpnat.trace.event.Party;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an ALG did, judged by what arrives at its gateway and what leaves. */
class AlgObserverTest {

  private static final long LATER = Duration.ofMillis(200).toNanos();

  private final Recorder recorder = new Recorder(new VirtualClock());
  private final Set<Endpoint> expected = new HashSet<>();
  private final Set<Endpoint> opened = new HashSet<>();
  private final AlgObserver watch =
      new AlgObserver(
          recorder,
          1,
          "NAT",
          Party.SERVER,
          Ipv4.of("203.0.113.7"),
          true,
          expected::remove,
          opened::add);

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }

  private List<AlgAction> actions() {
    return recorder.snapshot(Topology.builder().build()).algActions();
  }

  @Test
  void whatHasLeftMayBeRepeated() {
    watch.arrived(bytes("220 Ready.\r\n"), 0);
    watch.left(bytes("220 Ready.\r\n"));
    watch.repeated(0, LATER);

    assertThat(actions()).isEmpty();
  }

  @Test
  void whatIsRepeatedAndHasNotLeftWasDropped() {
    watch.arrived(bytes("220 Ready.\r\n"), 0);
    watch.left(bytes("220 Ready.\r\n"));
    watch.arrived(bytes("227 (1,2,3\r\n"), 5);
    watch.repeated(12, LATER);
    watch.repeated(12, 3 * LATER);

    assertThat(actions())
        .singleElement()
        .satisfies(
            action -> {
              assertThat(action.kind()).isEqualTo(AlgKind.SWALLOWED);
              assertThat(action.segment()).isEqualTo("227 (1,2,3");
              assertThat(action.at()).isEqualTo(Duration.ofNanos(5));
            });
  }

  @Test
  void whatIsRepeatedSoonMayOnlyBeLate() {
    watch.arrived(bytes("220 Ready.\r\n"), 0);
    watch.repeated(0, LATER / 2);

    assertThat(actions()).isEmpty();
  }

  @Test
  void whatHasLeftInPartWasNotDropped() {
    watch.arrived(bytes("220 Ready.\r\n"), 0);
    watch.left(bytes("220 "));
    watch.repeated(0, LATER);

    assertThat(actions()).isEmpty();
  }

  @Test
  void aSegmentWithoutAnEndOfLineIsToldAsFarAsItGoes() {
    watch.arrived(bytes("227 Ent"), 0);
    watch.repeated(0, LATER);

    assertThat(actions()).extracting(AlgAction::segment).containsExactly("227 Ent");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "227 Entering Passive Mode (198,51,100,9,15,6); 198.51.100.9:3846",
        "PORT 198,51,100,9,200,10; 198.51.100.9:51210",
        "229 Entering Extended Passive Mode (|||3847|); 203.0.113.7:3847",
        "EPRT |1|198.51.100.9|40001|; 198.51.100.9:40001",
        "EPRT !1!198.51.100.9!40001!; 198.51.100.9:40001",
        "EPRT |1|198.51.100.9|70001|;",
        "227 (198,51,100,9,999,6);",
        "227 (1980,51,100);"
      })
  void whatIsAnnouncedAfterwardsIsThePinhole(String line, String pinhole) {
    watch.passed(Optional.of("before"), line, 7);

    assertThat(actions())
        .singleElement()
        .satisfies(
            action -> {
              assertThat(action.kind()).isEqualTo(AlgKind.TRANSLATED);
              assertThat(action.forwarded()).isEqualTo(line);
              assertThat(action.pinhole().map(Endpoint::toString))
                  .isEqualTo(Optional.ofNullable(pinhole));
            });
    assertThat(opened)
        .extracting(Endpoint::toString)
        .isEqualTo(actions().get(0).pinhole().map(Endpoint::toString).stream().toList());
  }

  @Test
  void aLineThatIsAsItWasIsTranslatedIfTheKernelExpectsWhatItAnnounces() {
    expected.add(Endpoint.of("203.0.113.7", 3847));
    watch.passed(Optional.empty(), "229 Ok (|||3846|)", 5);
    watch.passed(Optional.empty(), "229 Ok (|||3847|)", 6);
    watch.passed(Optional.empty(), "229 Ok (|||3847|)", 7);
    watch.passed(Optional.empty(), "226 Ok", 8);

    assertThat(actions())
        .singleElement()
        .satisfies(
            action -> {
              assertThat(action.at()).isEqualTo(Duration.ofNanos(6));
              assertThat(action.segment()).isEqualTo(action.forwarded());
              assertThat(action.pinhole()).contains(Endpoint.of("203.0.113.7", 3847));
            });
  }
}
