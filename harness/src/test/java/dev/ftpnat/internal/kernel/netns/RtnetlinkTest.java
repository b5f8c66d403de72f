package dev.ftpnat.internal.kernel.netns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ftpnat.NeedsKernel;
import dev.ftpnat.internal.kernel.Prerequisites;
import dev.ftpnat.internal.kernel.netns.Plan.Host;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.topology.Vantage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the lines of a plan come to is what ip(8) makes of them. */
@NeedsKernel
class RtnetlinkTest {

  private static final List<String> VIEWS =
      List.of("addr show", "route show table all", "rule show");

  private static Gateway.Builder gateway(String name, String publicAddress, String inside) {
    return Gateway.builder().name(name).publicAddress(publicAddress).insideNetwork(inside);
  }

  private static Topology.Builder natsOnBothSides() {
    return Topology.builder()
        .clientAddress("192.168.1.2")
        .clientGateway(gateway("client NAT", "198.51.100.2", "192.168.1.0/24").build())
        .serverGateway(gateway("server NAT", "100.64.0.9", "10.0.1.0/24").build())
        .serverGateway(gateway("carrier", "203.0.113.7", "100.64.0.0/24").build())
        .server(server -> server.address("10.0.1.121"));
  }

  /** The plan with no more done at its hosts than it takes for links to be ready. */
  private static Plan bare(Plan plan) {
    return new Plan(plan.hosts().stream().map(RtnetlinkTest::bare).toList(), plan.links());
  }

  private static Host bare(Host host) {
    return new Host(
        host.name(),
        host.parameters(),
        host.ip().stream().filter(line -> line.startsWith("link ") || isAddress(line)).toList(),
        Optional.empty());
  }

  private static boolean isAddress(String line) {
    return line.startsWith("addr ");
  }

  private static String ip(Namespace namespace, List<String> arguments, String input)
      throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("nsenter", "--net=" + namespace.path(), "--", "ip")
            .redirectErrorStream(true);
    builder.command().addAll(arguments);
    builder.environment().merge("PATH", NftProcesses.MORE_PATH, (path, more) -> path + ":" + more);
    Process process = builder.start();
    process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return said;
  }

  /** Interfaces take a moment to be ready, which shows. */
  private static String view(Namespace namespace, String what) throws Exception {
    return ip(namespace, List.of(what.split(" ")), "")
        .replaceAll("link/ether \\S+", "link/ether")
        .replaceAll("link-netnsid \\d+", "")
        .replaceAll(" (linkdown|NO-CARRIER,|LOWER_UP|state \\S+|M-DOWN)", "")
        .replaceAll("link-netns \\S+", "");
  }

  @ParameterizedTest
  @EnumSource(Vantage.class)
  void aPlanIsBuiltAsIpBuildsIt(Vantage vantage) throws Exception {
    assumeThat(Prerequisites.isHere("ip")).as("the program ip is here").isTrue();
    Plan plan = Planner.plan(natsOnBothSides().build().withVantage(vantage));
    try (NetnsHosts built = new NetnsHosts(plan);
        NetnsHosts judge = new NetnsHosts(bare(plan))) {
      for (Host host : plan.hosts()) {
        List<String> lines = new ArrayList<>();
        host.ip().stream()
            .filter(RtnetlinkTest::isAddress)
            .forEach(line -> lines.add(line.replaceFirst(" add ", " del ")));
        lines.addAll(host.ip());
        assertThat(ip(judge.of(host.name()), List.of("-batch", "-"), String.join("\n", lines)))
            .isEmpty();
      }

      for (Host host : plan.hosts()) {
        for (String what : VIEWS) {
          assertThat(view(built.of(host.name()), what))
              .as("%s at %s", what, host.name())
              .isEqualTo(view(judge.of(host.name()), what));
        }
      }
    }
  }

  @Test
  void whatIsUndoneIsGone() throws Exception {
    assumeThat(Prerequisites.isHere("ip")).as("the program ip is here").isTrue();
    Plan before = Planner.plan(natsOnBothSides().build());
    Plan now =
        Planner.plan(
            natsOnBothSides().build().toBuilder()
                .serverGateways(
                    each ->
                        each.build().name().equals(Optional.of("carrier"))
                            ? each.publicAddress("203.0.113.99")
                            : each)
                .build());
    try (NetnsHosts changed = new NetnsHosts(before);
        NetnsHosts fresh = new NetnsHosts(now)) {
      changed.change(before, now);

      for (Host host : now.hosts()) {
        for (String what : VIEWS) {
          assertThat(view(changed.of(host.name()), what).lines().sorted())
              .as("%s at %s", what, host.name())
              .containsExactlyElementsOf(
                  view(fresh.of(host.name()), what).lines().sorted().toList());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "addr add 10.0.0.1/32 dev lo scope link",
        "addr add 10.0.0.1/32 dev lo scope global noprefixroute",
        "link set lo down",
        "rule add pref 1 ipproto sctp dport 53 unreachable",
        "route replace default dev lo",
        "neigh add 10.0.0.1 dev lo"
      })
  void aLineThatNoPlanHasIsRefused(String line) {
    assertThatThrownBy(() -> IpLine.request(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a line of a plan: " + line);
  }

  @Test
  void whatTheKernelRefusesIsNamedWithItsReason() {
    Host host =
        new Host(
            Plan.INTERNET,
            Map.of(),
            List.of("route add 10.0.1.0/24 via 10.9.9.9 dev lo"),
            Optional.empty());

    assertThatThrownBy(() -> new NetnsHosts(new Plan(List.of(host), List.of())).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("internet: route add 10.0.1.0/24 via 10.9.9.9 dev lo: ")
        .hasMessageContaining("unreachable");
  }
}
