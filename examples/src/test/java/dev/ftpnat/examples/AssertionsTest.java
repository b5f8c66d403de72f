package dev.ftpnat.examples;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.assertj.FtpNatSoftAssertions;
import dev.ftpnat.junit.FtpNatEnvironment;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.Test;

/** What can be said about a client beside its results. */
@FtpNatEnvironment(Scenario.PRIVATE_IP_PASV)
class AssertionsTest {

  @Test
  void anUpload(FtpNat nat) throws Exception {
    FTPSClient client = Clients.secured(nat);
    client.enterLocalPassiveMode();
    client.setUseEPSVwithIPv4(true);
    client.storeFile(
        "report.csv", new ByteArrayInputStream("a;b".getBytes(StandardCharsets.US_ASCII)));
    client.disconnect();

    assertThat(nat)
        .usedExtendedPassive()
        .dataConnectionsWentTo(nat.host())
        .controlWasEncrypted()
        .dataWasEncrypted()
        .serverHas("report.csv", "a;b")
        .everyFailureWasReported();
  }

  @Test
  void aDownload(FtpNat nat) throws Exception {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
    FTPSClient client = Clients.secured(nat);
    client.enterLocalPassiveMode();
    ByteArrayOutputStream report = new ByteArrayOutputStream();
    client.retrieveFile("report.csv", report);
    client.disconnect();

    FtpNatSoftAssertions softly = new FtpNatSoftAssertions();
    softly.assertThat(report).hasToString("a;b");
    softly.assertThat(nat).usedPassive().neverContactedPrivateAddress();
    softly.assertAll();
  }
}
