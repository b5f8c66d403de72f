package dev.ftpnat.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.junit.FtpNatExtension;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import java.io.ByteArrayOutputStream;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.time.Duration;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Active mode through a client's NAT without ALG: the NAT forwards the client's ports to it
 * (routers call that an exposed host), and the client announces the NAT's address instead of its
 * own.
 */
class ActiveModeBehindNatTest {

  private static final Topology EXPOSED_CLIENT =
      Topology.builder()
          .name("exposed client")
          .clientGateway(Gateway.builder().forward(Forward.ports(1024, 65535)).build())
          .build();

  @RegisterExtension static final FtpNatExtension FTP_NAT = FtpNatExtension.of(EXPOSED_CLIENT);

  @Test
  void worksIfTheClientAnnouncesItsNat(FtpNat nat) throws Exception {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
    FTPClient client = Clients.plain(nat);
    client.enterLocalActiveMode();
    client.setServerSocketFactory(nat.serverSocketFactory());
    client.setReportActiveExternalIPAddress(clientNat(nat));

    ByteArrayOutputStream report = new ByteArrayOutputStream();
    assertThat(client.retrieveFile("report.csv", report)).isTrue();
    assertThat(report).hasToString("a;b");
    client.disconnect();
  }

  @Test
  void failsIfTheClientAnnouncesItself(FtpNat nat) throws Exception {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
    FTPClient client = Clients.plain(nat);
    client.enterLocalActiveMode();
    client.setServerSocketFactory(nat.serverSocketFactory());
    // Without it, commons-net waits for ever: it doesn't read the server's 425 before it accepts.
    client.setDataTimeout(Duration.ofSeconds(3));

    assertThatThrownBy(() -> client.retrieveFile("report.csv", new ByteArrayOutputStream()))
        .isInstanceOf(SocketTimeoutException.class);
    client.disconnect();
    assertThat(nat.trace().replies()).extracting(Reply::code).contains(425);
  }

  private static String clientNat(FtpNat nat) {
    return nat.gateways().get(0).publicAddress().orElseThrow().getHostAddress();
  }
}
