package dev.ftpnat.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.NatDevice;
import dev.ftpnat.topology.Topology;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;

/** A network behind a device that people have. */
class NamedDeviceTest {

  @Test
  void theDevicesAlgTakesPassiveModeThrough() throws IOException {
    Topology topology =
        Topology.builder()
            .name("behind an ASA")
            .serverGateway(NatDevice.CISCO_ASA.gateway().forwardControlPort().build())
            .build();
    try (FtpNat nat = FtpNat.start(topology)) {
      Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
      FTPClient client = Clients.plain(nat);
      client.enterLocalPassiveMode();
      ByteArrayOutputStream content = new ByteArrayOutputStream();

      assertThat(client.retrieveFile("report.csv", content)).isTrue();
      assertThat(content.toString(UTF_8)).isEqualTo("a;b");
      client.disconnect();
    }
  }
}
