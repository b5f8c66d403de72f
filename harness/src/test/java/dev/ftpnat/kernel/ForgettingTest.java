package dev.ftpnat.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.ftpnat.EventfulDownload;
import dev.ftpnat.FtpNat;
import dev.ftpnat.NeedsKernel;
import dev.ftpnat.Network;
import dev.ftpnat.Patience;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.IdleTimeouts;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.GatewayEvent.ConnectionForgotten;
import dev.ftpnat.trace.event.GatewayEvent.Forgetting;
import dev.ftpnat.trace.event.GatewayEvent.SegmentLost;
import dev.ftpnat.trace.event.Party;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients of gateways that forget, on both networks. */
@Timeout(60)
class ForgettingTest {

  private static final Duration PATIENCE = Patience.of(Duration.ofMillis(700));
  private static final int SIZE = 64_000_000;

  private static Topology answering(Scenario scenario, Refusal afterwards) {
    return scenario.topology().toBuilder()
        .gateways(
            gateway ->
                gateway.idleTimeouts(IdleTimeouts.AWS_NAT_GATEWAY.withAfterwards(afterwards)))
        .build();
  }

  private static Class<? extends IOException> told(Refusal afterwards) {
    return afterwards == Refusal.REJECT ? SocketException.class : SocketTimeoutException.class;
  }

  private static FTPClient login(FtpNat nat) throws IOException {
    FTPClient client = new FTPClient();
    client.setDefaultTimeout(10_000);
    client.connect(nat.host(), nat.port());
    assertThat(client.login(nat.username(), nat.password())).isTrue();
    client.setFileType(FTP.BINARY_FILE_TYPE);
    client.enterLocalPassiveMode();
    client.setSoTimeout((int) PATIENCE.toMillis());
    return client;
  }

  private static Trace await(FtpNat nat, Predicate<Trace> wanted) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    Trace trace = nat.trace();
    while (!wanted.test(trace)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not so after 10 s:\n" + trace);
      }
      Thread.onSpinWait();
      trace = nat.trace();
    }
    return trace;
  }

  private static List<String> lost(Trace trace) {
    return trace.only(SegmentLost.class).stream().map(SegmentLost::toString).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "SIMULATED, DROP, EXTERNAL_ADDRESS", "SIMULATED, REJECT, EXTERNAL_ADDRESS",
    "SIMULATED, DROP, CLIENT_BEHIND_NAT", "SIMULATED, REJECT, CLIENT_BEHIND_ALG",
    "KERNEL, DROP, EXTERNAL_ADDRESS", "KERNEL, REJECT, EXTERNAL_ADDRESS",
    "KERNEL, DROP, CLIENT_BEHIND_NAT", "KERNEL, REJECT, CLIENT_BEHIND_ALG"
  })
  void whatTheClientSendsOverAForgottenConnection(
      Network network, Refusal afterwards, Scenario scenario) throws Exception {
    try (FtpNat nat = OnBoth.start(answering(scenario, afterwards), network);
        RawControl control = RawControl.login(nat)) {
      control.socket().setSoTimeout((int) PATIENCE.toMillis());
      nat.gateway().expireIdleMappings();

      assertThatThrownBy(() -> control.command("NOOP")).isInstanceOf(told(afterwards));
      assertThat(nat.trace().only(ConnectionForgotten.class))
          .singleElement()
          .satisfies(
              forgotten -> {
                assertThat(forgotten.connection()).isEqualTo(1);
                assertThat(forgotten.cause()).isEqualTo(Forgetting.EXPIRED);
                assertThat(forgotten.gateway()).isEqualTo(nat.gateway().name());
                assertThat(forgotten.idle()).isBetween(Duration.ZERO, Duration.ofSeconds(30));
              });
      assertThat(lost(nat.trace()))
          .containsExactly(
              "%s %s what the client sends over connection 1, which it has forgotten: NOOP"
                  .formatted(
                      nat.gateway().name(),
                      afterwards == Refusal.REJECT ? "answers with a reset to" : "drops"));
      try (RawControl another = RawControl.login(nat)) {
        assertThat(another.command("NOOP")).startsWith("200");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SIMULATED, DROP, EXTERNAL_ADDRESS", "SIMULATED, REJECT, EXTERNAL_ADDRESS",
    "SIMULATED, DROP, CLIENT_BEHIND_NAT", "SIMULATED, REJECT, CLIENT_BEHIND_ALG",
    "KERNEL, DROP, EXTERNAL_ADDRESS", "KERNEL, REJECT, EXTERNAL_ADDRESS",
    "KERNEL, DROP, CLIENT_BEHIND_NAT", "KERNEL, REJECT, CLIENT_BEHIND_ALG"
  })
  void theReplyAfterATransferThatGoesOn(Network network, Refusal afterwards, Scenario scenario)
      throws Exception {
    try (FtpNat nat = OnBoth.start(answering(scenario, afterwards), network)) {
      Files.write(nat.serverDirectory().resolve("big"), new byte[SIZE]);
      FTPClient client = login(nat);
      EventfulDownload sink = new EventfulDownload(1, nat.gateway()::expireIdleMappings);

      assertThatThrownBy(() -> client.retrieveFile("big", sink))
          .isInstanceOf(SocketTimeoutException.class);
      assertThat(sink.received()).as("the file was complete").isEqualTo(SIZE);
      assertThat(lost(nat.trace()))
          .containsExactly(
              ("%s %s what the server sends over connection 1, which it has forgotten: 226 Transfer"
                      + " complete.")
                  .formatted(
                      nat.gateway().name(),
                      afterwards == Refusal.REJECT ? "answers with a reset to" : "drops"));
      client.disconnect();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aRebootBetweenTwoTransfers(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(Scenario.EXTERNAL_ADDRESS.topology(), network)) {
      Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
      FTPClient client = login(nat);
      assertThat(client.listNames()).containsExactly("report.csv");

      nat.gateway().reboot();

      assertThatThrownBy(() -> client.retrieveFileStream("report.csv"))
          .isInstanceOf(SocketTimeoutException.class);
      client.disconnect();
      FTPClient again = login(nat);
      assertThat(again.listNames()).containsExactly("report.csv");
      again.disconnect();
      assertThat(nat.trace().only(ConnectionForgotten.class))
          .extracting(ConnectionForgotten::connection, ConnectionForgotten::cause)
          .containsExactly(tuple(1L, Forgetting.REBOOT));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aRebootDuringATransfer(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(Scenario.EXTERNAL_ADDRESS.topology(), network)) {
      Files.write(nat.serverDirectory().resolve("big"), new byte[SIZE]);
      FTPClient client = login(nat);
      client.setDataTimeout(PATIENCE);
      EventfulDownload sink = new EventfulDownload(1, nat.gateway()::reboot);

      assertThatThrownBy(() -> client.retrieveFile("big", sink)).isInstanceOf(IOException.class);
      client.disconnect();

      assertThat(sink.received()).isPositive().isLessThan(SIZE);
      assertThat(nat.trace().only(ConnectionForgotten.class))
          .extracting(ConnectionForgotten::connection)
          .containsExactlyInAnyOrder(1L, 2L);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aRebootClosesPinholes(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(Scenario.ALG_REWRITES.topology(), network);
        RawControl control = RawControl.login(nat)) {
      Matcher port = Pattern.compile("\\|\\|\\|(\\d+)\\|").matcher(control.command("EPSV"));
      assertThat(port.find()).isTrue();
      nat.gateway().reboot();

      assertThat(OnBoth.connect(InetAddress.getByName(nat.host()), Integer.parseInt(port.group(1))))
          .isEqualTo("SocketTimeoutException: Connect timed out");
    }
  }

  private static Topology behindTwo() {
    Gateway forwarding = Gateway.builder().forwardControlPort().forwardPassivePorts().build();
    return Topology.builder()
        .clientGateway(Gateway.builder().name("client NAT").build())
        .serverGateway(
            forwarding.toBuilder().name("inner NAT").insideNetwork("10.77.0.0/24").build())
        .serverGateway(
            forwarding.toBuilder()
                .name("outer NAT")
                .publicAddress("203.0.113.107")
                .insideNetwork("10.78.0.0/24")
                .build())
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "SIMULATED, client NAT, 198.51.100.177", "SIMULATED, outer NAT, 203.0.113.177",
    "KERNEL, client NAT, 198.51.100.177", "KERNEL, outer NAT, 203.0.113.177"
  })
  void anotherPublicAddress(Network network, String name, String address) throws Exception {
    try (FtpNat nat = OnBoth.start(behindTwo(), network);
        RawControl control = RawControl.login(nat)) {
      control.socket().setSoTimeout((int) PATIENCE.toMillis());
      String before = nat.gateway(name).publicAddress();
      nat.gateway(name).changePublicAddress(address);

      assertThat(nat.gateway(name).publicAddress()).isEqualTo(address);
      assertThat(nat.host())
          .isEqualTo(name.equals("outer NAT") ? "203.0.113.177" : "203.0.113.107");
      assertThatThrownBy(() -> control.command("NOOP")).isInstanceOf(SocketTimeoutException.class);
      // Linux goes on sending it, the faster the more often it is told that nobody is there (RFC
      // 6069), and a route tells a host that five times and then once a second. So a connection
      // that is new then may be told late, or never if the old one goes on.
      control.socket().setSoLinger(true, 0);
      control.socket().close();
      FTPClient client = login(nat);
      client.setUseEPSVwithIPv4(true);
      assertThat(client.listNames()).isEmpty();
      client.disconnect();
      if (name.equals("outer NAT")) {
        InetAddress old = InetAddress.getByName(before);
        assertThat(OnBoth.connect(old, nat.port(), OnBoth.SECOND_SYN_MILLIS))
            .startsWith("NoRouteToHostException");
      }
      assertThat(nat.trace().toString())
          .contains(name + " has another public address: " + address + " instead of " + before);
      assertThat(nat.trace().only(ConnectionForgotten.class))
          .extracting(ConnectionForgotten::gateway, ConnectionForgotten::cause)
          .containsExactly(tuple(name, Forgetting.RENUMBERED));
      assertThat(nat.trace().connectionAttempts(Party.CLIENT))
          .filteredOn(attempt -> attempt.target().port() == nat.port() && attempt.succeeded())
          .last()
          .satisfies(attempt -> assertThat(attempt.hops().toString()).contains(address));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aFullTableDropsTheDataConnection(Network network) throws Exception {
    Topology small =
        Topology.builder().clientGateway(Gateway.builder().connectionLimit(2).build()).build();
    try (FtpNat nat = OnBoth.start(small, network);
        RawControl other = RawControl.login(nat)) {
      FTPClient client = login(nat);
      client.setConnectTimeout((int) PATIENCE.toMillis());

      assertThatThrownBy(client::listNames).isInstanceOf(SocketTimeoutException.class);
      assertThat(nat.trace().toString())
          .contains("dropped by client NAT, the table has no room for another connection");
      assertThat(other.command("QUIT")).startsWith("221");
      assertThat(other.reply()).isNull();
      client.disconnect();
    }
  }

  /** The kernel's time is the machine's, so this takes a second. */
  @Test
  @NeedsKernel
  void anIdleTimeoutOfTheKernel() throws Exception {
    Topology topology =
        Scenario.EXTERNAL_ADDRESS.topology().toBuilder()
            .gateways(
                gateway ->
                    gateway.idleTimeouts(
                        IdleTimeouts.LINUX
                            .withEstablished(Duration.ofSeconds(1))
                            .withAfterwards(Refusal.REJECT)))
            .build();
    try (FtpNat nat = OnBoth.start(topology, Network.KERNEL);
        RawControl control = RawControl.login(nat)) {
      assertThat(control.command("NOOP")).startsWith("200");
      Trace trace = await(nat, now -> !now.only(ConnectionForgotten.class).isEmpty());

      assertThat(trace.only(ConnectionForgotten.class))
          .extracting(ConnectionForgotten::cause, ConnectionForgotten::idle)
          .containsExactly(tuple(Forgetting.IDLE, Duration.ofSeconds(1)));
      assertThatThrownBy(() -> control.command("NOOP")).isInstanceOf(SocketException.class);
      assertThat(nat.trace().only(SegmentLost.class))
          .extracting(SegmentLost::sender)
          .containsExactly(Party.CLIENT);
    }
  }
}
