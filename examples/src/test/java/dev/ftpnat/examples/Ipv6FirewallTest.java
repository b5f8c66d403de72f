package dev.ftpnat.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;

/** A network in which nobody has an IPv4 address. */
class Ipv6FirewallTest {

  @Test
  void commonsNetTakesEpsvByItself() throws IOException {
    Topology topology =
        Topology.builder()
            .ipv6()
            .serverGateway(
                Gateway.firewall().forwardControlPort().alg(AlgBehavior.NETFILTER).build())
            .build();
    try (FtpNat nat = FtpNat.start(topology)) {
      Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
      FTPClient client = Clients.plain(nat);
      client.enterLocalPassiveMode();
      ByteArrayOutputStream content = new ByteArrayOutputStream();

      assertThat(client.retrieveFile("report.csv", content)).isTrue();
      assertThat(content.toString(UTF_8)).isEqualTo("a;b");
      assertThat(nat.trace().commands()).anyMatch(command -> command.verb().equals("EPSV"));
      client.disconnect();
    }
  }
}
