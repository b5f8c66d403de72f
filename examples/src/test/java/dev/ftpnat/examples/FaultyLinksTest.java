package dev.ftpnat.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Random;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;

/** Slow, cut and silent links, in the words of Toxiproxy. */
@FtpNatEnvironment(value = Scenario.EXTERNAL_ADDRESS, network = Network.SIMULATED)
class FaultyLinksTest {

  private static FTPClient connect(FtpNat nat) throws IOException {
    FTPClient client = Clients.plain(nat);
    client.setFileType(FTP.BINARY_FILE_TYPE);
    client.enterLocalPassiveMode();
    return client;
  }

  private static byte[] content(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  @Test
  void aSlowLink(FtpNat nat) throws IOException {
    Files.write(nat.serverDirectory().resolve("report.csv"), content(40_000));
    Proxy data = nat.toxiproxy().getProxy("data");
    data.toxics().bandwidth("slow", ToxicDirection.DOWNSTREAM, 200); // KB/s
    data.toxics().latency("far", ToxicDirection.DOWNSTREAM, 100); // ms
    FTPClient client = connect(nat);
    ByteArrayOutputStream report = new ByteArrayOutputStream();
    long began = System.nanoTime();

    client.retrieveFile("report.csv", report);

    Duration took = Duration.ofNanos(System.nanoTime() - began);
    assertThat(report.toByteArray()).isEqualTo(content(40_000));
    assertThat(took).isGreaterThan(Duration.ofMillis(190));
    client.disconnect();
  }

  @Test
  void anUploadThatIsCutAndResumed(FtpNat nat) throws IOException {
    byte[] report = content(200_000);
    Proxy data = nat.toxiproxy().getProxy("data");
    data.toxics().limitData("cut", ToxicDirection.UPSTREAM, 50_000);
    FTPClient client = connect(nat);
    // Without TLS a cut upload looks like a complete one: there is no end of a file in MODE S.
    client.storeFile("report.csv", new ByteArrayInputStream(report, 0, 60_000));
    client.disconnect();
    data.toxics().get("cut").remove();

    FTPClient again = connect(nat);
    int there = Integer.parseInt(again.getSize("report.csv"));
    again.setRestartOffset(there);
    again.storeFile("report.csv", new ByteArrayInputStream(report, there, report.length - there));

    assertThat(there).isEqualTo(50_000);
    assertThat(Files.readAllBytes(nat.serverDirectory().resolve("report.csv"))).isEqualTo(report);
    again.disconnect();
  }

  @Test
  void aBlackHoleAfterTheLogin(FtpNat nat) throws IOException {
    FTPClient client = connect(nat);
    client.setSoTimeout(500);
    nat.toxiproxy().getProxy("control").toxics().timeout("hole", ToxicDirection.UPSTREAM, 0);

    assertThatThrownBy(() -> client.listNames()).isInstanceOf(SocketTimeoutException.class);
    client.disconnect();
  }
}
