package dev.ftpnat.internal.trace.waysout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.trace.session.GatewaySettings;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.diagnosis.WayOut;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What helps a client that came to no transfer. */
class ControlWaysOutTest {

  @ParameterizedTest
  @CsvSource({
    "EPSV, USE_PASV USE_PORT TURN_OFF_ALG",
    "PASV, USE_PORT TURN_OFF_ALG",
    "PORT, USE_PASV TURN_OFF_ALG"
  })
  void aProxyIsAskedOnlyForWhatTheServerDoes(String refused, String kinds) {
    Topology topology =
        Topology.builder()
            .clientGateway(Gateway.builder().name("proxy").alg(AlgBehavior.SUSE_FTP_PROXY).build())
            .server(server -> server.refuse(refused))
            .build();

    List<WayOut> ways = new ControlWaysOut(GatewaySettings.of(topology)).ofProxyCommand("proxy");

    assertThat(ways)
        .extracting(WayOut::kind)
        .containsExactly(
            List.of(kinds.split(" ")).stream().map(Kind::valueOf).toArray(Kind[]::new));
  }
}
