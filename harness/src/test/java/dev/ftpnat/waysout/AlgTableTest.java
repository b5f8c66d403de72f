package dev.ftpnat.waysout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.Network;
import dev.ftpnat.Patience;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.waysout.Behaviour.Mode;
import dev.ftpnat.waysout.Behaviour.Tls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What works behind a gateway with each ALG that forwards nothing but the control port: PASV as it
 * is told, PASV at the control connection's address and EPSV to a server behind it, PORT and EPRT
 * of a client behind it; plain, then under TLS. What doesn't work comes to a diagnosis each of
 * whose ways out is taken. Prints the table that it has measured.
 */
class AlgTableTest {

  private static final String EXPECTED =
      """
      NONE              . . .  . .   . . .  . .
      NETFILTER         + + +  + +   . . .  . .
      EPSV_BLIND        + + .  + .   . . .  . .
      NETFILTER_LOOSE   + + +  + +   . . .  . .
      LIBALIAS          + + +  + +   . . .  . .
      OPENBSD_FTP_PROXY + + +  + +   . . .  . .
      SLIRP             + + .  + .   . . .  . .
      CISCO_STRICT      + + +  + +   . . .  . .
      REWRITES_ONLY     . . .  . .   . . .  . .
      OTHER_PORTS       + + +  + +   . . .  . .
      ANY_ADDRESS       + + +  + +   . . .  . .
      """;

  private static final List<Tls> SESSIONS = List.of(Tls.NONE, Tls.EXPLICIT);

  private static final long MOST_SECONDS = Patience.of(Duration.ofSeconds(120)).toSeconds();

  @Test
  void isAsInTheGuide() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(Patience.threads(12));
    try {
      Map<AlgBehavior, List<Future<String>>> cells = new EnumMap<>(AlgBehavior.class);
      for (AlgBehavior alg : AlgBehavior.values()) {
        List<Future<String>> row = new ArrayList<>();
        for (Tls tls : SESSIONS) {
          for (Mode mode : Mode.values()) {
            row.add(pool.submit(() -> cell(alg, mode, tls)));
          }
        }
        cells.put(alg, row);
      }
      StringBuilder table = new StringBuilder();
      for (Map.Entry<AlgBehavior, List<Future<String>>> row : cells.entrySet()) {
        List<String> marks = new ArrayList<>();
        for (Future<String> cell : row.getValue()) {
          marks.add(cell.get(MOST_SECONDS, TimeUnit.SECONDS));
        }
        table.append(line(row.getKey(), marks));
      }
      System.out.println(table);
      assertThat(table).hasToString(EXPECTED);
    } finally {
      pool.shutdownNow();
    }
  }

  private static String cell(AlgBehavior alg, Mode mode, Tls tls) {
    Gateway.Builder gateway = Gateway.builder().alg(alg);
    Topology topology =
        mode.isActive()
            ? Topology.builder().clientGateway(gateway.build()).build()
            : Topology.builder().serverGateway(gateway.forwardControlPort().build()).build();
    Situation situation = Situation.of(topology, Behaviour.of(mode).tls(tls).hasty());
    return new Trial(Network.SIMULATED).worksOrLeadsOut(situation).isPresent() ? "." : "+";
  }

  private static String line(AlgBehavior alg, List<String> marks) {
    return "%-17s %s\n"
        .formatted(alg, sides(marks.subList(0, 5)) + "   " + sides(marks.subList(5, marks.size())));
  }

  private static String sides(List<String> marks) {
    return marks.subList(0, 3).stream().collect(Collectors.joining(" "))
        + "  "
        + String.join(" ", marks.subList(3, marks.size()));
  }
}
