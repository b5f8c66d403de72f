package dev.ftpnat.assertj;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static dev.ftpnat.trace.session.DataMode.EPSV;
import static dev.ftpnat.trace.session.DataMode.PASV;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On the kernel network, of which less is recorded. */
class KernelAssertionsTest {

  @BeforeAll
  static void requireKernel() {
    Optional<String> missing =
        FtpNat.builder(Scenario.ALG_REWRITES).network(Network.KERNEL).missing();
    missing.ifPresent(what -> System.out.println("KernelAssertionsTest skipped: " + what));
    assumeTrue(missing.isEmpty(), missing.orElse(""));
  }

  private static FtpNat kernel(Scenario scenario) {
    return FtpNat.builder(Clients.impatient(scenario)).network(Network.KERNEL).start();
  }

  @Test
  void anEncryptedSession() throws IOException {
    try (FtpNat nat = kernel(Scenario.PRIVATE_IP_PASV);
        RawControl client = RawControl.securedWithData(nat)) {
      try (Socket data = client.extendedPassive()) {
        client.command("STOR up.txt");
        client.overTls(client.tls(), data).close();
        client.reply();
      }
      assertThat(nat)
          .contactedOnly(nat.host())
          .dataConnectionsWentTo(nat.host(), nat.topology().server().passivePorts())
          .noDataConnectionFailed()
          .usedExtendedPassive()
          .usedOnly(EPSV)
          .controlWasEncrypted()
          .dataWasEncrypted()
          .dataResumedTlsSession()
          .transferred("up.txt", 0)
          .serverHas("up.txt", "")
          .everyTransferCompleted()
          .everyFailureWasReported();
    }
  }

  @Test
  void aShutPortAndAFallback() throws IOException {
    try (FtpNat nat = kernel(Scenario.EPSV_ONLY);
        RawControl client = RawControl.login(nat)) {
      client.command("PASV");
      assertThatThrownBy(() -> assertThat(nat).everyFailureWasReported())
          .hasMessageContaining("server #1 PASV: 502");
      client.download("LIST");
      assertThat(nat).fellBackFrom(PASV, EPSV).everyFailureWasReported();
    }
  }

  @Test
  void whatGatewaysDoToLines() throws IOException {
    try (FtpNat nat = kernel(Scenario.ALG_REWRITES);
        RawControl client = RawControl.login(nat)) {
      client.command("PASV");
      assertThat(nat).gatewayRewrote("227");
      assertThatThrownBy(() -> assertThat(nat).noGatewayRewrote("227"))
          .hasMessageContaining("one did:");
    }
  }

  @Test
  void whatTheClientAnnouncedIsToldEvenIfAGatewayChangesIt() throws IOException {
    try (FtpNat nat = kernel(Scenario.CLIENT_BEHIND_NAT);
        RawControl client = RawControl.login(nat)) {
      client.command("PORT 10,9,8,7,18,103");
      assertThat(nat).announcedInPort("10.9.8.7");
    }
    try (FtpNat nat = kernel(Scenario.CLIENT_BEHIND_ALG);
        RawControl client = RawControl.login(nat)) {
      String own = nat.topology().clientAddress().orElseThrow().getHostAddress();
      client.command("PORT %s,18,103".formatted(own.replace('.', ',')));
      assertThat(nat).announcedInPort(own).gatewayRewrote("PORT");
    }
  }

  @Test
  void transfersAreWholeOnceAllOfThemHasArrived() throws IOException {
    try (FtpNat nat = kernel(Scenario.EXTERNAL_ADDRESS);
        RawControl client = RawControl.login(nat)) {
      client.command("TYPE I");
      client.upload("STOR up.bin", "x".repeat(3_000_000));
      client.download("RETR up.bin");
      client.download("LIST");
      assertThat(nat)
          .transferred("up.bin", 3_000_000)
          .everyTransferCompleted()
          .everyFailureWasReported();
    }
  }

  @Test
  void aDownloadThatIsResetIsNotWhole() throws IOException {
    try (FtpNat nat = kernel(Scenario.EXTERNAL_ADDRESS);
        RawControl client = RawControl.login(nat)) {
      Files.write(nat.serverDirectory().resolve("big.bin"), new byte[20_000_000]);
      client.command("TYPE I");
      try (Socket data = client.extendedPassive()) {
        client.command("RETR big.bin");
        data.getInputStream().readNBytes(1000);
        data.setSoLinger(true, 0);
      }
      client.reply();
      assertThatThrownBy(() -> assertThat(nat).everyTransferCompleted())
          .hasMessageContaining("reset by client");
      assertThatThrownBy(() -> assertThat(nat).everyFailureWasReported())
          .hasMessageContaining("RETR big.bin: 426");
    }
  }
}
