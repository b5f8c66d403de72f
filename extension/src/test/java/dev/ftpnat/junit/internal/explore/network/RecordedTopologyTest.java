package dev.ftpnat.junit.internal.explore.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.RawControl;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Trace;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every network that is drawn comes back out of a record, with all that is set of it. */
class RecordedTopologyTest {

  /** What was set apart from what it leads to, which is compared, and what records leave out. */
  private static final String[] LEFT_OUT = {
    "saidOfClient",
    "saidOfServer",
    "saidAbout",
    "server.controlPort",
    "server.tls",
    "server.refusesForeignTargets",
    "server.refusesLowTargets",
    "server.foreignData",
    "server.obeysCcc",
    "server.dataTls",
    "server.dataCertificate",
    "server.sessionReuse",
    "server.script"
  };

  private static Topology readBack(Topology topology) {
    return Trace.fromJson(new Trace(topology, List.of(), 0).toJson()).topology();
  }

  @Test
  void everySettingComesBack() {
    PlanSource source = new PlanSource(Catalogue.all(), 5);
    for (int i = 0; i < 400; i++) {
      Topology topology = source.next().orElseThrow().topology();

      Topology read = readBack(topology);

      assertThat(read)
          .usingRecursiveComparison()
          .ignoringFields(LEFT_OUT)
          // What a proxy does about AUTH is its own.
          .ignoringFieldsMatchingRegexes(".*authHandling")
          .isEqualTo(topology);
      assertThat(ledTo(read.server())).isEqualTo(ledTo(topology.server()));
      assertThat(read.gateways())
          .extracting(gateway -> gateway.authHandling())
          .isEqualTo(topology.gateways().stream().map(each -> each.authHandling()).toList());
    }
  }

  private static List<Object> ledTo(Server server) {
    return List.of(
        server.controlPort(),
        server.tls(),
        server.refusesForeignTargets(),
        server.refusesLowTargets(),
        server.foreignData(),
        server.obeysCcc(),
        server.dataTls(),
        server.dataCertificate());
  }

  @Test
  @Timeout(120)
  void whatIsFoundOutOfARunThereIsTheSame() throws Exception {
    PlanSource source = new PlanSource(Catalogue.all(), 6);
    int found = 0;
    for (int i = 0; i < 60; i++) {
      Topology topology =
          source.next().orElseThrow().topology().toBuilder()
              .connectGiveUp(Duration.ofMillis(50))
              .build();
      Trace trace = session(topology);

      Trace read = Trace.fromJson(trace.toJson());

      assertThat(read.events()).isEqualTo(trace.events());
      assertThat(read.ladder().text()).isEqualTo(trace.ladder().text());
      assertThat(read.diagnoses()).hasToString(trace.diagnoses().toString());
      found += trace.diagnoses().size();
    }
    assertThat(found).as("diagnoses").isGreaterThan(10);
  }

  /** Goes where it is led to, and has no other way. */
  private static Trace session(Topology topology) {
    try (FtpNat nat = FtpNat.start(topology)) {
      if (topology.server().tls() != TlsMode.IMPLICIT) {
        try (RawControl control = RawControl.login(nat)) {
          control.socket().setSoTimeout(500);
          try {
            control.passive().close();
          } finally {
            control.command("RETR report.csv");
          }
        } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException e) {
          // As many of these networks want it, or there is no 227 to be read.
        }
      }
      return nat.trace().concluded();
    }
  }
}
