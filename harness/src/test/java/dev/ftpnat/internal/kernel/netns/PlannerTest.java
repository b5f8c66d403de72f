package dev.ftpnat.internal.kernel.netns;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.kernel.netns.Plan.Host;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.ClientHost;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Gateway.Hairpinning;
import dev.ftpnat.topology.IdleTimeouts;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.topology.Vantage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked of the kernel and of nft, to the letter. */
class PlannerTest {

  /** Every host's first line; {@code resolvesNoNames} makes two more at both ends. */
  private static final String LOOPBACK = "link set lo up\n";

  private static final String NO_NAMES =
      "rule add pref 1 ipproto udp dport 53 unreachable\n"
          + "rule add pref 1 ipproto tcp dport 53 unreachable\n";

  private static Gateway.Builder gateway(String name, String publicAddress, String inside) {
    return Gateway.builder().name(name).publicAddress(publicAddress).insideNetwork(inside);
  }

  private static Gateway.Builder serverNat() {
    return gateway("server NAT", "203.0.113.7", "10.0.1.0/24").forwardControlPort();
  }

  private static Topology.Builder behind(Gateway gateway) {
    return Topology.builder()
        .clientAddress("198.51.100.2")
        .serverGateway(gateway)
        .server(server -> server.address("10.0.1.121"));
  }

  private static Topology doubleNat() {
    return behind(serverNat().forwardPassivePorts().build())
        .clientAddress("192.168.1.2")
        .clientGateway(gateway("client NAT", "198.51.100.2", "192.168.1.0/24").build())
        .server(server -> server.passivePorts(3846, 3855))
        .build();
  }

  private static Host host(Plan plan, String name) {
    return plan.hosts().stream().filter(host -> host.name().equals(name)).findFirst().orElseThrow();
  }

  private static String ip(Plan plan, String host) {
    return host(plan, host).ip().stream().map(line -> line + "\n").collect(joining());
  }

  private static String nft(Topology topology, String host) {
    return host(Planner.plan(topology), host).nft().orElseThrow();
  }

  @Test
  void aServerBehindAnAlg() {
    Plan plan = Planner.plan(behind(serverNat().alg(AlgBehavior.NETFILTER).build()).build());

    assertThat(plan.hosts())
        .extracting(Host::name)
        .containsExactly("client", "internet", "server NAT", "server");
    assertThat(plan.links())
        .extracting(Plan.Link::toString)
        .containsExactly(
            "Link[left=client, leftInterface=eth0, right=internet, rightInterface=to-client]",
            "Link[left=server, leftInterface=eth0, right=server NAT, rightInterface=inside]",
            "Link[left=server NAT, leftInterface=outside, right=internet, rightInterface=to-server]");
    assertThat(ip(plan, "client"))
        .isEqualTo(
            LOOPBACK
                + NO_NAMES
                + """
                addr add 198.51.100.2/32 dev eth0 scope global
                link set eth0 up
                route add default via 169.254.0.1 dev eth0 onlink
                """);
    assertThat(ip(plan, "internet"))
        .isEqualTo(
            LOOPBACK
                + """
                addr add 169.254.0.1/32 dev to-client scope global
                link set to-client up
                route add 198.51.100.2/32 dev to-client
                addr add 169.254.0.1/32 dev to-server scope global
                link set to-server up
                route add 203.0.113.7/32 dev to-server
                route add 10.0.1.0/24 via 203.0.113.7 dev to-server onlink
                route add unreachable default
                """);
    assertThat(ip(plan, "server NAT"))
        .isEqualTo(
            LOOPBACK
                + """
                addr add 10.0.1.1/32 dev inside scope global
                link set inside up
                route add 10.0.1.0/24 dev inside
                addr add 203.0.113.7/32 dev outside scope global
                link set outside up
                route add default via 169.254.0.1 dev outside onlink
                """);
    assertThat(ip(plan, "server"))
        .isEqualTo(
            LOOPBACK
                + NO_NAMES
                + """
                addr add 10.0.1.121/32 dev eth0 scope global
                link set eth0 up
                route add unreachable 10.0.1.0/24
                route add default via 10.0.1.1 dev eth0 onlink
                """);
  }

  @Test
  void theRulesOfAnAlg() {
    Gateway gateway =
        serverNat()
            .alg(AlgBehavior.NETFILTER)
            .algPorts(2121, 21)
            .unmappedPorts(Refusal.REJECT)
            .privateDestinations(Refusal.UNREACHABLE)
            .build();

    assertThat(nft(behind(gateway).build(), "server NAT"))
        .isEqualTo(
            """
            table ip ftpnat {
              ct helper ftp-alg { type "ftp" protocol tcp; }
              chain alg {
                type filter hook prerouting priority mangle;
                tcp dport { 21, 2121 } ct helper set "ftp-alg"
              }
              chain forwards {
                type nat hook prerouting priority dstnat;
                iifname outside ip daddr 203.0.113.7 tcp dport 21 dnat to 10.0.1.121
              }
              chain sources {
                type nat hook postrouting priority srcnat;
                oifname outside snat to 203.0.113.7
              }
              chain transit {
                type filter hook forward priority filter; policy drop;
                ct state established,related accept
                ct state invalid drop
                iifname inside accept
                ct status dnat accept
                ip daddr { 10.0.1.0/24 } reject with icmp type host-unreachable
              }
              chain itself {
                type filter hook input priority filter;
                ct state established,related accept
                ct state invalid drop
                iifname lo accept
                ip daddr 203.0.113.7 meta l4proto tcp meta l4proto tcp reject with tcp reset
                meta l4proto tcp reject with icmp type host-unreachable
              }
            }
            """);
  }

  @Test
  void aGatewayThatForgets() {
    Topology topology =
        behind(
                serverNat()
                    .connectionLimit(7)
                    .idleTimeouts(
                        IdleTimeouts.AZURE_NAT_GATEWAY.withEstablished(Duration.ofDays(1000)))
                    .build())
            .build();
    String limit = "meta l4proto tcp ct state new,related ct count over 7 drop\n";
    String reset = "ct state invalid meta l4proto tcp reject with tcp reset\n";

    assertThat(nft(topology, "server NAT"))
        .containsOnlyOnce(limit)
        .contains(
            "  chain room {\n    " + limit + "    accept\n  }\n",
            "ct state established accept\n    ct state related goto room\n    " + reset,
            "    iifname inside goto room\n    ct status dnat goto room\n",
            "priority filter;\n    ct state established,related accept\n    " + reset);
    assertThat(host(Planner.plan(topology), "server NAT").parameters())
        .containsEntry("netfilter/nf_conntrack_tcp_loose", "0")
        .containsEntry("netfilter/nf_conntrack_tcp_timeout_established", "1814400")
        .containsEntry("netfilter/nf_conntrack_tcp_timeout_syn_sent", "30")
        .containsEntry("netfilter/nf_conntrack_tcp_be_liberal", "1");
    assertThat(host(Planner.plan(behind(serverNat().build()).build()), "server NAT").parameters())
        .containsEntry("netfilter/nf_conntrack_tcp_timeout_established", "7440")
        .doesNotContainKey("netfilter/nf_conntrack_tcp_be_liberal");
  }

  @Test
  void everyAttemptThatLeadsNowhereIsTold() {
    Plan plan = Planner.plan(doubleNat());

    for (String host : new String[] {"client NAT", "internet", "server NAT"}) {
      assertThat(host(plan, host).parameters())
          .containsEntry("ipv4/ip_forward", "1")
          .containsEntry("ipv4/icmp_ratelimit", "0");
    }
  }

  @Test
  void natsOnBothSides() {
    Plan plan = Planner.plan(doubleNat());

    assertThat(plan.hosts())
        .extracting(Host::name)
        .containsExactly("client", "client NAT", "internet", "server NAT", "server");
    assertThat(ip(plan, "client")).contains("route add default via 192.168.1.1 dev eth0 onlink\n");
    assertThat(ip(plan, "internet"))
        .contains("route add 192.168.1.0/24 via 198.51.100.2 dev to-client onlink\n");
    assertThat(nft(doubleNat(), "client NAT"))
        .doesNotContain("ct helper", "dnat to")
        .contains("oifname outside snat to 198.51.100.2\n", "ip daddr { 192.168.1.0/24 } drop\n");
    assertThat(nft(doubleNat(), "server NAT"))
        .contains(
            "iifname outside ip daddr 203.0.113.7 tcp dport 21 dnat to 10.0.1.121\n",
            "iifname outside ip daddr 203.0.113.7 tcp dport 3846-3855 dnat to 10.0.1.121\n");
  }

  @Test
  void aGatewayBehindAnother() {
    Topology topology =
        behind(serverNat().publicAddress("100.64.0.9").build())
            .serverGateway(
                gateway("carrier", "203.0.113.7", "100.64.0.0/24").forwardControlPort().build())
            .build();
    Plan plan = Planner.plan(topology);

    assertThat(ip(plan, "server NAT"))
        .contains("route add unreachable 100.64.0.0/24\n")
        .contains("route add default via 100.64.0.1 dev outside onlink\n");
    assertThat(ip(plan, "carrier"))
        .contains("route add 10.0.1.0/24 via 100.64.0.9 dev inside onlink\n");
    assertThat(nft(topology, "carrier"))
        .contains("dnat to 100.64.0.9\n", "ip daddr { 10.0.1.0/24, 100.64.0.0/24 } drop\n");
  }

  @Test
  void portsForwardedToOtherPorts() {
    Gateway gateway =
        gateway("server NAT", "203.0.113.7", "10.0.1.0/24")
            .forward(Forward.ports(new PortRange(40000, 40001), new PortRange(3846, 3847)))
            .build();

    assertThat(nft(behind(gateway).build(), "server NAT"))
        .contains(
            "tcp dport 40000-40001 dnat to 10.0.1.121"
                + " : tcp dport map { 40000 : 3846, 40001 : 3847 }\n");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.1.0/24, 10.0.1.121, 10.0.1.1",
    "10.0.1.0/24, 10.0.1.1, 10.0.1.2",
    "10.0.1.0/31, 10.0.1.1, 169.254.0.2",
    "10.0.1.1/32, 10.0.1.1, 169.254.0.2"
  })
  void theGatewaysOwnAddressInsideIsNobodyElses(String network, String server, String router) {
    Topology topology =
        behind(serverNat().insideNetwork(network).build())
            .server(host -> host.address(server))
            .build();

    assertThat(ip(Planner.plan(topology), "server"))
        .contains("route add default via " + router + " dev eth0 onlink\n");
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3000, 1", "3001, 1", "4000, 2", "8000, 3", "3600000, 6"})
  void aSynIsRepeatedUntilTheTimeToGiveUpIsOver(long millis, String retries) {
    Topology topology =
        behind(serverNat().build())
            .connectGiveUp(Duration.ofMillis(millis))
            .server(server -> server.connectGiveUp(Topology.LINUX_CONNECT_GIVE_UP))
            .build();
    Plan plan = Planner.plan(topology);

    assertThat(host(plan, "client").parameters()).containsEntry("ipv4/tcp_syn_retries", retries);
    assertThat(host(plan, "server").parameters()).containsEntry("ipv4/tcp_syn_retries", "6");
  }

  @Test
  void onlyLoopbackAddressesNeedTheKernelToBeTold() {
    Topology topology = behind(serverNat().build()).build();
    Host normal = host(Planner.plan(topology), "client");
    Host loopback = host(Planner.plan(topology.withVantage(Vantage.LOOPBACK)), "client");

    assertThat(normal.parameters()).doesNotContainKey("ipv4/conf/all/route_localnet");
    assertThat(loopback.parameters()).containsEntry("ipv4/conf/all/route_localnet", "1");
    assertThat(loopback.ip()).contains("route del local 127.0.0.0/8 dev lo table local");
  }

  @Test
  void anotherAddressChangesWhatDependsOnIt() {
    Plan before = Planner.plan(doubleNat());
    Plan now =
        Planner.plan(
            doubleNat().toBuilder()
                .serverGateways(gateway -> gateway.publicAddress("203.0.113.99"))
                .build());

    List<Host> changes = before.changesTo(now);

    assertThat(changes).extracting(Host::name).containsExactly("internet", "server NAT");
    assertThat(changes.get(0).ip())
        .containsExactly(
            "route del 203.0.113.7/32 dev to-server",
            "route del 10.0.1.0/24 via 203.0.113.7 dev to-server onlink",
            "route add 203.0.113.99/32 dev to-server",
            "route add 10.0.1.0/24 via 203.0.113.99 dev to-server onlink");
    assertThat(changes.get(0).nft()).isEmpty();
    assertThat(changes.get(1).ip())
        .containsExactly(
            "addr add 203.0.113.99/32 dev outside scope global",
            "addr del 203.0.113.7/32 dev outside scope global");
    assertThat(changes.get(1).nft().orElseThrow())
        .startsWith("delete table ip ftpnat\ntable ip ftpnat {\n")
        .contains("203.0.113.99")
        .doesNotContain("203.0.113.7");
    assertThat(now.changesTo(now)).isEmpty();
  }

  private static Topology everywhere(Hairpinning hairpinning) {
    return doubleNat().toBuilder()
        .serverGateways(gateway -> gateway.hairpinning(hairpinning))
        .clientHost("inside", ClientHost.Place.SERVER_NETWORK, "10.0.1.11")
        .clientHost("neighbour", ClientHost.Place.CLIENT_NETWORK, "192.168.1.11")
        .clientHost("outside", ClientHost.Place.INTERNET, "198.51.100.9")
        .build();
  }

  @Test
  void furtherClientHostsComeAfterAllOthers() {
    Plan plan = Planner.plan(everywhere(Hairpinning.NONE));
    Plan without = Planner.plan(doubleNat());

    assertThat(plan.hosts()).extracting(Host::name).endsWith("inside", "neighbour", "outside");
    assertThat(plan.hosts()).hasSize(without.hosts().size() + 3);
    assertThat(plan.links()).startsWith(without.links().toArray(Plan.Link[]::new)).hasSize(8);
    assertThat(ip(plan, "inside"))
        .endsWith(
            """
            route add unreachable 10.0.1.0/24
            route add default via 10.0.1.1 dev eth0 onlink
            addr add 10.0.1.11/32 dev beside scope global
            link set beside up
            route add 10.0.1.121/32 dev beside
            """);
    assertThat(ip(plan, "server")).endsWith("route add 10.0.1.11/32 dev beside1\n");
    assertThat(ip(plan, "server NAT")).endsWith("route add 10.0.1.11/32 dev inside1\n");
    assertThat(ip(plan, "client NAT")).endsWith("route add 192.168.1.11/32 dev inside2\n");
    assertThat(ip(plan, "internet")).contains("route add 198.51.100.9/32 dev to-host3\n");
  }

  @Test
  void whatIsLedBackInIsForwardedFromEverywhere() {
    assertThat(nft(everywhere(Hairpinning.NONE), "server NAT"))
        .contains("iifname outside ip daddr 203.0.113.7 tcp dport 21 dnat to 10.0.1.121\n")
        .contains("iifname \"inside*\" accept");
    assertThat(nft(everywhere(Hairpinning.INTERNAL_SOURCE), "server NAT"))
        .contains("    ip daddr 203.0.113.7 tcp dport 21 dnat to 10.0.1.121\n")
        .doesNotContain("saddr");
    assertThat(nft(everywhere(Hairpinning.EXTERNAL_SOURCE), "server NAT"))
        .contains("    ip daddr 203.0.113.7 tcp dport 21 dnat to 10.0.1.121\n")
        .contains(
            "oifname \"inside*\" ip saddr { 10.0.1.0/24 } ct status dnat snat to 203.0.113.7\n");
  }
}
