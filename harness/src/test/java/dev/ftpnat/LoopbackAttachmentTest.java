package dev.ftpnat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.Outcome;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client meets that knows nothing but 127.0.0.1. */
@Timeout(60)
class LoopbackAttachmentTest {

  private static final int SILENCE = 700;

  private FtpNat nat;
  private Client client;

  @AfterEach
  void close() throws IOException {
    if (client != null) {
      client.close();
    }
    if (nat != null) {
      nat.close();
    }
  }

  private void start(Topology topology) {
    nat =
        FtpNat.builder(topology).network(Network.SIMULATED).attachment(Attachment.LOOPBACK).start();
  }

  private static Topology plain(Scenario scenario) {
    return scenario.topology().toBuilder().server(server -> server.tls(TlsMode.NONE)).build();
  }

  /** A client that says what it is told to. */
  private static final class Client implements Closeable {
    private static final Pattern SIX =
        Pattern.compile("\\((\\d+),(\\d+),(\\d+),(\\d+),(\\d+),(\\d+)\\)");
    private static final Pattern PORT = Pattern.compile("\\(\\|\\|\\|(\\d+)\\|\\)");

    private final Socket socket;
    private final BufferedReader replies;

    Client(Socket newSocket) throws IOException {
      socket = newSocket;
      socket.setSoTimeout(10_000);
      replies =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    String read() throws IOException {
      return replies.readLine();
    }

    String say(String command) throws IOException {
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      return read();
    }

    void login(FtpNat nat) throws IOException {
      say("USER " + nat.username());
      assertThat(say("PASS " + nat.password())).startsWith("230");
    }

    InetSocketAddress pasv() throws IOException {
      String reply = say("PASV");
      MatchResult six = SIX.matcher(reply).results().findFirst().orElseThrow();
      int[] numbers =
          IntStream.rangeClosed(1, 6).map(n -> Integer.parseInt(six.group(n))).toArray();
      return new InetSocketAddress(
          "%d.%d.%d.%d".formatted(numbers[0], numbers[1], numbers[2], numbers[3]),
          numbers[4] * 256 + numbers[5]);
    }

    int epsv() throws IOException {
      String reply = say("EPSV");
      return Integer.parseInt(PORT.matcher(reply).results().findFirst().orElseThrow().group(1));
    }

    String download(InetSocketAddress data) throws IOException {
      try (Socket connected = new Socket()) {
        connected.connect(data, SILENCE);
        assertThat(say("RETR a.txt")).startsWith("150");
        String content =
            new String(connected.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(read()).startsWith("226");
        return content;
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private Client greeted() throws IOException {
    Client greeted = new Client(new Socket(nat.host(), nat.port()));
    assertThat(greeted.read()).startsWith("220");
    return greeted;
  }

  private void connectAndLogIn() throws IOException {
    Files.writeString(nat.serverDirectory().resolve("a.txt"), "content");
    client = greeted();
    client.login(nat);
  }

  private static void assertSilent(InetSocketAddress address) {
    assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> connect(address));
  }

  private static void assertRefused(InetSocketAddress address) {
    assertThatExceptionOfType(ConnectException.class)
        .isThrownBy(() -> connect(address))
        .withMessageContaining("refused");
  }

  private static void connect(InetSocketAddress address) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address, SILENCE);
    }
  }

  @Test
  void isAt127001() throws IOException {
    start(plain(Scenario.DIRECT));

    assertThat(nat.host()).isEqualTo("127.0.0.1");
    assertThat(nat.hostName()).isEqualTo("localhost");
    assertThat(nat.attachment()).isEqualTo(Attachment.LOOPBACK);
    connectAndLogIn();
    assertThat(client.download(client.pasv())).isEqualTo("content");
    assertThat(client.download(new InetSocketAddress(nat.host(), client.epsv())))
        .isEqualTo("content");
    // The record keeps to the network's own addresses.
    assertThat(nat.trace().connectionAttempts())
        .hasSize(3)
        .allMatch(attempt -> attempt.outcome() == Outcome.ESTABLISHED)
        .extracting(attempt -> attempt.target().address())
        .containsOnly(nat.topology().server().address().orElseThrow());
  }

  /** Who believes it meets silence, and who takes the control connection's address gets in. */
  @Test
  void showsAPrivateAddressAsOneWhereNobodyAnswers() throws IOException {
    start(plain(Scenario.PRIVATE_IP_PASV));
    connectAndLogIn();

    InetSocketAddress announced = client.pasv();

    assertThat(announced.getAddress().isLoopbackAddress()).isTrue();
    assertThat(announced.getHostString()).isNotEqualTo("127.0.0.1");
    assertSilent(announced);
    assertThat(client.download(new InetSocketAddress("127.0.0.1", announced.getPort())))
        .isEqualTo("content");
    assertThat(nat.trace().connectionAttempts())
        .filteredOn(attempt -> attempt.outcome() == Outcome.DROPPED)
        .singleElement()
        .extracting(attempt -> attempt.target().address())
        .isEqualTo(nat.topology().server().address().orElseThrow());
  }

  /** Inside TLS only the server could have put the loopback address in. */
  @ParameterizedTest
  @EnumSource(
      value = TlsMode.class,
      names = {"EXPLICIT", "IMPLICIT"})
  void showsItUnderTlsAsWell(TlsMode tls) throws IOException {
    start(
        Scenario.EXTERNAL_ADDRESS.topology().toBuilder().server(server -> server.tls(tls)).build());
    Files.writeString(nat.serverDirectory().resolve("a.txt"), "content");
    Socket socket = new Socket(nat.host(), nat.port());
    if (tls == TlsMode.EXPLICIT) {
      BufferedReader replies =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      replies.readLine();
      socket.getOutputStream().write("AUTH TLS\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(replies.readLine()).startsWith("234");
    }
    SSLSocket secured =
        (SSLSocket)
            nat.clientSslContext()
                .getSocketFactory()
                .createSocket(socket, "localhost", nat.port(), true);
    secured.setSSLParameters(checkingNames(secured));
    try (Client tlsClient = new Client(secured)) {
      if (tls == TlsMode.IMPLICIT) {
        assertThat(tlsClient.read()).startsWith("220");
      }
      tlsClient.login(nat);

      InetSocketAddress announced = tlsClient.pasv();

      assertThat(announced.getHostString()).isEqualTo("127.0.0.1");
      assertThat(tlsClient.say("PBSZ 0")).startsWith("200");
      assertThat(tlsClient.say("PROT C")).startsWith("200");
      assertThat(tlsClient.download(announced)).isEqualTo("content");
      // What the server announced is what the record has.
      assertThat(nat.trace().ladder().text()).contains("227").doesNotContain("(127,0,0,1,");
    }
  }

  private static SSLParameters checkingNames(SSLSocket socket) {
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    return parameters;
  }

  @Test
  void refusesWhatAGatewayRejects() throws IOException {
    start(
        plain(Scenario.PRIVATE_IP_PASV).toBuilder()
            .gateways(gateway -> gateway.privateDestinations(Refusal.REJECT))
            .build());
    connectAndLogIn();

    assertRefused(client.pasv());
  }

  /** A port is open for one transfer, and for nobody after it. */
  @Test
  void closesAPortThatTheServerHasClosed() throws IOException {
    start(plain(Scenario.DIRECT));
    connectAndLogIn();
    InetSocketAddress first = client.pasv();
    client.download(first);
    nat.trace();

    assertRefused(first);
  }

  /** A pinhole that has expired lets nobody in; before that it does. */
  @Test
  void closesAPinholeWhenItExpires() throws IOException {
    start(plain(Scenario.ALG_REWRITES));
    connectAndLogIn();
    assertThat(client.download(client.pasv())).isEqualTo("content");
    InetSocketAddress late = client.pasv();

    nat.advance(Duration.ofHours(1));

    assertSilent(late);
  }

  @Test
  void forgetsWithTheGateway() throws IOException {
    start(plain(Scenario.ALG_REWRITES));
    connectAndLogIn();
    InetSocketAddress data = client.pasv();

    nat.gateway().reboot();

    assertSilent(data);
  }

  /** The blind ALG opens no pinhole for 229: the same port, silent. */
  @Test
  void keepsSilentWhereNoPinholeIs() throws IOException {
    start(plain(Scenario.EPSV_BLIND_ALG));
    connectAndLogIn();

    assertSilent(new InetSocketAddress("127.0.0.1", client.epsv()));
    assertThat(client.download(client.pasv())).isEqualTo("content");
  }

  @Test
  void leadsNowhereIfTheControlPortIsNotForwarded() {
    start(
        Topology.builder()
            .name("nothing at all")
            .serverGateway(
                Gateway.builder().publicAddress("203.0.113.77").alg(AlgBehavior.NONE).build())
            .server(server -> server.address("10.70.1.2").tls(TlsMode.NONE))
            .build());

    assertSilent(new InetSocketAddress(nat.host(), nat.port()));
  }

  @Test
  void followsTheGatewayToItsNewAddress() throws IOException {
    start(plain(Scenario.EXTERNAL_ADDRESS));
    int port = nat.port();
    nat.gateway().changePublicAddress("203.0.113.99");

    assertThat(nat.port()).isEqualTo(port);
    connectAndLogIn();
    // The server goes on announcing the address that it was told.
    InetSocketAddress announced = client.pasv();
    assertThat(announced.getHostString()).startsWith("127.").isNotEqualTo("127.0.0.1");
  }

  /** The client listens where it is really. */
  @Test
  void bringsActiveConnectionsToTheClient() throws IOException {
    start(plain(Scenario.DIRECT));
    connectAndLogIn();
    try (ServerSocket data = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      data.setSoTimeout(5000);
      int port = data.getLocalPort();
      assertThat(client.say("PORT 127,0,0,1,%d,%d".formatted(port >> 8, port & 255)))
          .startsWith("200");
      assertThat(client.say("RETR a.txt")).startsWith("150");
      try (Socket accepted = data.accept()) {
        assertThat(accepted.getInetAddress().getHostAddress()).isEqualTo(nat.host());
        assertThat(accepted.getInputStream().readAllBytes()).asString().isEqualTo("content");
      }
    }
  }

  /** As in LOOPBACK_ADDRESS_ANNOUNCED: the client's own host, where nobody listens. */
  @Test
  void refusesTheServersOwnLoopback() throws IOException {
    start(
        plain(Scenario.PRIVATE_IP_PASV).toBuilder()
            .server(server -> server.advertise("127.0.0.1"))
            .build());
    connectAndLogIn();

    assertRefused(client.pasv());
  }

  /** Everything is on 127/8, and nothing stays behind. */
  @Test
  void listensOnLoopbackOnlyAndFreesItsPorts() throws IOException {
    start(plain(Scenario.DIRECT));
    connectAndLogIn();
    InetSocketAddress data = client.pasv();
    int port = nat.port();
    for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (InetAddress address : Collections.list(each.getInetAddresses())) {
        if (!address.isLoopbackAddress() && each.isUp()) {
          assertRefused(new InetSocketAddress(address, port));
          assertRefused(new InetSocketAddress(address, data.getPort()));
        }
      }
    }

    nat.close();

    assertRefused(new InetSocketAddress("127.0.0.1", port));
    assertRefused(data);
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.contains("ftpnat-loopback"));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 20})
  void keepsEnvironmentsApart(int many) throws IOException {
    List<FtpNat> others =
        IntStream.range(0, many)
            .mapToObj(
                n ->
                    FtpNat.builder(plain(Scenario.PRIVATE_IP_PASV))
                        .network(Network.SIMULATED)
                        .attachment(Attachment.LOOPBACK)
                        .start())
            .toList();
    try {
      assertThat(others).extracting(FtpNat::port).doesNotHaveDuplicates();
      for (FtpNat other : others) {
        Files.writeString(other.serverDirectory().resolve("a.txt"), "of " + other.port());
        try (Client each = new Client(new Socket(other.host(), other.port()))) {
          assertThat(each.read()).startsWith("220");
          each.login(other);
          InetSocketAddress data = new InetSocketAddress("127.0.0.1", each.epsv());
          assertThat(each.download(data)).isEqualTo("of " + other.port());
        }
      }
    } finally {
      others.forEach(FtpNat::close);
    }
  }

  /** A silent port is recorded, with how long the client waited, and is the diagnosis. */
  @Test
  void recordsWhoKnocksInVain() throws IOException {
    start(plain(Scenario.PRIVATE_IP_PASV));
    connectAndLogIn();
    assertSilent(client.pasv());
    client.close();

    assertThat(nat.trace().connectionAttempts())
        .last()
        .extracting(ConnectionAttempt::outcome)
        .isEqualTo(Outcome.DROPPED);
    assertThat(nat.trace().diagnosis().orElseThrow().cause())
        .isEqualTo(Cause.PRIVATE_ADDRESS_FOLLOWED);
  }

  @Test
  void isNotForTheKernelNetworkNorForIpv6() {
    FtpNat.Builder kernel =
        FtpNat.builder(Scenario.DIRECT).network(Network.KERNEL).attachment(Attachment.LOOPBACK);
    assertThatIllegalArgumentException()
        .isThrownBy(kernel::start)
        .withMessageContaining("attachment(Attachment.LOOPBACK)")
        .withMessageContaining("network(Network.SIMULATED)");

    Topology ipv6 =
        Topology.builder().name("six").server(server -> server.address("2001:db8:7::21")).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> start(ipv6))
        .withMessageContaining("\"six\" has none at one end");
  }
}
