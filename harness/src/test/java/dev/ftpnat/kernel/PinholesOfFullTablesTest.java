package dev.ftpnat.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.RawControl;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What comes of a pinhole where there is no room for the connection that it is for, on both
 * networks. The first SYN uses it up, and is dropped; the second is answered like any other.
 */
class PinholesOfFullTablesTest {

  private static final Pattern PORT = Pattern.compile("\\|\\|\\|(\\d+)\\|");

  private static Gateway.Builder full(Gateway.Builder gateway, Refusal answer) {
    return gateway.alg(AlgBehavior.NETFILTER).connectionLimit(1).unmappedPorts(answer);
  }

  private static void assertAnswered(
      Topology topology, Network network, String told, Outcome outcome, Reason reason)
      throws Exception {
    try (FtpNat nat = OnBoth.start(topology, network);
        RawControl control = RawControl.login(nat)) {
      Matcher port = PORT.matcher(control.command("EPSV"));
      assertThat(port.find()).isTrue();

      assertThat(
              OnBoth.connect(
                  InetAddress.getByName(nat.host()),
                  Integer.parseInt(port.group(1)),
                  OnBoth.SECOND_SYN_MILLIS))
          .endsWith(told);

      assertThat(nat.trace().connectionAttempts())
          .last()
          .extracting(ConnectionAttempt::outcome, ConnectionAttempt::reason)
          .isEqualTo(tuple(outcome, reason).toList());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SIMULATED, DROP, timed out, DROPPED, TABLE_FULL",
    "SIMULATED, REJECT, Connection refused, REFUSED, NOT_PERMITTED",
    "SIMULATED, UNREACHABLE, No route to host, UNREACHABLE, NOT_PERMITTED",
    "SIMULATED, ACCEPT_SILENTLY, established, ESTABLISHED, NOT_PERMITTED",
    "KERNEL, DROP, timed out, DROPPED, TABLE_FULL",
    "KERNEL, REJECT, Connection refused, REFUSED, NOT_PERMITTED",
    "KERNEL, UNREACHABLE, No route to host, UNREACHABLE, NOT_PERMITTED",
    "KERNEL, ACCEPT_SILENTLY, established, ESTABLISHED, NOT_PERMITTED"
  })
  void thatLeadsOut(Network network, Refusal answer, String told, Outcome outcome, Reason reason)
      throws Exception {
    Topology topology =
        Topology.builder()
            .clientGateway(full(Gateway.builder(), answer).outgoingPorts(21).build())
            .build();

    assertAnswered(topology, network, told, outcome, reason);
  }

  @ParameterizedTest
  @CsvSource({
    "SIMULATED, DROP, timed out, DROPPED, TABLE_FULL",
    "SIMULATED, REJECT, Connection refused, REFUSED, NO_MAPPING",
    "SIMULATED, UNREACHABLE, No route to host, UNREACHABLE, NO_MAPPING",
    "SIMULATED, ACCEPT_AND_RESET, established, ESTABLISHED, NO_MAPPING",
    "KERNEL, DROP, timed out, DROPPED, TABLE_FULL",
    "KERNEL, REJECT, Connection refused, REFUSED, NO_MAPPING",
    "KERNEL, UNREACHABLE, No route to host, UNREACHABLE, NO_MAPPING",
    "KERNEL, ACCEPT_AND_RESET, established, ESTABLISHED, NO_MAPPING"
  })
  void thatLeadsIn(Network network, Refusal answer, String told, Outcome outcome, Reason reason)
      throws Exception {
    Topology topology =
        Topology.builder()
            .serverGateway(full(Gateway.builder(), answer).forwardControlPort().build())
            .build();

    assertAnswered(topology, network, told, outcome, reason);
  }

  @ParameterizedTest
  @CsvSource({
    "SIMULATED, DROP, timed out, DROPPED, TABLE_FULL",
    "SIMULATED, REJECT, Connection refused, REFUSED, NOT_PERMITTED",
    "KERNEL, DROP, timed out, DROPPED, TABLE_FULL",
    "KERNEL, REJECT, Connection refused, REFUSED, NOT_PERMITTED"
  })
  void ofAFirewall(Network network, Refusal answer, String told, Outcome outcome, Reason reason)
      throws Exception {
    Topology topology =
        Topology.builder()
            .serverGateway(full(Gateway.firewall(), answer).forwardControlPort().build())
            .build();

    assertAnswered(topology, network, told, outcome, reason);
  }

  /** A server that gives up before it would repeat its SYN never hears the second answer. */
  @ParameterizedTest
  @CsvSource({
    "SIMULATED, 1000, REFUSED, NOT_PERMITTED",
    "SIMULATED, 150, DROPPED, TABLE_FULL",
    "KERNEL, 1000, REFUSED, NOT_PERMITTED",
    "KERNEL, 150, DROPPED, TABLE_FULL"
  })
  void ofAServerThatConnects(Network network, long giveUpMillis, Outcome outcome, Reason reason)
      throws Exception {
    Topology topology =
        Topology.builder()
            .clientGateway(full(Gateway.firewall(), Refusal.REJECT).build())
            .server(server -> server.connectGiveUp(Duration.ofMillis(giveUpMillis)))
            .build();
    try (FtpNat nat = OnBoth.start(topology, network);
        RawControl control = RawControl.login(nat);
        ServerSocket listening = nat.serverSocketFactory().createServerSocket(0, 1)) {
      assertThat(
              control.command(
                  "EPRT |1|%s|%d|"
                      .formatted(
                          control.socket().getLocalAddress().getHostAddress(),
                          listening.getLocalPort())))
          .startsWith("200");
      assertThat(control.command("NLST")).startsWith("150");
      assertThat(control.reply()).startsWith("425");

      assertThat(nat.trace().connectionAttempts(Party.SERVER))
          .extracting(ConnectionAttempt::outcome, ConnectionAttempt::reason)
          .containsExactly(tuple(outcome, reason));
    }
  }

  @ParameterizedTest
  @CsvSource({"SIMULATED, REJECT", "KERNEL, REJECT"})
  void besideAForwardThatHasNoRoomEither(Network network, Refusal answer) throws Exception {
    Topology topology =
        Topology.builder()
            .serverGateway(
                full(Gateway.builder(), answer).forwardControlPort().forwardPassivePorts().build())
            .build();

    assertAnswered(topology, network, "timed out", Outcome.DROPPED, Reason.TABLE_FULL);
  }
}
