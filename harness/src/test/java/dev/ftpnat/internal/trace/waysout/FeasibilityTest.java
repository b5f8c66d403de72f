package dev.ftpnat.internal.trace.waysout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.internal.trace.session.GatewaySettings;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.AuthHandling;
import dev.ftpnat.topology.ForeignData;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.session.DataMode;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is advised in a topology is what works there: the contract's table again, from settings. */
class FeasibilityTest {

  private static final String WORKS =
      """
      DIRECT                      ✓ ✓ ✓ ✓   ✓ ✓ ✓ ✓
      ALG_REWRITES                ✓ ✓ ✓ ✓   - - - ✓
      TLS_BLOCKED_ALG             ✓ ✓ ✓ ✓   - - - ✓
      PRIVATE_IP_PASV             - ✓ ✓ ✓   - ✓ ✓ ✓
      EXTERNAL_ADDRESS            ✓ ✓ ✓ ✓   ✓ ✓ ✓ ✓
      NOTHING_FORWARDED           - - - ✓   - - - ✓
      EPSV_ONLY                   - - ✓ ✓   - - ✓ ✓
      EPSV_BLIND_ALG              ✓ ✓ - ✓   - - - ✓
      PORT_TRANSLATING_NAT        - - - ✓   - - - ✓
      CLIENT_BEHIND_NAT           ✓ ✓ ✓ -   ✓ ✓ ✓ -
      CLIENT_BEHIND_ALG           ✓ ✓ ✓ ✓   ✓ ✓ ✓ -
      DOUBLE_NAT                  ✓ ✓ ✓ -   ✓ ✓ ✓ -
      IDLE_CONTROL_TIMEOUT        ✓ ✓ ✓ ✓   ✓ ✓ ✓ ✓
      SERVER_BEHIND_FIREWALL      - - - ✓   - - - ✓
      SERVER_BEHIND_FIREWALL_ALG  ✓ ✓ ✓ ✓   - - - ✓
      CLIENT_BEHIND_FIREWALL      ✓ ✓ ✓ -   ✓ ✓ ✓ -
      CLIENT_BEHIND_FIREWALL_ALG  ✓ ✓ ✓ ✓   ✓ ✓ ✓ -
      MASQUERADED_INBOUND         ✓ ✓ ✓ -   ✓ ✓ ✓ -
      IPV6_ONLY                   - - ✓ ✓   - - ✓ ✓
      DUAL_STACK_FIREWALL         - - ✓ ✓   - - - ✓
      NAT64                       - ✓ ✓ -   - ✓ ✓ -
      NAT64_ALG                   - ✓ ✓ ✓   - ✓ ✓ -
      """;

  @Test
  void theSettingsTellWhatWorks() {
    StringBuilder table = new StringBuilder();
    for (Scenario scenario : Scenario.values()) {
      try (FtpNat nat = FtpNat.start(scenario)) {
        GatewaySettings gateways = GatewaySettings.of(nat.topology());
        table.append(
            "%-26s  %s   %s%n"
                .formatted(
                    scenario,
                    marks(new Feasibility(gateways, false)),
                    marks(new Feasibility(gateways, true))));
      }
    }
    assertThat(table.toString()).isEqualToNormalizingNewlines(WORKS);
  }

  @Test
  void whatIsNotAgreedOnNeverWorks() {
    GatewaySettings open = GatewaySettings.of(Topology.builder().build());

    assertThat(new Feasibility(open, false).works(DataMode.NONE)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"1, false", "2, true"})
  void aDataConnectionTakesRoomBesideTheControlConnection(int room, boolean works) {
    Topology topology =
        Topology.builder().clientGateway(Gateway.builder().connectionLimit(room).build()).build();
    Feasibility feasibility = new Feasibility(GatewaySettings.of(topology), false);

    assertThat(feasibility.works(DataMode.EPSV)).isEqualTo(works);
    assertThat(feasibility.worksAtControlAddress()).isEqualTo(works);
  }

  @ParameterizedTest
  @CsvSource({"10.0.1.121, true", "203.0.113.7, false", "203.0.113.70, false"})
  void anAlgTranslatesOnlyTheServersOwnAddress(String announced, boolean works) {
    Topology topology =
        Topology.builder()
            .serverGateway(
                Gateway.builder()
                    .publicAddress("203.0.113.7")
                    .forwardControlPort()
                    .alg(AlgBehavior.NETFILTER)
                    .build())
            .server(server -> server.address("10.0.1.121").advertise(announced))
            .build();

    assertThat(new Feasibility(GatewaySettings.of(topology), false).works(DataMode.PASV))
        .isEqualTo(works);
  }

  @ParameterizedTest
  @CsvSource({
    "IPv4, before the server, false, false",
    "IPv6, before the server, true, true",
    "IPv4, before the client, false, false",
    "IPv6, before the client, true, true",
    "beyond a NAT64, before the server, false, false",
    "beyond a NAT64 with an ALG, before the server, true, false",
    "beyond a NAT64, before the client, true, true"
  })
  void onlyIpv4MeetsAProxy(String network, String where, boolean plain, boolean underTls) {
    Gateway.Builder proxy = Gateway.builder().alg(AlgBehavior.SUSE_FTP_PROXY);
    Topology.Builder topology = Topology.builder();
    if (where.equals("before the client")) {
      topology.clientGateway(proxy.build());
    } else {
      topology.serverGateway(proxy.forwardControlPort().forwardPassivePorts().build());
    }
    switch (network) {
      case "IPv4" -> {}
      case "IPv6" -> topology.ipv6();
      case "beyond a NAT64" -> topology.clientGateway(Gateway.builder().nat64().build());
      default ->
          topology.clientGateway(Gateway.builder().nat64().alg(AlgBehavior.RFC_6384).build());
    }
    GatewaySettings gateways = GatewaySettings.of(topology.build());

    assertThat(new Feasibility(gateways, false).works(DataMode.EPSV)).isEqualTo(plain);
    assertThat(new Feasibility(gateways, true).works(DataMode.EPSV)).isEqualTo(underTls);
  }

  @ParameterizedTest
  @CsvSource({
    "PORT, true, true",
    "EPRT, true, true",
    "PORT EPRT, true, false",
    "PASV, true, true",
    "EPSV, true, true",
    "PASV EPSV, false, true"
  })
  void aModeHasTwoCommands(String refused, boolean passive, boolean active) {
    Topology topology =
        Topology.builder().server(server -> server.refuse(refused.split(" "))).build();
    Feasibility outlook = new Feasibility(GatewaySettings.of(topology), false);

    assertThat(outlook.worksInModeOf(DataMode.EPSV)).isEqualTo(passive);
    assertThat(outlook.worksInModeOf(DataMode.PORT)).isEqualTo(active);
  }

  @ParameterizedTest
  @CsvSource({
    "PORT, true, false",
    "EPRT, true, true",
    "PASV, false, true",
    "EPSV, true, true",
  })
  void whatAnAlgMakesOfACommandIsWhatTheServerMayRefuse(
      String refused, boolean epsv, boolean eprt) {
    Topology topology =
        Scenario.NAT64_ALG.topology().toBuilder().server(server -> server.refuse(refused)).build();
    Feasibility outlook = new Feasibility(GatewaySettings.of(topology), false);

    assertThat(outlook.works(DataMode.EPSV)).isEqualTo(epsv);
    assertThat(outlook.works(DataMode.EPRT)).isEqualTo(eprt);
  }

  @Test
  void ofAProxyBeforeTheClientOnlyTheAddressThatItNamesIsRight() {
    Topology topology =
        Topology.builder()
            .clientGateway(Gateway.builder().alg(AlgBehavior.SUSE_FTP_PROXY).build())
            .build();
    Feasibility outlook = new Feasibility(GatewaySettings.of(topology), false);

    assertThat(outlook.works(DataMode.PASV)).isTrue();
    assertThat(outlook.worksAtControlAddress()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"10.0.1.121, true", "203.0.113.70, false"})
  void aProxyBeforeTheServerGoesWhereTheServerSays(String announced, boolean works) {
    Topology topology =
        Topology.builder()
            .serverGateway(
                Gateway.builder().alg(AlgBehavior.SUSE_FTP_PROXY).forwardControlPort().build())
            .server(server -> server.address("10.0.1.121").advertise(announced))
            .build();
    Feasibility outlook = new Feasibility(GatewaySettings.of(topology), false);

    assertThat(outlook.works(DataMode.PASV)).isEqualTo(works);
    assertThat(outlook.worksAtControlAddress()).isEqualTo(works);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aProxyThatLooksAtAnotherPortIsNone(boolean ofServer) {
    Gateway.Builder proxy = Gateway.builder().alg(AlgBehavior.SUSE_FTP_PROXY);
    Topology.Builder topology = Topology.builder().server(server -> server.controlPort(2121));
    if (ofServer) {
      topology.serverGateway(proxy.forwardControlPort().forwardPassivePorts().build());
    } else {
      topology.clientGateway(proxy.build());
    }
    Feasibility outlook = new Feasibility(GatewaySettings.of(topology.build()), false);

    assertThat(outlook.works(DataMode.EPSV)).isTrue();
    assertThat(outlook.worksAtControlAddress()).isTrue();
  }

  @Test
  void withoutAnAlgTheServerIsAskedForWhatTheClientSays() {
    Topology topology =
        Scenario.NAT64.topology().toBuilder().server(server -> server.refuse("EPSV")).build();

    assertThat(new Feasibility(GatewaySettings.of(topology), false).works(DataMode.EPSV)).isFalse();
  }

  private static String marks(Feasibility outlook) {
    Predicate<DataMode> works = outlook::works;
    return String.join(
        " ",
        mark(works.test(DataMode.PASV)),
        mark(outlook.worksAtControlAddress()),
        mark(works.test(DataMode.EPSV)),
        mark(works.test(DataMode.PORT) || works.test(DataMode.EPRT)));
  }

  private static String mark(boolean works) {
    return works ? "✓" : "-";
  }

  @ParameterizedTest
  @CsvSource({
    "true, NONE, true",
    "true, NETFILTER, true",
    "false, NONE, true",
    "false, NETFILTER, true"
  })
  void aServerThatComparesAddressesKnowsDataThatComesAsControlDoes(
      boolean masquerades, AlgBehavior alg, boolean works) {
    Gateway.Builder gateway =
        Gateway.builder()
            .publicAddress("203.0.113.7")
            .forwardControlPort()
            .forwardPassivePorts()
            .alg(alg);
    Topology topology =
        Topology.builder()
            .serverGateway((masquerades ? gateway.masqueradesInbound() : gateway).build())
            .server(server -> server.address("10.0.1.121").foreignData(ForeignData.REFUSED))
            .build();

    assertThat(new Feasibility(GatewaySettings.of(topology), false).works(DataMode.EPSV))
        .isEqualTo(works);
    assertThat(new Feasibility(GatewaySettings.of(topology), true).works(DataMode.EPSV))
        .isEqualTo(works);
  }

  private static String under(AuthHandling handling, boolean server, int... outgoing) {
    Gateway.Builder firewall =
        Gateway.firewall()
            .forwardControlPort()
            .alg(AlgBehavior.NETFILTER)
            .authHandling(handling)
            .outgoingPorts(outgoing);
    Topology.Builder topology = Topology.builder().name("firewall");
    Topology described =
        (server
                ? topology.serverGateway(firewall.build())
                : topology.clientGateway(firewall.build()))
            .build();
    try (FtpNat nat = FtpNat.start(described)) {
      GatewaySettings gateways = GatewaySettings.of(nat.topology());
      return marks(new Feasibility(gateways, false))
          + " | "
          + marks(new Feasibility(gateways, true));
    }
  }

  /** In clear, and under TLS. */
  @Test
  void oneThatOpensEverythingBesideTlsLetsAllModesThrough() {
    assertThat(under(AuthHandling.OPENED, true, 21)).isEqualTo(ALL + " | " + ALL);
    assertThat(under(AuthHandling.OPENED, false, 21)).isEqualTo(ALL + " | " + ALL);
    assertThat(under(AuthHandling.BLIND, true, 21)).isEqualTo(ALL + " | - - - -");
    assertThat(under(AuthHandling.BLIND, false, 21)).isEqualTo(ALL + " | - - - -");
    assertThat(under(AuthHandling.BLIND, false, 21, 3846)).isEqualTo(ALL + " | - - - -");
  }

  private static final String ALL = "✓ ✓ ✓ ✓";
}
