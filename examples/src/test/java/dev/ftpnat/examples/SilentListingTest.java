package dev.ftpnat.examples;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import java.nio.file.Files;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;
import org.junit.jupiter.api.Test;

/**
 * A warning: a listing that couldn't be fetched looks like an empty directory. commons-net returns
 * no files and throws nothing when PASV is refused; only the record tells the two apart.
 */
@FtpNatEnvironment(Scenario.EPSV_ONLY)
class SilentListingTest {

  @Test
  void aRefusedPasvLooksLikeAnEmptyDirectory(FtpNat nat) throws Exception {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
    FTPClient client = Clients.plain(nat);
    client.enterLocalPassiveMode();

    FTPFile[] files = client.listFiles();
    client.disconnect();

    assertThat(files).isEmpty();
    assertThat(nat.trace().replies()).extracting(Reply::code).contains(502).doesNotContain(226);
    assertThat(nat.trace().connectionAttempts(Party.CLIENT)).hasSize(1);

    assertThatThrownBy(() -> assertThat(nat).everyFailureWasReported())
        .hasMessageContaining("server #1 PASV: 502");
    assertThat(nat.trace().diagnosis().orElseThrow().warning().orElseThrow())
        .contains("listFiles() returns no files");
  }

  @Test
  void withEpsvTheListingIsThere(FtpNat nat) throws Exception {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
    FTPClient client = Clients.plain(nat);
    client.enterLocalPassiveMode();
    client.setUseEPSVwithIPv4(true);

    FTPFile[] files = client.listFiles();
    client.disconnect();

    assertThat(files).extracting(FTPFile::getName).containsExactly("report.csv");
    assertThat(nat.trace().replies()).extracting(Reply::code).contains(226);
    assertThat(nat).everyFailureWasReported();
    assertThat(nat.trace().diagnosis()).isEmpty();
  }
}
