package com.example;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.Test;

@FtpNatEnvironment(Scenario.PRIVATE_IP_PASV)
class DownloadTest {

  @Test
  void downloadsThroughANatThatCannotRewrite(FtpNat nat) throws Exception {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");

    FTPSClient client = new FTPSClient(nat.clientSslContext());
    client.connect(nat.host(), nat.port());
    client.login(nat.username(), nat.password());
    client.execPBSZ(0);
    client.execPROT("P");
    client.enterLocalPassiveMode();
    ByteArrayOutputStream report = new ByteArrayOutputStream();
    client.retrieveFile("report.csv", report);
    client.disconnect();

    assertThat(report).hasToString("a;b");
    assertThat(nat).neverContactedPrivateAddress();
  }
}
