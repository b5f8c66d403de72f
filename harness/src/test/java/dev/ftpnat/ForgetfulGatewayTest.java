package dev.ftpnat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.IdleTimeouts;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.ControlEvent.ControlLine;
import dev.ftpnat.trace.event.GatewayEvent.ConnectionForgotten;
import dev.ftpnat.trace.event.GatewayEvent.Forgetting;
import dev.ftpnat.trace.event.GatewayEvent.SegmentLost;
import dev.ftpnat.trace.event.TraceEvent;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.IOException;
import java.io.OutputStream;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients of a gateway that forgets. */
@Timeout(30)
class ForgetfulGatewayTest {

  private static final Duration PATIENCE = Duration.ofMillis(500);

  /** More than all the sockets on its way can hold, or the server would be done in no time. */
  private static final int SIZE = 32_000_000;

  private static Topology forgetting(Refusal afterwards) {
    return Scenario.IDLE_CONTROL_TIMEOUT.topology().toBuilder()
        .serverGateways(
            gateway ->
                gateway.idleTimeouts(
                    IdleTimeouts.AWS_NAT_GATEWAY
                        .withEstablished(Duration.ofMinutes(5))
                        .withAfterwards(afterwards)))
        .build();
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

  /** What is downloaded goes here, and takes seven minutes. */
  private static EventfulDownload slow(FtpNat nat) {
    return new EventfulDownload(
        7,
        () -> {
          nat.advance(Duration.ofMinutes(1));
          letTheClientsClockMove();
        });
  }

  /** A client that is to say something every millisecond needs milliseconds to do so. */
  private static void letTheClientsClockMove() {
    long until = System.nanoTime() + Duration.ofMillis(3).toNanos();
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aLongTransferLeavesTheClientWaitingFor226() throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.IDLE_CONTROL_TIMEOUT)) {
      Files.write(nat.serverDirectory().resolve("big"), new byte[SIZE]);
      FTPClient client = login(nat);
      EventfulDownload sink = slow(nat);

      assertThatThrownBy(() -> client.retrieveFile("big", sink))
          .isInstanceOf(SocketTimeoutException.class);
      client.disconnect();

      assertThat(sink.received()).as("the file was complete").isEqualTo(SIZE);
      assertThat(nat.trace().only(ConnectionForgotten.class))
          .singleElement()
          .satisfies(
              forgotten -> {
                assertThat(forgotten.connection()).isEqualTo(1);
                assertThat(forgotten.idle()).isEqualTo(Duration.ofMinutes(5));
                assertThat(forgotten.cause()).isEqualTo(Forgetting.IDLE);
              });
      assertThat(nat.trace().only(SegmentLost.class))
          .extracting(SegmentLost::toString)
          .contains(
              "server NAT drops what the server sends over connection 1, which it has forgotten:"
                  + " 226 Transfer complete.");
    }
  }

  @Test
  void noopsKeepTheControlConnectionAlive() throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.IDLE_CONTROL_TIMEOUT)) {
      Files.write(nat.serverDirectory().resolve("big"), new byte[SIZE]);
      FTPClient client = login(nat);
      client.setControlKeepAliveTimeout(Duration.ofMillis(1));
      client.setControlKeepAliveReplyTimeout(Duration.ofMillis(200));

      assertThat(client.retrieveFile("big", slow(nat))).isTrue();
      client.disconnect();

      assertThat(nat.trace().only(ConnectionForgotten.class)).isEmpty();
    }
  }

  @Test
  void aGatewayThatResetsTellsWhoeverSendsNext() throws Exception {
    try (FtpNat nat = FtpNat.start(forgetting(Refusal.REJECT));
        RawControl control = RawControl.login(nat)) {
      nat.advance(Duration.ofMinutes(5));

      control.send("NOOP\r\n");
      assertThatThrownBy(control::reply).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void aGatewayThatDropsLeavesWhoeverSendsWithoutAnAnswer() throws Exception {
    try (FtpNat nat = FtpNat.start(forgetting(Refusal.DROP));
        RawControl control = RawControl.login(nat)) {
      control.socket().setSoTimeout((int) PATIENCE.toMillis());
      nat.advance(Duration.ofMinutes(5));

      control.send("NOOP\r\n");
      assertThatThrownBy(control::reply).isInstanceOf(SocketTimeoutException.class);
      try (RawControl another = RawControl.login(nat)) {
        assertThat(another.command("NOOP")).startsWith("200");
      }
    }
  }

  @Test
  void aRebootBetweenListAndRetrBreaksTheSession() throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.EXTERNAL_ADDRESS)) {
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
    }
  }

  /** It decides when a segment gets to it, and not when it is sent. */
  @Test
  void whatIsOnItsWayToAGatewayThatRebootsIsLostThere() throws Exception {
    Duration far = Duration.ofSeconds(2);
    try (FtpNat nat = FtpNat.start(Scenario.EXTERNAL_ADDRESS);
        RawControl control = RawControl.login(nat)) {
      nat.toxiproxy()
          .getProxy("control")
          .toxics()
          .latency("far", ToxicDirection.UPSTREAM, far.toMillis());
      control.send("NOOP\r\n");
      List<ControlLine> sent = await(nat, ControlLine.class, line -> line.line().equals("NOOP"));
      nat.gateway().reboot();
      List<SegmentLost> lost = await(nat, SegmentLost.class, any -> true);

      assertThat(lost).extracting(SegmentLost::text).containsExactly("NOOP");
      assertThat(lost.get(0).at()).isGreaterThanOrEqualTo(sent.get(0).at().plus(far));
      assertThat(nat.trace().only(ControlLine.class))
          .filteredOn(line -> line.line().equals("NOOP"))
          .extracting(ControlLine::link)
          .containsExactly(0);
    }
  }

  private static <E extends TraceEvent> List<E> await(
      FtpNat nat, Class<E> kind, Predicate<E> which) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (true) {
      List<E> there = nat.trace().only(kind).stream().filter(which).toList();
      if (!there.isEmpty()) {
        return there;
      }
      assertThat(System.nanoTime()).as("%s", nat.trace()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void aRebootDuringATransferStopsIt() throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.EXTERNAL_ADDRESS)) {
      Files.write(nat.serverDirectory().resolve("big"), new byte[64_000_000]);
      FTPClient client = login(nat);
      client.setDataTimeout(PATIENCE);
      long[] received = {0};

      assertThatThrownBy(
              () ->
                  client.retrieveFile(
                      "big",
                      new OutputStream() {
                        @Override
                        public void write(int octet) {
                          received[0]++;
                        }

                        @Override
                        public void write(byte[] block, int offset, int length) {
                          if (received[0] == 0) {
                            nat.gateway().reboot();
                          }
                          received[0] += length;
                        }
                      }))
          .isInstanceOf(IOException.class);
      client.disconnect();
      assertThat(received[0]).isPositive().isLessThan(64_000_000);
    }
  }

  @Test
  void anotherPublicAddressIsWhereTheServerIsFromThenOn() throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.PRIVATE_IP_PASV);
        RawControl control = RawControl.login(nat)) {
      control.socket().setSoTimeout((int) PATIENCE.toMillis());
      String before = nat.host();
      nat.gateway().changePublicAddress("203.0.113.222");

      assertThat(nat.host()).isEqualTo("203.0.113.222");
      assertThat(nat.gateway().publicAddress()).isEqualTo(nat.host());
      assertThatThrownBy(() -> control.command("NOOP")).isInstanceOf(SocketTimeoutException.class);
      assertThatThrownBy(() -> new Socket(before, nat.port()).close())
          .isInstanceOf(NoRouteToHostException.class);
      try (RawControl another = RawControl.login(nat)) {
        assertThat(another.command("NOOP")).startsWith("200");
      }
      assertThat(nat.trace().toString())
          .contains("server NAT has another public address: 203.0.113.222 instead of " + before);
    }
  }

  @Test
  void anAddressThatIsTakenIsRefused() {
    try (FtpNat nat = FtpNat.start(Scenario.PRIVATE_IP_PASV);
        FtpNat other = FtpNat.start(Scenario.PRIVATE_IP_PASV)) {
      RunningGateway gateway = nat.gateway("server NAT");

      assertThatThrownBy(() -> gateway.changePublicAddress(other.host()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(other.host());
      assertThatThrownBy(() -> gateway.changePublicAddress(nat.host()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("already");
      assertThatThrownBy(() -> gateway.changePublicAddress("224.0.0.1"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not an address that a host can have");
      assertThat(nat.gateway().publicAddress()).isEqualTo(nat.host());
    }
  }

  @Test
  void aGatewayIsFoundByItsName() {
    try (FtpNat nat = FtpNat.start(Scenario.DOUBLE_NAT)) {
      assertThat(nat.gateway("client NAT").name()).isEqualTo("client NAT");
      assertThat(nat.gateway("client NAT").description().forwards()).isEmpty();
      assertThatThrownBy(nat::gateway)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("\"client NAT\", \"server NAT\"");
      assertThatThrownBy(() -> nat.gateway("NAT"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("\"client NAT\", \"server NAT\"");
      assertThatThrownBy(() -> nat.advance(Duration.ofSeconds(-1)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aFullTableDropsTheDataConnection() throws Exception {
    Topology small =
        Topology.builder().clientGateway(Gateway.builder().connectionLimit(1).build()).build();
    try (FtpNat nat = FtpNat.start(small)) {
      FTPClient client = login(nat);
      client.setConnectTimeout((int) PATIENCE.toMillis());

      assertThatThrownBy(client::listNames).isInstanceOf(SocketTimeoutException.class);
      client.disconnect();
      assertThat(nat.trace().toString())
          .contains("dropped by client NAT, the table has no room for another connection");
    }
  }
}
