package dev.ftpnat.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import dev.ftpnat.trace.diagnosis.WayOut;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Gateways that forward other ports, or too few, on both networks. */
@Timeout(60)
class ForwardedPortsTest {

  private static final Pattern PORT = Pattern.compile("\\|\\|\\|(\\d+)\\|");

  private static Gateway.Builder nat(int outside, int inside) {
    return Gateway.builder()
        .forward(Forward.ports(PortRange.of(outside), PortRange.of(inside)))
        .forwardPassivePorts();
  }

  private static int passive(RawControl control) throws Exception {
    Matcher port = PORT.matcher(control.command("EPSV"));
    assertThat(port.find()).isTrue();
    return Integer.parseInt(port.group(1));
  }

  private static String connect(FtpNat nat, int port) throws Exception {
    return OnBoth.connect(InetAddress.getByName(nat.host()), port);
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void thePortIsTheOneThatClientsConnectTo(Network network) throws Exception {
    Topology topology = Topology.builder().serverGateway(nat(2121, 21).build()).build();
    try (FtpNat nat = OnBoth.start(topology, network);
        RawControl control = RawControl.login(nat)) {
      assertThat(nat.port()).isEqualTo(2121);
      assertThat(nat).hasToString("FtpNat[custom at " + nat.host() + ":2121]");
      assertThat(connect(nat, passive(control))).isEqualTo("established");
      assertThat(nat.trace().diagnosis()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void throughTwoGatewaysItIsTheOuterOnes(Network network) throws Exception {
    Topology topology =
        Topology.builder()
            .serverGateway(nat(2121, 21).name("inner NAT").insideNetwork("10.77.0.0/24").build())
            .serverGateway(
                nat(8021, 2121)
                    .name("outer NAT")
                    .publicAddress("203.0.113.107")
                    .insideNetwork("10.78.0.0/24")
                    .build())
            .build();
    try (FtpNat nat = OnBoth.start(topology, network);
        RawControl control = RawControl.login(nat)) {
      assertThat(nat.port()).isEqualTo(8021);
      assertThat(connect(nat, passive(control))).isEqualTo("established");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void whereNothingLeadsToTheServerItIsTheServersAndDoesNotAnswer(Network network)
      throws Exception {
    Topology topology =
        Topology.builder()
            .connectGiveUp(Duration.ofMillis(100))
            .serverGateway(Gateway.builder().forwardPassivePorts().build())
            .build();
    try (FtpNat nat = OnBoth.start(topology, network)) {
      assertThat(nat.port()).isEqualTo(21);
      assertThat(connect(nat, nat.port())).startsWith("SocketTimeoutException");

      Diagnosis diagnosis = nat.trace().diagnosis().orElseThrow();
      assertThat(diagnosis.cause()).isEqualTo(Cause.CONTROL_CONNECTION_FAILED);
      assertThat(diagnosis.waysOut())
          .extracting(WayOut::sentence)
          .contains("Forward the server's control port, 21, at server NAT.");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SIMULATED, 40001, only port 40001",
    "SIMULATED, 40001-40005, only port 40001",
    "KERNEL, 40001, only port 40001"
  })
  void aPassivePortOutsideOfTheForwardedOnes(Network network, String range, String words)
      throws Exception {
    int last = Integer.parseInt(range.substring(range.length() - 5));
    Topology topology =
        Scenario.EXTERNAL_ADDRESS.topology().toBuilder()
            .connectGiveUp(Duration.ofMillis(100))
            .server(server -> server.passivePorts(40000, 40001))
            .serverGateways(
                gateway ->
                    gateway.forwards(List.of(Forward.controlPort(), Forward.ports(40001, last))))
            .build();
    try (FtpNat nat = OnBoth.start(topology, network);
        RawControl first = RawControl.login(nat);
        RawControl second = RawControl.login(nat)) {
      for (RawControl control : new RawControl[] {first, second}) {
        int port = passive(control);
        assertThat(connect(nat, port))
            .as("port " + port)
            .startsWith(port == 40001 ? "established" : "SocketTimeoutException");
      }
      Diagnosis diagnosis = nat.trace().diagnosis().orElseThrow();
      assertThat(diagnosis.cause()).isEqualTo(Cause.PASSIVE_PORT_NOT_FORWARDED);
      assertThat(diagnosis.sentence())
          .contains(nat.host() + ":40000", words, "of the server's passive ports, 40000-40001");
      assertThat(diagnosis.waysOut())
          .extracting(WayOut::sentence)
          .anySatisfy(
              way -> assertThat(way).contains("Forward the server's passive ports, 40000-40001"))
          .contains(
              "Let the server take only passive ports that server NAT forwards: 40001"
                  + " (Server.Builder.passivePorts).");
    }
  }
}
