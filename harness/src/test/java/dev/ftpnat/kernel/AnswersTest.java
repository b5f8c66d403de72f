package dev.ftpnat.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Topology;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What comes back to a client whose connection leads nowhere, on both networks. */
class AnswersTest {

  private static final String DROPPED = "SocketTimeoutException: Connect timed out";
  private static final String REFUSED = "ConnectException: Connection refused";
  private static final String UNREACHABLE = "NoRouteToHostException: No route to host";

  private static String of(Refusal answer) {
    return switch (answer) {
      case DROP -> DROPPED;
      case REJECT -> REFUSED;
      case UNREACHABLE -> UNREACHABLE;
      case ACCEPT_SILENTLY, ACCEPT_AND_RESET -> "established";
    };
  }

  private static InetAddress publicAddress(Gateway gateway) {
    return gateway.publicAddress().orElseThrow();
  }

  /** Another address of the network that a host is in. */
  private static InetAddress neighbour(InetAddress host) throws IOException {
    byte[] bytes = host.getAddress();
    bytes[3] ^= 1;
    return InetAddress.getByAddress(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "SIMULATED, DROP",
    "SIMULATED, REJECT",
    "SIMULATED, UNREACHABLE",
    "KERNEL, DROP",
    "KERNEL, REJECT",
    "KERNEL, UNREACHABLE",
    "SIMULATED, ACCEPT_SILENTLY",
    "SIMULATED, ACCEPT_AND_RESET",
    "KERNEL, ACCEPT_SILENTLY",
    "KERNEL, ACCEPT_AND_RESET"
  })
  void aPortThatLeadsNowhere(Network network, Refusal answer) {
    Topology topology =
        Scenario.DOUBLE_NAT.topology().toBuilder()
            .gateways(gateway -> gateway.unmappedPorts(answer))
            .build();
    try (FtpNat nat = OnBoth.start(topology, network)) {
      assertThat(OnBoth.connect(publicAddress(nat.gateways().get(1)), 9))
          .as("at the server's gateway")
          .isEqualTo(of(answer));
      assertThat(OnBoth.connect(publicAddress(nat.gateways().get(0)), 9))
          .as("at the client's own gateway, from inside")
          .isEqualTo(of(answer));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SIMULATED, DROP",
    "SIMULATED, REJECT",
    "SIMULATED, UNREACHABLE",
    "KERNEL, DROP",
    "KERNEL, REJECT",
    "KERNEL, UNREACHABLE",
    "SIMULATED, ACCEPT_SILENTLY",
    "SIMULATED, ACCEPT_AND_RESET",
    "KERNEL, ACCEPT_SILENTLY",
    "KERNEL, ACCEPT_AND_RESET"
  })
  void anAddressBehindAGateway(Network network, Refusal answer) throws Exception {
    Topology topology =
        Scenario.DOUBLE_NAT.topology().toBuilder()
            .gateways(gateway -> gateway.privateDestinations(answer))
            .build();
    try (FtpNat nat = OnBoth.start(topology, network)) {
      assertThat(OnBoth.connect(OnBoth.server(nat), 21)).as("the server's").isEqualTo(of(answer));
      assertThat(OnBoth.connect(neighbour(OnBoth.server(nat)), 21))
          .as("nobody's in the server's network")
          .isEqualTo(of(answer));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void anAddressThatNobodyHas(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(Scenario.CLIENT_BEHIND_NAT.topology(), network)) {
      assertThat(OnBoth.connect(neighbour(OnBoth.client(nat)), 21))
          .as("in the client's network")
          .isEqualTo(UNREACHABLE);
      assertThat(OnBoth.connect(neighbour(OnBoth.server(nat)), 21))
          .as("on the internet")
          .isEqualTo(UNREACHABLE);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aForwardedPortThatNobodyListensOn(Network network) {
    try (FtpNat nat = OnBoth.start(Scenario.EXTERNAL_ADDRESS.topology(), network)) {
      int passive = nat.topology().server().passivePorts().first();
      assertThat(OnBoth.connect(publicAddress(nat.gateways().get(0)), passive)).isEqualTo(REFUSED);
    }
  }

  /** The stack gives up by itself; how long that takes isn't the same. */
  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void silenceWithoutATimeoutOfTheClient(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(Scenario.NOTHING_FORWARDED.topology(), network);
        Socket socket = nat.socketFactory().createSocket()) {
      String told;
      try {
        socket.connect(new InetSocketAddress(nat.host(), 9));
        told = "established";
      } catch (IOException e) {
        told = OnBoth.describe(e);
      }
      assertThat(told).isEqualTo("ConnectException: Connection timed out");
    }
  }
}
