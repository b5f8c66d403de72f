package dev.ftpnat.waysout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.NatDevice;
import dev.ftpnat.Network;
import dev.ftpnat.Patience;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.waysout.Behaviour.Mode;
import dev.ftpnat.waysout.Behaviour.Tls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What works behind a gateway with each ALG, and each device, that forwards nothing but the control
 * port: PASV as it is told, PASV at the control connection's address and EPSV to a server behind
 * it, PORT and EPRT of a client behind it; plain, then under TLS. What doesn't work comes to a
 * diagnosis each of whose ways out is taken. Prints the table that it has measured.
 */
class GatewayTablesTest {

  private static final String ALGS =
      """
      NONE                     . . .  . .   . . .  . .
      NETFILTER                + + +  + +   . . .  . .
      EPSV_BLIND               + + .  + .   . . .  . .
      NETFILTER_LOOSE          + + +  + +   . . .  . .
      LIBALIAS                 + + +  + +   . . .  . .
      OPENBSD_FTP_PROXY        + + +  + +   . . .  . .
      SUSE_FTP_PROXY           + + .  + .   . . .  . .
      SLIRP                    + + .  + .   . . .  . .
      CISCO_STRICT             + + +  + +   . . .  . .
      REWRITES_ONLY            . . .  . .   . . .  . .
      OTHER_PORTS              + + +  + +   . . .  . .
      ANY_ADDRESS              + + +  + +   . . .  . .
      """;

  private static final String DEVICES =
      """
      LINUX_ROUTER             . . .  . .   . . .  . .
      LINUX_ROUTER_WITH_HELPER + + +  + +   . . .  . .
      FIREWALLD                + + +  + +   . . .  . .
      DOCKER_BRIDGE            . . .  . .   . . .  . .
      KUBERNETES_NODEPORT      . . .  . .   . . .  . .
      PFSENSE                  . . .  . .   . . .  . .
      OPENBSD_FTP_PROXY        + + +  + +   . . .  . .
      FREEBSD_LIBALIAS         + + +  + +   . . .  . .
      CISCO_ASA                + + +  + +   . . .  . .
      CISCO_ASA_STRICT         + + +  + +   . . .  . .
      CISCO_IOS                + + +  + +   . . .  . .
      WINDOWS_FIREWALL         + + +  + +   . . .  . .
      CHECK_POINT              + + +  + +   . . .  . .
      JUNIPER_SRX              + + +  + +   . + +  . .
      AZURE_NAT_GATEWAY        . . .  . .   . . .  . .
      AZURE_FIREWALL           . . .  . .   . . .  . .
      AWS_NAT_GATEWAY          . . .  . .   . . .  . .
      GCP_CLOUD_NAT            . . .  . .   . . .  . .
      HOME_ROUTER_WITH_ALG     + + +  + +   . . .  . .
      CGN                      . . .  . .   . . .  . .
      PASTA                    . . .  . .   . . .  . .
      SLIRP4NETNS              . . .  . .   . . .  . .
      """;

  private static final List<Tls> SESSIONS = List.of(Tls.NONE, Tls.EXPLICIT);

  private static final long MOST_SECONDS = Patience.of(Duration.ofSeconds(120)).toSeconds();

  @Test
  void algsAreAsInTheGuide() throws Exception {
    AlgBehavior[] ofOneFamily =
        Stream.of(AlgBehavior.values())
            .filter(alg -> !alg.isBetweenFamilies())
            .toArray(AlgBehavior[]::new);
    assertMeasured(ofOneFamily, alg -> Gateway.builder().alg(alg), ALGS);
  }

  @Test
  void devicesAreAsInTheGuide() throws Exception {
    assertMeasured(NatDevice.values(), NatDevice::gateway, DEVICES);
    assertThat(Files.readString(Path.of("../src/site/markdown/topologies.md"))).contains(DEVICES);
  }

  private static <T> void assertMeasured(
      T[] rows, Function<T, Gateway.Builder> gateways, String expected) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(Patience.threads(12));
    try {
      Map<T, List<Future<String>>> cells = new LinkedHashMap<>();
      for (T row : rows) {
        List<Future<String>> marks = new ArrayList<>();
        for (Tls tls : SESSIONS) {
          for (Mode mode : Mode.values()) {
            marks.add(pool.submit(() -> cell(gateways.apply(row), mode, tls)));
          }
        }
        cells.put(row, marks);
      }
      StringBuilder table = new StringBuilder();
      for (Map.Entry<T, List<Future<String>>> row : cells.entrySet()) {
        List<String> marks = new ArrayList<>();
        for (Future<String> cell : row.getValue()) {
          marks.add(cell.get(MOST_SECONDS, TimeUnit.SECONDS));
        }
        table.append(line(row.getKey().toString(), marks));
      }
      System.out.println(table);
      assertThat(table).hasToString(expected);
    } finally {
      pool.shutdownNow();
    }
  }

  private static String cell(Gateway.Builder gateway, Mode mode, Tls tls) {
    Topology topology =
        mode.isActive()
            ? Topology.builder().clientGateway(gateway.build()).build()
            : Topology.builder().serverGateway(gateway.forwardControlPort().build()).build();
    Situation situation = Situation.of(topology, Behaviour.of(mode).tls(tls));
    return new Trial(Network.SIMULATED).worksOrLeadsOut(situation).isPresent() ? "." : "+";
  }

  private static String line(String name, List<String> marks) {
    return "%-24s %s\n"
        .formatted(
            name, sides(marks.subList(0, 5)) + "   " + sides(marks.subList(5, marks.size())));
  }

  private static String sides(List<String> marks) {
    return marks.subList(0, 3).stream().collect(Collectors.joining(" "))
        + "  "
        + String.join(" ", marks.subList(3, marks.size()));
  }
}
