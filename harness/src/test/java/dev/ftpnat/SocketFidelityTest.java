package dev.ftpnat;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What unmodified socket code sees of the simulated network: a real one. */
class SocketFidelityTest {

  private static final int UNMAPPED_PORT = 2121;

  /** The ways for a socket onto the network that must not be told apart. */
  enum Attachment {
    DEFAULT_SOCKET {
      @Override
      Socket open(FtpNat nat) {
        return new Socket();
      }
    },
    SOCKET_FACTORY {
      @Override
      Socket open(FtpNat nat) throws IOException {
        return nat.socketFactory().createSocket();
      }
    };

    abstract Socket open(FtpNat nat) throws IOException;
  }

  private static Topology privateIpPasv(Refusal answer) {
    return Scenario.PRIVATE_IP_PASV.topology().toBuilder()
        .gateways(gateway -> gateway.unmappedPorts(answer).privateDestinations(answer))
        .connectGiveUp(Duration.ofMillis(300))
        .build();
  }

  private static String serverAddress(FtpNat nat) {
    return nat.topology().server().address().orElseThrow().getHostAddress();
  }

  @ParameterizedTest
  @EnumSource
  void aSocketSeesTheVirtualAddress(Attachment attachment) throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.ALG_REWRITES);
        Socket socket = attachment.open(nat)) {
      socket.connect(new InetSocketAddress(nat.host(), nat.port()), 5000);

      assertThat(socket.getInetAddress().getHostAddress()).isEqualTo(nat.host());
      assertThat(socket.getPort()).isEqualTo(21);
      assertThat(socket.getRemoteSocketAddress())
          .isEqualTo(new InetSocketAddress(nat.host(), nat.port()));
      assertThat(new String(socket.getInputStream().readNBytes(4), US_ASCII)).isEqualTo("220 ");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aResetIsConnectionRefused(Attachment attachment) throws Exception {
    try (FtpNat nat = FtpNat.start(privateIpPasv(Refusal.REJECT));
        Socket socket = attachment.open(nat)) {
      assertThatThrownBy(
              () -> socket.connect(new InetSocketAddress(nat.host(), UNMAPPED_PORT), 5000))
          .isExactlyInstanceOf(ConnectException.class)
          .hasMessage("Connection refused");
    }
  }

  @ParameterizedTest
  @EnumSource
  void anIcmpErrorIsNoRouteToHost(Attachment attachment) throws Exception {
    try (FtpNat nat = FtpNat.start(privateIpPasv(Refusal.UNREACHABLE));
        Socket socket = attachment.open(nat)) {
      assertThatThrownBy(() -> socket.connect(new InetSocketAddress(serverAddress(nat), 21)))
          .isExactlyInstanceOf(NoRouteToHostException.class)
          .hasMessage("No route to host");
    }
  }

  @ParameterizedTest
  @EnumSource
  void silenceRunsIntoTheConnectTimeoutOfTheClient(Attachment attachment) throws Exception {
    Topology slow =
        privateIpPasv(Refusal.DROP).toBuilder().connectGiveUp(Duration.ofSeconds(20)).build();
    try (FtpNat nat = FtpNat.start(slow);
        Socket socket = attachment.open(nat)) {
      long start = System.nanoTime();
      assertThatThrownBy(() -> socket.connect(new InetSocketAddress(serverAddress(nat), 21), 150))
          .isExactlyInstanceOf(SocketTimeoutException.class)
          .hasMessage("Connect timed out");
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(149), Duration.ofSeconds(5));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLongConnectTimeoutIsCutShortByTheSimulatedStack(Attachment attachment) throws Exception {
    try (FtpNat nat = FtpNat.start(privateIpPasv(Refusal.DROP));
        Socket socket = attachment.open(nat)) {
      long start = System.nanoTime();
      assertThatThrownBy(
              () -> socket.connect(new InetSocketAddress(serverAddress(nat), 21), 60_000))
          .isExactlyInstanceOf(SocketTimeoutException.class)
          .hasMessage("Connect timed out");
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(299), Duration.ofSeconds(10));
    }
  }

  @ParameterizedTest
  @EnumSource
  void withoutATimeoutTheStackGivesUpWithItsOwnException(Attachment attachment) throws Exception {
    try (FtpNat nat = FtpNat.start(privateIpPasv(Refusal.DROP));
        Socket socket = attachment.open(nat)) {
      assertThatThrownBy(() -> socket.connect(new InetSocketAddress(serverAddress(nat), 21)))
          .isExactlyInstanceOf(ConnectException.class)
          .hasMessage("Connection timed out");
    }
  }

  @Test
  @SuppressWarnings("resource") // The constructor doesn't return.
  void theConnectingConstructorGivesUpLikeTheStack() {
    try (FtpNat nat = FtpNat.start(privateIpPasv(Refusal.DROP))) {
      assertThatThrownBy(() -> new Socket(serverAddress(nat), 21))
          .isExactlyInstanceOf(ConnectException.class)
          .hasMessage("Connection timed out");
    }
  }

  @Test
  void aTlsSocketIsOnTheNetworkToo() throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.ALG_REWRITES.topology().withTls(TlsMode.IMPLICIT))) {
      assertThat(nat.port()).isEqualTo(990);
      SocketFactory factory = nat.clientSslContext().getSocketFactory();
      try (SSLSocket socket = (SSLSocket) factory.createSocket(nat.host(), nat.port())) {
        socket.startHandshake();
        assertThat(new String(socket.getInputStream().readNBytes(4), US_ASCII)).isEqualTo("220 ");
      }
      assertThatThrownBy(() -> factory.createSocket(nat.host(), UNMAPPED_PORT))
          .isExactlyInstanceOf(ConnectException.class)
          .hasMessage("Connection timed out");
      try (Socket unconnected = factory.createSocket()) {
        InetSocketAddress unmapped = new InetSocketAddress(nat.host(), UNMAPPED_PORT);
        assertThatThrownBy(() -> unconnected.connect(unmapped))
            .isExactlyInstanceOf(ConnectException.class)
            .hasMessage("Connection timed out");
      }
    }
  }

  @Test
  void aSocketWhoseConnectHasFailedCannotBeUsedAgain() throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      Socket socket = nat.socketFactory().createSocket();
      assertThatThrownBy(() -> socket.connect(new InetSocketAddress(nat.host(), UNMAPPED_PORT)))
          .isInstanceOf(ConnectException.class);
      assertThatThrownBy(() -> socket.connect(new InetSocketAddress(nat.host(), nat.port())))
          .isInstanceOf(SocketException.class)
          .hasMessageMatching("Socket (is )?closed");
    }
  }

  @Test
  void nobodyListensOnAClosedEnvironment() {
    FtpNat nat = FtpNat.start(Scenario.DIRECT);
    ServerSocketFactory listeners = nat.serverSocketFactory();
    nat.close();
    assertThatThrownBy(() -> listeners.createServerSocket(0))
        .isInstanceOf(BindException.class)
        .hasMessageContaining("the environment is closed");
  }

  @Test
  void closingASocketEndsItsUnansweredConnect() throws Exception {
    Topology patient =
        privateIpPasv(Refusal.DROP).toBuilder().connectGiveUp(Duration.ofMinutes(5)).build();
    try (FtpNat nat = FtpNat.start(patient)) {
      Socket socket = nat.socketFactory().createSocket();
      CompletableFuture<Throwable> failure =
          CompletableFuture.supplyAsync(
              () ->
                  catchThrowable(
                      () -> socket.connect(new InetSocketAddress(nat.host(), UNMAPPED_PORT))));
      while (nat.trace().connectionAttempts(Party.CLIENT).isEmpty()) {
        Thread.onSpinWait();
      }
      socket.close();

      assertThat(failure.get(10, TimeUnit.SECONDS))
          .isExactlyInstanceOf(SocketException.class)
          .hasMessage("Socket closed");
    }
  }

  @Test
  void theServersOwnClosedPortRefuses() {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT);
        Socket socket = new Socket()) {
      assertThatThrownBy(() -> socket.connect(new InetSocketAddress(nat.host(), UNMAPPED_PORT)))
          .isExactlyInstanceOf(ConnectException.class)
          .hasMessage("Connection refused");
      assertThat(nat.trace().connectionAttempts(Party.CLIENT))
          .singleElement()
          .satisfies(
              attempt -> {
                assertThat(attempt.outcome()).isEqualTo(Outcome.REFUSED);
                assertThat(attempt.reason()).isEqualTo(Reason.NOT_LISTENING);
                assertThat(attempt.decidedBy()).isEqualTo(Party.SERVER);
              });
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theTwoRefusalsOfAGatewayAreSetSeparately() throws Exception {
    Topology topology =
        Scenario.PRIVATE_IP_PASV.topology().toBuilder()
            .gateways(
                gateway ->
                    gateway.unmappedPorts(Refusal.REJECT).privateDestinations(Refusal.UNREACHABLE))
            .build();
    try (FtpNat nat = FtpNat.start(topology)) {
      assertThat(connectFailure(nat.host(), UNMAPPED_PORT)).isInstanceOf(ConnectException.class);
      assertThat(connectFailure(serverAddress(nat), 21)).isInstanceOf(NoRouteToHostException.class);
    }
  }

  @Test
  void anAddressOfTheInsideNetworkThatNobodyHasIsAnsweredByTheNetworkToo() throws Exception {
    try (FtpNat nat = FtpNat.start(privateIpPasv(Refusal.REJECT))) {
      String neighbour =
          nat.gateways().get(0).insideNetwork().orElseThrow().host(99).getHostAddress();

      assertThat(connectFailure(neighbour, 80)).isInstanceOf(ConnectException.class);
      assertThat(nat.trace().connectionAttempts(Party.CLIENT))
          .extracting(attempt -> attempt.reason())
          .containsExactly(Reason.PRIVATE_DESTINATION);
    }
  }

  @Test
  void aHostNameThatWasGivenToAnAddressDoesNotLeadOutOfTheNetwork() throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.ALG_REWRITES);
        Socket socket = new Socket()) {
      byte[] octets = InetAddress.getByName(nat.host()).getAddress();
      InetAddress named = InetAddress.getByAddress(nat.hostName(), octets);

      socket.connect(new InetSocketAddress(named, nat.port()), 5000);

      assertThat(nat.trace().connectionAttempts(Party.CLIENT)).hasSize(1);
    }
  }

  @Test
  void afterTheEndTheEnvironmentAnswersNoMore() throws Exception {
    SocketFactory factory;
    String host;
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      factory = nat.socketFactory();
      host = nat.host();
    }
    try (Socket late = factory.createSocket()) {
      assertThatThrownBy(() -> late.connect(new InetSocketAddress(host, 21)))
          .isExactlyInstanceOf(NoRouteToHostException.class);
    }
  }

  @Test
  void closingWakesWhoeverWaitsForAnAnswer() throws Exception {
    Topology patient =
        privateIpPasv(Refusal.DROP).toBuilder().connectGiveUp(Duration.ofMinutes(5)).build();
    FtpNat nat = FtpNat.start(patient);
    String target = serverAddress(nat);
    Thread closer =
        new Thread(
            () -> {
              while (nat.trace().connectionAttempts().isEmpty()) {
                Thread.onSpinWait();
              }
              nat.close();
            });
    closer.start();

    assertThat(connectFailure(target, 21)).isInstanceOf(ConnectException.class);
    closer.join(10_000);
    assertThat(closer.isAlive()).isFalse();
  }

  @Test
  void aListenerBindsToTheClientsOwnAddressOnly() throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.CLIENT_BEHIND_NAT)) {
      ServerSocketFactory listeners = nat.serverSocketFactory();
      InetAddress own = nat.topology().clientAddress().orElseThrow();
      InetAddress gateway = nat.gateways().get(0).publicAddress().orElseThrow();

      try (ServerSocket listener = listeners.createServerSocket(0, 1, own)) {
        assertThat(listener.getLocalPort()).isPositive();
      }
      assertThatThrownBy(() -> listeners.createServerSocket(0, 1, gateway))
          .isExactlyInstanceOf(BindException.class)
          .hasMessage("Cannot assign requested address");
    }
  }

  @Test
  void howLongTheStackWaitsHasItsLimits() {
    for (Duration wrong : List.of(Duration.ZERO, Duration.ofNanos(1), Duration.ofDays(30))) {
      assertThatThrownBy(() -> Topology.builder().connectGiveUp(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(wrong.toString());
    }
  }

  private static Throwable connectFailure(String host, int port) throws IOException {
    try (Socket socket = new Socket()) {
      return catchThrowable(() -> socket.connect(new InetSocketAddress(host, port)));
    }
  }
}
