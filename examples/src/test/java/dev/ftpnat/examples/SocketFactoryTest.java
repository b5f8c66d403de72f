package dev.ftpnat.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;

/** For clients that take a socket factory, whoever the JVM's proxy selector belongs to. */
@FtpNatEnvironment(Scenario.EXTERNAL_ADDRESS)
class SocketFactoryTest {

  @Test
  void uploadsThroughTheFactorysSockets(FtpNat nat) throws IOException {
    FTPClient client = new FTPClient();
    client.setSocketFactory(nat.socketFactory());
    client.connect(nat.host(), nat.port());
    client.login(nat.username(), nat.password());
    client.enterLocalPassiveMode();
    assertThat(client.storeFile("up.txt", new ByteArrayInputStream(new byte[9]))).isTrue();
    client.disconnect();
  }
}
