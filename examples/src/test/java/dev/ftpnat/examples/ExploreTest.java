package dev.ftpnat.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.junit.FtpNatExplore;
import dev.ftpnat.topology.TlsMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPReply;

/** A download in networks that nobody has drawn. */
class ExploreTest {

  @FtpNatExplore(networks = 120, tls = TlsMode.NONE)
  void downloadsOrSaysThatItDoesNot(FtpNat nat) throws IOException {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");

    assertThat(download(nat, "report.csv")).isEqualTo("a;b");
  }

  private static String download(FtpNat nat, String file) throws IOException {
    FTPClient client = new FTPClient();
    client.setConnectTimeout(2_000);
    client.setDefaultTimeout(2_000);
    client.setDataTimeout(Duration.ofSeconds(2));
    try {
      client.connect(nat.host(), nat.port());
      check(client, FTPReply.isPositiveCompletion(client.getReplyCode()));
      check(client, client.login(nat.username(), nat.password()));
      client.enterLocalPassiveMode();
      String size = client.getSize(file);
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      check(client, client.retrieveFile(file, content));
      check(client, String.valueOf(content.size()).equals(size));
      return content.toString("UTF-8");
    } catch (StringIndexOutOfBoundsException e) {
      throw new IOException("see ExploreFindingsTest.a229WithoutAPortIsStumbledOver", e);
    } finally {
      client.disconnect();
    }
  }

  /** In commons-net, {@code false} says that it failed; here it is an exception that does. */
  private static void check(FTPClient client, boolean success) throws IOException {
    if (!success) {
      throw new IOException(client.getReplyString());
    }
  }
}
