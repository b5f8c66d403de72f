package dev.ftpnat.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Topology;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How long a server waits for a client that nobody can get through to. */
class ActiveGiveUpTest {

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void theServerWaitsForAsLongAsItsOwnSettingSays(Network network) throws Exception {
    Topology topology =
        Topology.builder()
            .clientGateway(Gateway.builder().unmappedPorts(Refusal.DROP).build())
            .server(server -> server.connectGiveUp(Duration.ofMillis(200)))
            .connectGiveUp(Topology.LINUX_CONNECT_GIVE_UP)
            .build();
    try (FtpNat nat = OnBoth.start(topology, network);
        Socket control = new Socket(nat.host(), nat.port())) {
      control.setSoTimeout(20_000);
      BufferedReader replies =
          new BufferedReader(new InputStreamReader(control.getInputStream(), US_ASCII));
      Gateway gateway = nat.topology().clientGateways().get(0);
      String address = gateway.publicAddress().orElseThrow().getHostAddress();
      String port = "PORT " + address.replace('.', ',') + ",195,80";
      String said =
          String.join("\r\n", "USER " + nat.username(), "PASS " + nat.password(), port, "LIST", "");
      control.getOutputStream().write(said.getBytes(US_ASCII));

      awaitReply(replies, "150");
      long start = System.nanoTime();
      awaitReply(replies, "425");

      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(100), Duration.ofSeconds(15));
    }
  }

  private static void awaitReply(BufferedReader replies, String code) throws IOException {
    String reply = replies.readLine();
    while (reply != null && !reply.startsWith(code)) {
      reply = replies.readLine();
    }
    assertThat(reply).startsWith(code);
  }
}
