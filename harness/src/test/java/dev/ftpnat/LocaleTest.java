package dev.ftpnat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Trace;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where the machine's language has digits of its own, FTP is spoken as everywhere. */
class LocaleTest {

  private final Locale before = Locale.getDefault(Locale.Category.FORMAT);

  @BeforeEach
  void countInPersian() {
    Locale.setDefault(Locale.Category.FORMAT, new Locale("fa", "IR"));
    assertThat("%d".formatted(227)).isNotEqualTo("227");
  }

  @AfterEach
  void countAsBefore() {
    Locale.setDefault(Locale.Category.FORMAT, before);
  }

  @ParameterizedTest
  @EnumSource
  void everyServerSpeaksPlainAscii(ServerPersonality server) throws Exception {
    Topology topology =
        Scenario.DIRECT.topology().toBuilder()
            .server(it -> it.personality(server).tls(TlsMode.NONE))
            .build();

    try (FtpNat nat = FtpNat.builder(topology).network(Network.SIMULATED).start();
        RawControl control = RawControl.login(nat)) {
      Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b\n".repeat(400));

      assertThat(listing(control)).contains("1600").contains("report.csv");
      for (String command :
          new String[] {
            "SYST",
            "FEAT",
            "HELP",
            "PWD",
            "STAT",
            "STAT report.csv",
            "SIZE report.csv",
            "MDTM report.csv",
            "MLST report.csv",
            "REST 99999",
            "ABOR"
          }) {
        assertThat(control.command(command)).as(command).matches("\\p{ASCII}*");
      }
      assertIsPlain(nat);
    }
  }

  /** The ALG says 229 by itself. */
  @Test
  void anAlgOfANat64SpeaksPlainAscii() throws Exception {
    try (FtpNat nat =
            FtpNat.builder(Scenario.NAT64_ALG.topology().withTls(TlsMode.NONE))
                .network(Network.SIMULATED)
                .start();
        RawControl control = RawControl.login(nat)) {
      Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b\n".repeat(400));

      assertThat(control.download("LIST")).contains("1600").contains("report.csv");
      assertIsPlain(nat);
    }
  }

  /** The proxy says EPRT with the port that it has taken. */
  @Test
  void aProxySpeaksPlainAscii() throws Exception {
    Topology topology =
        Topology.builder()
            .name("proxy")
            .clientGateway(Gateway.builder().alg(AlgBehavior.OPENBSD_FTP_PROXY).build())
            .server(server -> server.tls(TlsMode.NONE))
            .build();
    try (FtpNat nat = FtpNat.builder(topology).network(Network.SIMULATED).start();
        RawControl control = RawControl.login(nat)) {
      String client = control.socket().getLocalAddress().getHostAddress();

      assertThat(control.command("EPRT |1|" + client + "|40000|")).startsWith("200 ");
      assertThat(listing(control)).matches("\\p{ASCII}*");
      assertIsPlain(nat);
    }
  }

  /** By PASV, and by EPSV. */
  private static String listing(RawControl control) throws IOException {
    String listing;
    try (Socket data = control.passive()) {
      control.command("LIST");
      listing = new String(data.getInputStream().readAllBytes(), "UTF-8");
      control.reply();
    }
    assertThat(listing).matches("\\p{ASCII}*");
    assertThat(control.download("LIST")).hasSameSizeAs(listing);
    return listing;
  }

  /** What has been said on either side of gateways, and how it is drawn. */
  private static void assertIsPlain(FtpNat nat) {
    Trace trace = nat.trace();
    assertThat(trace.toJson()).matches("\\p{ASCII}*");
    assertThat(Trace.fromJson(trace.toJson()).events()).hasSameSizeAs(trace.events());
    assertThat(trace.ladder().svg()).doesNotContainPattern("[\\p{Nd}&&[^0-9]]");
    assertThat(trace.ladder().text()).doesNotContainPattern("[\\p{Nd}&&[^0-9]]");
  }
}
