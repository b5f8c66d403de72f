package dev.ftpnat.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.ClientHost;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Place;
import dev.ftpnat.trace.event.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Gateways that accept what they don't let through, on both networks. */
@Timeout(60)
class AcceptingGatewaysTest {

  private static final Pattern PORT = Pattern.compile("\\|\\|\\|(\\d+)\\|");
  private static final int QUIET_MILLIS = 400;

  private static UnaryOperator<Gateway.Builder> answering(Refusal answer) {
    return gateway -> gateway.unmappedPorts(answer).privateDestinations(answer);
  }

  /** What somebody sees who connects, says something, and listens. */
  private static String visit(InetAddress address, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), OnBoth.CONNECT_MILLIS);
      socket.setSoTimeout(QUIET_MILLIS);
      socket.getOutputStream().write(1);
      int read = socket.getInputStream().read();
      return read < 0 ? "closed" : "answered";
    } catch (SocketTimeoutException e) {
      return e.getMessage().startsWith("Read") ? "silence" : "dropped";
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  private static int passive(RawControl control) throws IOException {
    Matcher port = PORT.matcher(control.command("EPSV"));
    assertThat(port.find()).isTrue();
    return Integer.parseInt(port.group(1));
  }

  private static ConnectionAttempt last(FtpNat nat) {
    List<ConnectionAttempt> attempts = nat.trace().connectionAttempts();
    return attempts.get(attempts.size() - 1);
  }

  @ParameterizedTest
  @CsvSource({
    "SIMULATED, ACCEPT_SILENTLY, silence",
    "SIMULATED, ACCEPT_AND_RESET, Connection reset",
    "KERNEL, ACCEPT_SILENTLY, silence",
    "KERNEL, ACCEPT_AND_RESET, Connection reset"
  })
  void whatLeadsNowhereIsAccepted(Network network, Refusal answer, String seen) throws Exception {
    Topology topology =
        Scenario.NOTHING_FORWARDED.topology().toBuilder().gateways(answering(answer)).build();
    try (FtpNat nat = OnBoth.start(topology, network);
        RawControl control = RawControl.login(nat)) {
      InetAddress outside = InetAddress.getByName(nat.host());
      List<String> visits = new ArrayList<>();
      visits.add(visit(outside, 2345));
      assertThat(last(nat).outcome()).isEqualTo(Outcome.ESTABLISHED);
      assertThat(last(nat).reason()).isEqualTo(Reason.NO_MAPPING);
      assertThat(last(nat).decidedBy()).isEqualTo(Place.gateway("server NAT"));
      assertThat(last(nat).cameAbout()).isFalse();
      visits.add(visit(OnBoth.server(nat), 3846));
      assertThat(last(nat).outcome()).isEqualTo(Outcome.ESTABLISHED);
      assertThat(last(nat).reason()).isEqualTo(Reason.PRIVATE_DESTINATION);
      assertThat(visits).containsExactly(seen, seen);
      // What leads somewhere does so still.
      assertThat(control.command("NOOP")).startsWith("200");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void theMeshBeforeAClientAcceptsWhatItKnowsNoWayFor(Network network) throws Exception {
    Topology topology =
        Topology.builder()
            .clientGateway(
                Gateway.builder().outgoingPorts(21).unmappedPorts(Refusal.ACCEPT_AND_RESET).build())
            .build();
    try (FtpNat nat = OnBoth.start(topology, network);
        RawControl control = RawControl.login(nat)) {
      int port = passive(control);
      assertThat(visit(InetAddress.getByName(nat.host()), port)).isEqualTo("Connection reset");
      assertThat(last(nat).reason()).isEqualTo(Reason.NOT_PERMITTED);
      assertThat(nat.trace().diagnosis().orElseThrow().cause())
          .isEqualTo(Cause.ACCEPTED_BY_GATEWAY);
      assertThat(nat.trace().ladder().toString())
          .contains("accepted here: no rule lets it through");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SIMULATED, ACCEPT_SILENTLY, silence",
    "SIMULATED, ACCEPT_AND_RESET, Connection reset",
    "KERNEL, ACCEPT_SILENTLY, silence",
    "KERNEL, ACCEPT_AND_RESET, Connection reset"
  })
  void aNat64AcceptsWhatItDoesNotLetOut(Network network, Refusal answer, String seen)
      throws Exception {
    Topology topology =
        Topology.builder()
            .clientGateway(
                Gateway.builder().nat64().outgoingPorts(21).unmappedPorts(answer).build())
            .build();
    try (FtpNat nat = OnBoth.start(topology, network);
        RawControl control = RawControl.login(nat)) {
      int port = passive(control);
      assertThat(visit(InetAddress.getByName(nat.host()), port)).isEqualTo(seen);
      assertThat(last(nat).outcome()).isEqualTo(Outcome.ESTABLISHED);
      assertThat(last(nat).reason()).isEqualTo(Reason.NOT_PERMITTED);
      assertThat(last(nat).decidedBy()).isEqualTo(Place.gateway("client NAT"));
      assertThat(nat.trace().diagnosis().orElseThrow().cause())
          .isEqualTo(Cause.ACCEPTED_BY_GATEWAY);
      assertThat(control.command("NOOP")).startsWith("200");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void whatAnotherHostBehindItMayNotReachIsAcceptedToo(Network network) throws Exception {
    Topology topology =
        Topology.builder()
            .clientGateway(
                Gateway.builder().outgoingPorts(21).unmappedPorts(Refusal.ACCEPT_SILENTLY).build())
            .clientHost("colleague", ClientHost.Place.CLIENT_NETWORK)
            .build();
    try (FtpNat nat = OnBoth.start(topology, network);
        Socket socket = nat.client("colleague").socketFactory().createSocket()) {
      socket.connect(new InetSocketAddress(nat.host(), 3846), OnBoth.CONNECT_MILLIS);
      assertThat(last(nat).reason()).isEqualTo(Reason.NOT_PERMITTED);
      assertThat(last(nat).isAcceptedByGateway()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aPinholeLeadsToTheServerAllTheSame(Network network) throws Exception {
    for (Gateway.Builder gateway : List.of(Gateway.builder(), Gateway.firewall())) {
      Topology topology =
          Topology.builder()
              .serverGateway(
                  gateway
                      .forwardControlPort()
                      .alg(AlgBehavior.NETFILTER)
                      .unmappedPorts(Refusal.ACCEPT_SILENTLY)
                      .build())
              .build();
      try (FtpNat nat = OnBoth.start(topology, network);
          RawControl control = RawControl.login(nat)) {
        int port = passive(control);
        InetAddress outside = InetAddress.getByName(nat.host());
        assertThat(OnBoth.connect(outside, port)).isEqualTo("established");
        assertThat(last(nat).reason()).isEqualTo(Reason.LISTENING);
        // It was for one connection.
        assertThat(visit(outside, port)).isEqualTo("silence");
      }
    }
  }
}
