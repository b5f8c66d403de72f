package dev.ftpnat.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.NeedsKernel;
import dev.ftpnat.internal.kernel.netns.Plan;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Gateway;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the simulation's {@code PinholeTable} says of pinholes, asked of the kernel: what no client
 * can see on the simulated network, or would have to wait minutes for.
 */
@NeedsKernel
class KernelPinholesTest {

  private static final Endpoint CLIENT = Endpoint.of("198.51.100.2", 0);
  private static final Endpoint STRANGER = Endpoint.of("198.51.100.3", 0);
  private static final Endpoint PINHOLE = Endpoint.of("203.0.113.7", 3846);
  private static final String PASSIVE = "227 Entering Passive Mode (10,0,1,121,15,6).";

  private static Gateway.Builder alg() {
    return Gateway.builder().alg(AlgBehavior.NETFILTER);
  }

  @Test
  void itIsForTheAddressOfTheControlConnection() throws Exception {
    try (Wires wires = Wires.serverBehind(alg());
        Wires.Control control = wires.control();
        ServerSocket data = wires.listen(Plan.SERVER, 3846)) {
      assertThat(control.fromServer(PASSIVE)).contains("(203,0,113,7,15,6)");

      assertThat(wires.attempt(Plan.CLIENT, STRANGER, PINHOLE)).isEqualTo("SocketTimeoutException");
      assertThat(wires.attempt(Plan.CLIENT, CLIENT, PINHOLE)).isEqualTo("established");
      assertThat(data.accept().getInetAddress().getHostAddress()).isEqualTo("198.51.100.2");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 12345})
  void itIsForAnyPortOfIt(int sourcePort) throws Exception {
    try (Wires wires = Wires.clientBehind(alg());
        Wires.Control control = wires.control();
        ServerSocket data = wires.listen(Plan.CLIENT, 5001)) {
      assertThat(control.fromClient("PORT 192,168,1,2,19,137"))
          .isEqualTo("PORT 198,51,100,2,19,137");

      Endpoint server = Endpoint.of("203.0.113.7", sourcePort);
      assertThat(wires.attempt(Plan.SERVER, server, Endpoint.of("198.51.100.2", 5001)))
          .isEqualTo("established");
      try (Socket accepted = data.accept()) {
        assertThat(accepted.getInetAddress()).isEqualTo(InetAddress.getByName("203.0.113.7"));
        assertThat(accepted.getPort()).isEqualTo(sourcePort);
      }
    }
  }

  @Test
  void aTakenPortMakesItAnotherAboveThatLeadsToTheSamePlace() throws Exception {
    try (Wires wires = Wires.clientBehind(alg());
        Wires.Control first = wires.control();
        Wires.Control second = wires.control();
        ServerSocket data = wires.listen(Plan.CLIENT, 5001)) {
      assertThat(first.fromClient("EPRT |1|192.168.1.2|5001|"))
          .isEqualTo("EPRT |1|198.51.100.2|5001|");
      int other = extendedPort(second.fromClient("EPRT |1|192.168.1.2|5001|"));

      assertThat(other).isBetween(5002, 65534);
      Endpoint server = Endpoint.of("203.0.113.7", 20);
      assertThat(wires.attempt(Plan.SERVER, server, Endpoint.of("198.51.100.2", other)))
          .isEqualTo("established");
      assertThat(data.accept().getLocalPort()).isEqualTo(5001);
    }
  }

  private static int extendedPort(String command) {
    Matcher matcher = Pattern.compile("\\|(\\d+)\\|$").matcher(command);
    assertThat(matcher.find()).as(command).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  /** Its own control connection may ask for the same port again, and gets it. */
  @Test
  void itsOwnPortIsNotTaken() throws Exception {
    try (Wires wires = Wires.clientBehind(alg());
        Wires.Control control = wires.control()) {
      for (int times = 0; times < 3; times++) {
        assertThat(control.fromClient("EPRT |1|192.168.1.2|5001|"))
            .isEqualTo("EPRT |1|198.51.100.2|5001|");
      }
      assertThat(wires.proc("NAT", "nf_conntrack_expect")).hasSize(1);
    }
  }

  @Test
  void itWaitsFor300Seconds() throws Exception {
    try (Wires wires = Wires.serverBehind(alg());
        Wires.Control control = wires.control()) {
      control.fromServer(PASSIVE);

      assertThat(secondsLeft(wires.proc("NAT", "nf_conntrack_expect")))
          .isBetween(Gateway.builder().build().pinholeLifetime().toSeconds() - 5, 300L);
    }
  }

  private static long secondsLeft(List<String> expectations) {
    assertThat(expectations).hasSize(1);
    return Long.parseLong(expectations.get(0).strip().split(" ", 2)[0]);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theControlConnectionIsRememberedAndItWithThat(boolean reset) throws Exception {
    try (Wires wires = Wires.serverBehind(alg())) {
      Wires.Control control = wires.control();
      control.fromServer(PASSIVE);
      control.client.setSoLinger(reset, 0);
      control.client.close();
      control.server.close();

      await(wires, reset ? " (10|[5-9]) CLOSE " : " 1(20|1[0-9]) TIME_WAIT ");
      assertThat(wires.proc("NAT", "nf_conntrack_expect")).hasSize(1);
    }
  }

  /** Waits until the gateway's only connection is in a state. */
  private static void await(Wires wires, String state) throws IOException {
    Pattern wanted = Pattern.compile(state);
    long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    List<String> connections = List.of();
    while (System.nanoTime() < deadline) {
      connections = wires.proc("NAT", "nf_conntrack");
      if (connections.size() == 1 && wanted.matcher(connections.get(0)).find()) {
        return;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("not" + state + "but " + connections);
  }
}
