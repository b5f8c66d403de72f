package dev.ftpnat.kernel;

import static dev.ftpnat.topology.AlgBehavior.NETFILTER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.AddressPooling;
import dev.ftpnat.topology.ForeignData;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.MappingBehavior;
import dev.ftpnat.topology.PortAllocation;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.topology.Vantage;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which transfers work in topologies that are no scenarios, on both networks. */
class TopologiesTest {

  private static final int AT_ONCE = 8;
  private static final long SECONDS = 120;

  private static Gateway nat() {
    return Gateway.builder().build();
  }

  private static Gateway alg() {
    return Gateway.builder().alg(NETFILTER).build();
  }

  private static Gateway forwardingControl(Gateway gateway) {
    return gateway.toBuilder().forwardControlPort().build();
  }

  private static Gateway forwarding(Gateway gateway) {
    return gateway.toBuilder().forwardControlPort().forwardPassivePorts().build();
  }

  private static Gateway watching(Gateway gateway, int port) {
    return gateway.toBuilder().algPorts(port).build();
  }

  private static Topology client(Gateway inner, Gateway outer) {
    return Topology.builder().clientGateway(inner).clientGateway(outer).build();
  }

  private static Topology server(Gateway inner, Gateway outer) {
    return Topology.builder().serverGateway(inner).serverGateway(outer).build();
  }

  private static Topology on2121(Topology.Builder topology) {
    return topology.server(server -> server.controlPort(2121)).build();
  }

  /** The control port outside is another one than inside. */
  private static Topology from2121(Gateway.Builder gateway) {
    return Topology.builder()
        .serverGateway(
            gateway
                .forward(Forward.ports(new PortRange(2121, 2121), new PortRange(21, 21)))
                .build())
        .build();
  }

  /** With an ALG on both sides, and inside networks of this size. */
  private static Topology insideNetworks(String ofClient, String ofServer) {
    return Topology.builder()
        .clientGateway(alg().toBuilder().insideNetwork(ofClient).build())
        .serverGateway(forwardingControl(alg()).toBuilder().insideNetwork(ofServer).build())
        .build();
  }

  private static Topology from(Vantage vantage, Scenario scenario) {
    return scenario.topology().withVantage(vantage);
  }

  /** Settings of a server that compares addresses. */
  private static final class Checks {

    static Server.Builder all(Server.Builder server) {
      return server
          .advertisePublicAddress()
          .refuseForeignTargets(true)
          .refuseLowTargets(true)
          .foreignData(ForeignData.REFUSED)
          .acceptTimeout(Duration.ofSeconds(1));
    }
  }

  private static Gateway.Builder withAlg() {
    return Gateway.firewall().alg(NETFILTER);
  }

  private static Gateway.Builder lettingInControl(Gateway.Builder gateway) {
    return gateway.forwardControlPort();
  }

  private static Topology serverSide(Gateway.Builder gateway) {
    return Topology.builder().serverGateway(gateway.build()).build();
  }

  private static Topology clientSide(Gateway.Builder gateway) {
    return Topology.builder().clientGateway(gateway.build()).build();
  }

  private static Topology checked(Scenario scenario) {
    return scenario.topology().toBuilder()
        .server(
            server ->
                server
                    .refuseForeignTargets(true)
                    .refuseLowTargets(true)
                    .foreignData(ForeignData.REFUSED))
        .build();
  }

  /** With an ALG the server has to announce its own address. */
  private static Topology masqueraded(Gateway.Builder gateway) {
    boolean alg = gateway.build().alg() == NETFILTER;
    return Topology.builder()
        .serverGateway(gateway.forwardControlPort().masqueradesInbound().build())
        .server(server -> alg ? Checks.all(server).advertiseOwnAddress() : Checks.all(server))
        .build();
  }

  private static Topology pooled(AddressPooling pooling, Gateway.Builder gateway) {
    return Topology.builder()
        .clientGateway(gateway.addressPool(2).addressPooling(pooling).build())
        .server(
            server -> server.foreignData(ForeignData.REFUSED).acceptTimeout(Duration.ofSeconds(1)))
        .build();
  }

  private static Topology oneWayMasqueraded(Forward control, Forward passive) {
    return Topology.builder()
        .serverGateway(Gateway.builder().forward(control).forward(passive).build())
        .server(Checks::all)
        .build();
  }

  /** Topologies, each with what becomes of passive mode, EPSV and active mode. */
  private enum Row {
    CLIENT_BEHIND_TWO_NATS("ok ok timeout", client(nat(), nat())),
    CLIENT_BEHIND_TWO_ALGS("ok ok ok", client(alg(), alg())),
    CLIENT_BEHIND_NAT_AND_ALG("ok ok timeout", client(nat(), alg())),
    CLIENT_BEHIND_ALG_AND_NAT("ok ok timeout", client(alg(), nat())),
    SERVER_BEHIND_TWO_FORWARDING_NATS(
        "timeout ok ok", server(forwarding(nat()), forwarding(nat()))),
    SERVER_BEHIND_TWO_ALGS("ok ok ok", server(forwardingControl(alg()), forwardingControl(alg()))),
    SERVER_BEHIND_ALG_AND_NAT(
        "timeout timeout ok", server(forwardingControl(alg()), forwardingControl(nat()))),
    // To the outer one 227 names a stranger, since its neighbour has another address than the
    // server; 229 names none.
    SERVER_BEHIND_NAT_AND_ALG("timeout ok ok", server(forwarding(nat()), forwardingControl(alg()))),
    BOTH_BEHIND_ALGS(
        "ok ok ok",
        Topology.builder().clientGateway(alg()).serverGateway(forwardingControl(alg())).build()),
    OTHER_PORT_WATCHED(
        "ok ok ok",
        on2121(Topology.builder().serverGateway(watching(forwardingControl(alg()), 2121)))),
    OTHER_PORT_NOT_WATCHED(
        "timeout timeout ok", on2121(Topology.builder().serverGateway(forwardingControl(alg())))),
    PORT_INSIDE_WATCHED("ok ok ok", from2121(alg().toBuilder().algPortsInside(21))),
    PORT_INSIDE_NOT_WATCHED("timeout timeout ok", from2121(alg().toBuilder().algPortsInside(2121))),
    PORT_OUTSIDE_WATCHED("ok ok ok", from2121(alg().toBuilder().algPorts(2121))),
    PORT_OUTSIDE_NOT_WATCHED("timeout timeout ok", from2121(alg().toBuilder().algPorts(21))),
    OTHER_PORT_WATCHED_FOR_THE_CLIENT(
        "ok ok ok", on2121(Topology.builder().clientGateway(watching(alg(), 2121)))),
    OTHER_PORT_NOT_WATCHED_FOR_THE_CLIENT(
        "ok ok timeout", on2121(Topology.builder().clientGateway(alg()))),
    IMPLICIT_TLS("ok ok ok", Scenario.EXTERNAL_ADDRESS.topology().withTls(TlsMode.IMPLICIT)),
    IMPLICIT_TLS_WATCHED(
        "timeout timeout ok",
        Topology.builder()
            .serverGateway(watching(forwardingControl(alg()), 990))
            .server(server -> server.tls(TlsMode.IMPLICIT))
            .build()),
    OTHER_PORTS_INSIDE("timeout timeout ok", Scenario.PORT_TRANSLATING_NAT.topology()),
    NETWORKS_OF_FOUR("ok ok ok", insideNetworks("192.168.5.0/30", "10.9.8.4/30")),
    NETWORKS_OF_TWO("ok ok ok", insideNetworks("192.168.6.0/31", "10.9.8.8/31")),
    PINNED(
        "ok ok ok",
        Topology.builder()
            .clientAddress("193.21.1.5")
            .serverGateway(
                forwardingControl(alg()).toBuilder()
                    .publicAddress("193.21.1.121")
                    .insideNetwork("10.0.1.0/24")
                    .build())
            .server(server -> server.address("10.0.1.121"))
            .build()),
    // What the server sees of the client is the gateway.
    MASQUERADED("ok ok 500", masqueraded(nat().toBuilder().forwardPassivePorts())),
    MASQUERADED_WITH_ALG("ok ok ok", masqueraded(alg().toBuilder())),
    MASQUERADED_UNCHECKED(
        "ok ok ok",
        masqueraded(nat().toBuilder().forwardPassivePorts()).toBuilder()
            .server(server -> server.refuseForeignTargets(false))
            .build()),
    MASQUERADED_BY_TWO_ALGS(
        "ok ok ok",
        server(
                forwardingControl(alg()).toBuilder().masqueradesInbound().build(),
                forwardingControl(alg()).toBuilder().masqueradesInbound().build())
            .toBuilder()
            .server(server -> Checks.all(server).advertiseOwnAddress())
            .build()),
    ONLY_CONTROL_MASQUERADED(
        "425 425 500",
        oneWayMasqueraded(Forward.controlPort().masqueraded(), Forward.passivePorts())),
    ONLY_DATA_MASQUERADED(
        "425 425 ok",
        oneWayMasqueraded(Forward.controlPort(), Forward.passivePorts().masqueraded())),
    // The server that the balancer takes for data isn't the one that has said PASV.
    DATA_AT_OTHER_SERVER(
        "refused refused ok",
        oneWayMasqueraded(Forward.controlPort(), Forward.passivePorts().toOtherServer())),
    DATA_AT_OTHER_SERVER_BEHIND_TWO(
        "refused refused ok",
        server(
                nat().toBuilder()
                    .forwardControlPort()
                    .forward(Forward.passivePorts().toOtherServer())
                    .build(),
                forwarding(nat()))
            .toBuilder()
            .server(Server.Builder::advertisePublicAddress)
            .build()),
    // What the ALG expects goes with its control connection.
    BALANCER_WITH_ALG(
        "ok ok ok",
        Topology.builder()
            .serverGateway(
                forwardingControl(alg()).toBuilder()
                    .forward(Forward.passivePorts().toOtherServer())
                    .build())
            .build()),
    // A pool of addresses: control by the first, data by the second, if it isn't paired.
    CLIENT_POOL_PAIRED("ok ok timeout", pooled(AddressPooling.PAIRED, nat().toBuilder())),
    CLIENT_POOL_SPREAD("425 425 timeout", pooled(AddressPooling.ARBITRARY, nat().toBuilder())),
    // What the ALG expects keeps the address of its control connection.
    CLIENT_POOL_SPREAD_WITH_ALG("ok ok ok", pooled(AddressPooling.ARBITRARY, alg().toBuilder())),
    // The first two transfers take the two addresses in turn, and the client compares.
    SERVER_POOL_SPREAD(
        "ok ok java.io.IOException: Host attempting data connection 193.21.4.122 is not same as"
            + " server 193.21.4.121",
        Topology.builder()
            .serverGateway(
                nat().toBuilder()
                    .publicAddress("193.21.4.121")
                    .furtherAddresses("193.21.4.122")
                    .addressPooling(AddressPooling.ARBITRARY)
                    .forwardControlPort()
                    .forwardPassivePorts()
                    .build())
            .server(Server.Builder::advertisePublicAddress)
            .build()),
    // Two addresses that lead to one server, which announces the other one.
    SERVER_ANNOUNCES_ITS_OTHER_ADDRESS(
        "java.io.IOException: Host attempting data connection 193.21.3.121 is not same as server"
            + " 193.21.2.121 ok ok",
        Topology.builder()
            .serverGateway(
                nat().toBuilder()
                    .publicAddress("193.21.2.121")
                    .furtherAddresses("193.21.3.121")
                    .forwardControlPort()
                    .forwardPassivePorts()
                    .build())
            .server(server -> server.advertise("193.21.3.121"))
            .build()),
    // A home's NAT behind a carrier's, which has shared addresses between the two (RFC 6598).
    CARRIER_GRADE_NAT(
        "ok ok timeout",
        client(
            nat(),
            Gateway.builder()
                .insideNetwork("100.64.7.0/24")
                .addressPool(2)
                .mappedPorts(1024, 65535)
                .portBlock(1000)
                .build())),
    PORTS_OF_A_RANGE("ok ok ok", clientSide(alg().toBuilder().mappedPorts(40000, 40099))),
    RANDOM_PORTS(
        "ok ok ok",
        clientSide(
            alg().toBuilder()
                .portAllocation(PortAllocation.RANDOM)
                .mapping(MappingBehavior.ADDRESS_AND_PORT_DEPENDENT))),
    DIRECT_CHECKED("ok ok ok", checked(Scenario.DIRECT)),
    CLIENT_NAT_CHECKED("ok ok 500", checked(Scenario.CLIENT_BEHIND_NAT)),
    CLIENT_ALG_CHECKED("ok ok ok", checked(Scenario.CLIENT_BEHIND_ALG)),
    ALG_CHECKED("ok ok ok", checked(Scenario.ALG_REWRITES)),
    // Without translation: no address is ever wrong, only ports are closed.
    SERVER_FIREWALL("timeout timeout ok", serverSide(lettingInControl(Gateway.firewall()))),
    SERVER_FIREWALL_ALG("ok ok ok", serverSide(lettingInControl(withAlg()))),
    SERVER_FIREWALL_TLS(
        "timeout timeout ok", serverSide(lettingInControl(withAlg())).withTls(TlsMode.REQUIRED)),
    SERVER_FIREWALL_OPEN(
        "ok ok ok", serverSide(lettingInControl(Gateway.firewall()).forwardPassivePorts())),
    SERVER_FIREWALL_NOTHING_OUT(
        "timeout timeout timeout",
        serverSide(lettingInControl(Gateway.firewall()).outgoingPorts())),
    SERVER_FIREWALL_ALG_NOTHING_OUT(
        "ok ok ok", serverSide(lettingInControl(withAlg()).outgoingPorts())),
    SERVER_FIREWALL_REJECTING(
        "refused refused ok",
        serverSide(lettingInControl(Gateway.firewall()).unmappedPorts(Refusal.REJECT))),
    CLIENT_FIREWALL("ok ok timeout", clientSide(Gateway.firewall())),
    CLIENT_FIREWALL_ALG("ok ok ok", clientSide(withAlg())),
    CLIENT_FIREWALL_TLS("ok ok timeout", clientSide(withAlg()).withTls(TlsMode.REQUIRED)),
    CLIENT_FIREWALL_STRICT(
        "timeout timeout timeout", clientSide(Gateway.firewall().outgoingPorts(21))),
    CLIENT_FIREWALL_ALG_STRICT("ok ok ok", clientSide(withAlg().outgoingPorts(21))),
    CLIENT_NAT_STRICT("timeout timeout timeout", clientSide(Gateway.builder().outgoingPorts(21))),
    CLIENT_FIREWALL_REJECTING_STRICT(
        "refused refused timeout",
        clientSide(Gateway.firewall().outgoingPorts(21).unmappedPorts(Refusal.REJECT))),
    // Plain FTP is broken although there is a helper: 227 names somebody else.
    SERVER_FIREWALL_ALG_ANNOUNCING_ANOTHER(
        "timeout ok ok",
        serverSide(lettingInControl(withAlg())).toBuilder()
            .server(server -> server.advertise("203.0.113.77"))
            .build()),
    FIREWALL_BEHIND_NAT(
        "ok ok ok", server(lettingInControl(withAlg()).build(), forwardingControl(alg()))),
    FIREWALL_BEFORE_NAT(
        "ok ok ok", server(forwardingControl(alg()), lettingInControl(withAlg()).build())),
    FIREWALL_BEFORE_OPEN_NAT(
        "timeout timeout ok",
        server(forwarding(nat()), lettingInControl(Gateway.firewall()).build())),
    TWO_FIREWALLS(
        "ok ok ok",
        server(lettingInControl(withAlg()).build(), lettingInControl(withAlg()).build())),
    CLIENT_FIREWALL_BEHIND_NAT("ok ok ok", client(withAlg().build(), alg())),
    CLIENT_FIREWALL_BEFORE_NAT("ok ok ok", client(alg(), withAlg().build())),
    FIREWALLS_PRIVATE(
        "ok ok ok",
        Topology.builder()
            .vantage(Vantage.PRIVATE)
            .clientGateway(withAlg().build())
            .serverGateway(lettingInControl(withAlg()).build())
            .build()),
    FIREWALLS_LOOPBACK(
        "ok ok ok",
        Topology.builder()
            .vantage(Vantage.LOOPBACK)
            .clientGateway(withAlg().build())
            .serverGateway(lettingInControl(withAlg()).build())
            .build()),
    FIREWALL_PINNED(
        "ok ok ok",
        Topology.builder()
            .clientAddress("193.21.1.5")
            .clientGateway(withAlg().build())
            .serverGateway(lettingInControl(withAlg()).build())
            .server(server -> server.address("193.21.1.121"))
            .build()),
    DIRECT_PRIVATE("ok ok ok", from(Vantage.PRIVATE, Scenario.DIRECT)),
    ALG_PRIVATE("ok ok ok", from(Vantage.PRIVATE, Scenario.ALG_REWRITES)),
    LEAKING_PRIVATE("timeout ok ok", from(Vantage.PRIVATE, Scenario.PRIVATE_IP_PASV)),
    CLIENT_NAT_PRIVATE("ok ok timeout", from(Vantage.PRIVATE, Scenario.CLIENT_BEHIND_NAT)),
    CLIENT_ALG_PRIVATE("ok ok ok", from(Vantage.PRIVATE, Scenario.CLIENT_BEHIND_ALG)),
    DIRECT_LOOPBACK("ok ok ok", from(Vantage.LOOPBACK, Scenario.DIRECT)),
    ALG_LOOPBACK("ok ok ok", from(Vantage.LOOPBACK, Scenario.ALG_REWRITES)),
    ALG_TLS_LOOPBACK("timeout timeout ok", from(Vantage.LOOPBACK, Scenario.TLS_BLOCKED_ALG)),
    LEAKING_LOOPBACK("timeout ok ok", from(Vantage.LOOPBACK, Scenario.PRIVATE_IP_PASV)),
    CLIENT_NAT_LOOPBACK("ok ok timeout", from(Vantage.LOOPBACK, Scenario.CLIENT_BEHIND_NAT)),
    CLIENT_ALG_LOOPBACK("ok ok ok", from(Vantage.LOOPBACK, Scenario.CLIENT_BEHIND_ALG)),
    BOTH_NATS_LOOPBACK("ok ok timeout", from(Vantage.LOOPBACK, Scenario.DOUBLE_NAT));

    private final String expected;
    private final Topology topology;

    Row(String expected, Topology topology) {
      this.expected = expected;
      this.topology = topology.toBuilder().name(name()).build();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void transfersFilesBothWays(Network network) throws Exception {
    OnBoth.start(Scenario.ALG_REWRITES.topology(), network).close();
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      Map<Row, Future<String>> runs = new EnumMap<>(Row.class);
      for (Row row : Row.values()) {
        runs.put(row, threads.submit(() -> run(row.topology, network)));
      }
      Map<Row, String> expected = new EnumMap<>(Row.class);
      Map<Row, String> actual = new EnumMap<>(Row.class);
      for (Row row : Row.values()) {
        expected.put(row, row.expected);
        actual.put(row, runs.get(row).get(SECONDS, TimeUnit.SECONDS));
      }
      assertThat(actual).containsExactlyInAnyOrderEntriesOf(expected);
    } finally {
      threads.shutdownNow();
    }
  }

  private static String run(Topology topology, Network network) {
    try (FtpNat nat = OnBoth.start(topology, network)) {
      return Transfer.all(nat);
    }
  }
}
