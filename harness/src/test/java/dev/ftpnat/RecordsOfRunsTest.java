package dev.ftpnat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Trace;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is found out of a record that was written and read is what is found out of the original. */
class RecordsOfRunsTest {

  private enum Mode {
    PASSIVE,
    EXTENDED,
    ACTIVE;

    void set(FTPClient client) {
      if (this == ACTIVE) {
        client.enterLocalActiveMode();
      } else {
        client.enterLocalPassiveMode();
      }
      client.setUseEPSVwithIPv4(this == EXTENDED);
    }
  }

  private static Trace session(Topology topology, boolean encrypted, Mode mode) throws IOException {
    try (FtpNat nat = FtpNat.start(topology)) {
      FTPClient client = encrypted ? new FTPSClient(nat.clientSslContext()) : new FTPClient();
      client.setDefaultTimeout(1_000);
      client.setDataTimeout(Duration.ofMillis(300));
      try {
        client.connect(nat.host(), nat.port());
        client.login(nat.username(), nat.password());
        if (client instanceof FTPSClient secured) {
          secured.execPBSZ(0);
          secured.execPROT("P");
        }
        mode.set(client);
        client.setRemoteVerificationEnabled(false);
        client.setIpAddressFromPasvResponse(true);
        client.storeFile("report.csv", new ByteArrayInputStream(new byte[1234]));
        client.retrieveFile("report.csv", new ByteArrayOutputStream());
        client.logout();
      } catch (IOException e) {
        // As many of the scenarios want it.
      } finally {
        client.disconnect();
      }
      return nat.trace();
    }
  }

  static void assertComesBack(Trace trace) {
    for (Trace each : List.of(trace, trace.concluded())) {
      Trace read = Trace.fromJson(each.toJson());

      assertThat(read.events()).isEqualTo(each.events());
      assertThat(read.ladder().text()).isEqualTo(each.ladder().text());
      assertThat(read.ladder().svg()).isEqualTo(each.ladder().svg());
      assertThat(texts(read)).isEqualTo(texts(each));
      assertThat(read.toString()).isEqualTo(each.toString());
    }
  }

  /** All that is found out, in words. */
  private static List<String> texts(Trace trace) {
    List<String> texts = new ArrayList<>();
    trace.diagnoses().forEach(diagnosis -> texts.add(diagnosis.toString()));
    Stream.of(trace.sessions(), trace.unresolved(), trace.impossible(), trace.unreached())
        .forEach(found -> texts.add(found.toString()));
    texts.add("failed: " + trace.hasFailed());
    return texts;
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(60)
  void inEveryScenarioAndMode(Scenario scenario) throws IOException {
    Topology hasty =
        scenario.topology().toBuilder()
            .connectGiveUp(Duration.ofMillis(60))
            .server(server -> server.acceptTimeout(Duration.ofMillis(200)))
            .build();
    for (Mode mode : Mode.values()) {
      assertComesBack(session(hasty, false, mode));
      if (hasty.server().tls() != TlsMode.NONE) {
        assertComesBack(session(hasty, true, mode));
      }
    }
  }
}
