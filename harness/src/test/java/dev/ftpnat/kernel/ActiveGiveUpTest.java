package dev.ftpnat.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.RawControl;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Topology;
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
        RawControl control = RawControl.login(nat)) {
      control.socket().setSoTimeout(20_000);
      Gateway gateway = nat.topology().clientGateways().get(0);
      String address = gateway.publicAddress().orElseThrow().getHostAddress();
      control.command("PORT " + address.replace('.', ',') + ",195,80");

      long start = System.nanoTime();
      assertThat(control.command("LIST")).startsWith("150");
      assertThat(control.reply()).startsWith("425");

      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(100), Duration.ofSeconds(15));
    }
  }
}
