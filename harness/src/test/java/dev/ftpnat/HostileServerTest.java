package dev.ftpnat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.topology.Vantage;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import dev.ftpnat.trace.event.ConnectionEvent.Ipv6Attempt;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever address a server announces, and whatever address a client announces to a server, it
 * leads to nothing outside of the network, and the record says where it led.
 */
@Timeout(60)
class HostileServerTest {

  private static final String REFUSED = "ConnectException: Connection refused";
  private static final String NO_NETWORK = "SocketException: Network is unreachable";
  private static final String NO_HOST = "NoRouteToHostException: No route to host";

  /** Shorter than any stack gives up by itself. */
  private static final int CONNECT_MILLIS = 500;

  /** A class of addresses, and what becomes of who connects to one. */
  private enum Kind {
    LOOPBACK("127.0.0.1", REFUSED, Reason.OWN_HOST, Cause.LOOPBACK_ADDRESS_ANNOUNCED),
    OTHER_LOOPBACK("127.9.9.9", REFUSED, Reason.OWN_HOST, Cause.LOOPBACK_ADDRESS_ANNOUNCED),
    LOOPBACK_BROADCAST("127.255.255.255", NO_NETWORK, Reason.NOT_UNICAST),
    ANY("0.0.0.0", REFUSED, Reason.OWN_HOST, Cause.LOOPBACK_ADDRESS_ANNOUNCED),
    OWN("own", REFUSED, Reason.OWN_HOST),
    THIS_NETWORK("0.1.2.3", NO_HOST, Reason.NO_ROUTE),
    LINK_LOCAL("169.254.169.254", NO_HOST, Reason.NO_ROUTE),
    MULTICAST("224.0.0.1", NO_NETWORK, Reason.NOT_UNICAST),
    SITE_MULTICAST("239.255.255.250", NO_NETWORK, Reason.NOT_UNICAST),
    RESERVED("240.0.0.1", NO_HOST, Reason.NO_ROUTE),
    BROADCAST("255.255.255.255", NO_NETWORK, Reason.NOT_UNICAST),
    MACHINE("machine", NO_HOST, Reason.NO_ROUTE),
    PUBLIC("8.8.8.8", NO_HOST, Reason.NO_ROUTE),
    PRIVATE("10.9.8.7", NO_HOST, Reason.NO_ROUTE);

    private final String address;
    private final String told;
    private final Reason reason;
    private final Cause cause;

    Kind(String address, String told, Reason reason) {
      this(address, told, reason, Cause.WRONG_ADDRESS_ANNOUNCED);
    }

    Kind(String address, String told, Reason reason, Cause cause) {
      this.address = address;
      this.told = told;
      this.reason = reason;
      this.cause = cause;
    }

    Outcome outcome() {
      return told.equals(REFUSED) ? Outcome.REFUSED : Outcome.UNREACHABLE;
    }

    /** The address; empty if it is this machine's and it has none. */
    Optional<InetAddress> address(InetAddress own) {
      return switch (address) {
        case "own" -> Optional.of(own);
        case "machine" -> OF_MACHINE;
        default -> Optional.of(Ipv4.of(address));
      };
    }
  }

  /** An address that an interface of this machine has. */
  private static Optional<InetAddress> machine() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
          .filter(Inet4Address.class::isInstance)
          .findFirst();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** On the kernel network the test's thread is on another host by then. */
  private static final Optional<InetAddress> OF_MACHINE = machine();

  private static FtpNat start(Network network, Server server) {
    Topology topology =
        Scenario.DIRECT.topology().toBuilder()
            .connectGiveUp(Duration.ofMillis(300))
            .server(described -> described.acceptTimeout(Duration.ofMillis(300)))
            .build();
    try {
      return FtpNat.builder(topology).network(network).saying(server::says).start();
    } catch (NetworkUnavailableException e) {
      System.out.println("skipped on the kernel network: " + e.getMessage());
      return abort(e.getMessage());
    }
  }

  /** What the server says instead of what it means. */
  private static final class Server {

    private volatile String instead;

    String says(String meant) {
      return meant.matches("22[79] .*") && instead != null ? instead : meant;
    }

    void pasv(InetAddress address, int port) {
      instead = "227 Entering Passive Mode (" + hostPort(address, port) + ").";
    }
  }

  private static String hostPort(InetAddress address, int port) {
    return address.getHostAddress().replace('.', ',') + "," + (port >> 8) + "," + (port & 0xff);
  }

  /** A listener of the machine's own, on all its addresses, that nobody must get to. */
  private static final class Decoy implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0);

    Decoy() throws IOException {}

    int port() {
      return socket.getLocalPort();
    }

    void assertNobodyCame() throws IOException {
      socket.setSoTimeout(1);
      try (Socket client = socket.accept()) {
        throw new AssertionError("somebody came: " + client);
      } catch (SocketTimeoutException e) {
        // Nobody is in the queue.
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static RawControl login(FtpNat nat, boolean tls) throws IOException {
    return tls ? RawControl.secured(nat) : RawControl.login(nat);
  }

  private static String connect(InetAddress address, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
      return "established";
    } catch (IOException e) {
      return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
  }

  /**
   * As programs do that aren't Java's, which makes the address of the machine's name of 0.0.0.0.
   */
  private static String connectByShell(FtpNat nat, InetAddress address, int port) {
    String said =
        nat.exec(
                "bash", "-c", "exec 2>&1; true <>/dev/tcp/" + address.getHostAddress() + "/" + port)
            .output();
    return said.contains("Connection refused") ? REFUSED : said;
  }

  /** On the kernel network the record may be later than the client. */
  private static <T> T await(Supplier<T> value, Predicate<T> wanted, FtpNat nat) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    T current = value.get();
    while (!wanted.test(current)) {
      assertThat(System.nanoTime())
          .as("still %s in%n%s", current, nat.trace())
          .isLessThan(deadline);
      Thread.onSpinWait();
      current = value.get();
    }
    return current;
  }

  private static List<String> attempts(FtpNat nat, Party origin) {
    return nat.trace().connectionAttempts(origin).stream()
        .filter(attempt -> !attempt.succeeded())
        .map(attempt -> attempt.target() + " " + attempt.outcome() + " " + attempt.reason())
        .toList();
  }

  private static Optional<Cause> cause(FtpNat nat) {
    return nat.trace().diagnosis().map(Diagnosis::cause);
  }

  @ParameterizedTest
  @CsvSource({"SIMULATED, false", "SIMULATED, true", "KERNEL, false", "KERNEL, true"})
  void whateverAddressIsIn227(Network network, boolean tls) throws IOException {
    Map<Kind, String> expected = new LinkedHashMap<>();
    Map<Kind, String> actual = new LinkedHashMap<>();
    for (Kind kind : Kind.values()) {
      Server server = new Server();
      try (Decoy decoy = new Decoy();
          FtpNat nat = start(network, server);
          RawControl control = login(nat, tls)) {
        Optional<InetAddress> address = kind.address(nat.topology().clientAddress().orElseThrow());
        if (address.isEmpty()) {
          System.out.println("left out " + kind + ": this machine has no such address");
          continue;
        }
        server.pasv(address.get(), decoy.port());
        assertThat(control.command("PASV")).isEqualTo(server.instead);

        String told =
            network == Network.KERNEL && kind == Kind.ANY
                ? connectByShell(nat, address.get(), decoy.port())
                : connect(address.get(), decoy.port());

        String attempt =
            new Endpoint(address.get(), decoy.port()) + " " + kind.outcome() + " " + kind.reason;
        expected.put(kind, kind.told + "; [" + attempt + "]; " + Optional.of(kind.cause));
        await(() -> cause(nat), Optional::isPresent, nat);
        actual.put(kind, told + "; " + attempts(nat, Party.CLIENT) + "; " + cause(nat));
        decoy.assertNobodyCame();
        assertThat(nat.trace().ladder().text()).contains(address.get().getHostAddress() + ":");
      }
    }
    assertThat(actual).containsExactlyEntriesOf(expected);
  }

  /** RFC 2428 has no address in 229, but this server doesn't care. */
  @ParameterizedTest
  @CsvSource({
    "SIMULATED, ::1, refused OWN_HOST, LOOPBACK_ADDRESS_ANNOUNCED",
    "SIMULATED, ::, refused OWN_HOST, LOOPBACK_ADDRESS_ANNOUNCED",
    "SIMULATED, 2001:db8::1, unreachable NO_ROUTE, WRONG_ADDRESS_ANNOUNCED",
    "SIMULATED, fe80::1, unreachable NO_ROUTE, WRONG_ADDRESS_ANNOUNCED",
    "SIMULATED, ff02::1, unreachable NO_ROUTE, WRONG_ADDRESS_ANNOUNCED",
    "KERNEL, ::1, refused OWN_HOST, LOOPBACK_ADDRESS_ANNOUNCED",
    "KERNEL, 2001:db8::1, unreachable NO_ROUTE, WRONG_ADDRESS_ANNOUNCED",
    "KERNEL, fe80::1, unreachable NO_ROUTE, WRONG_ADDRESS_ANNOUNCED",
    "KERNEL, ff02::1, unreachable NO_ROUTE, WRONG_ADDRESS_ANNOUNCED",
  })
  void anIpv6AddressIn229(Network network, String literal, String attempt, Cause cause)
      throws IOException {
    for (boolean tls : new boolean[] {false, true}) {
      Server server = new Server();
      try (Decoy decoy = new Decoy();
          FtpNat nat = start(network, server);
          RawControl control = login(nat, tls)) {
        server.instead =
            "229 Entering Extended Passive Mode (|2|" + literal + "|" + decoy.port() + "|)";
        control.command("EPSV");

        String told = connect(IpAddresses.parse(literal).orElseThrow(), decoy.port());

        assertThat(told).contains(attempt.startsWith("refused") ? "refused" : "Exception");
        assertThat(nat.trace().only(Ipv6Attempt.class))
            .extracting(made -> made.target() + " " + made.outcome() + " " + made.reason())
            .containsExactly("[" + literal + "]:" + decoy.port() + " " + attempt);
        assertThat(cause(nat)).contains(cause);
        assertThat(nat.trace().ladder().text()).contains("[" + literal + "]:" + decoy.port());
        decoy.assertNobodyCame();
      }
    }
  }

  /** 127.0.0.1 in PORT is the client's own address to a server on the simulated network. */
  private static boolean isClient(Kind kind, Network network) {
    return kind == Kind.LOOPBACK && network == Network.SIMULATED;
  }

  @ParameterizedTest
  @CsvSource({"SIMULATED, false", "SIMULATED, true", "KERNEL, false", "KERNEL, true"})
  void whateverAddressIsInPortAndEprt(Network network, boolean tls) throws IOException {
    Map<String, String> expected = new LinkedHashMap<>();
    Map<String, String> actual = new LinkedHashMap<>();
    for (Kind kind : Kind.values()) {
      for (boolean eprt : new boolean[] {false, true}) {
        try (Decoy decoy = new Decoy();
            FtpNat nat = start(network, new Server());
            RawControl control = login(nat, tls)) {
          InetAddress own = nat.topology().server().address().orElseThrow();
          Optional<InetAddress> address = kind.address(own);
          if (address.isEmpty() || isClient(kind, network)) {
            continue;
          }
          String command =
              eprt
                  ? "EPRT |1|%s|%d|".formatted(address.get().getHostAddress(), decoy.port())
                  : "PORT " + hostPort(address.get(), decoy.port());
          assertThat(control.command(command)).startsWith("200 ");
          assertThat(control.command("NLST")).startsWith("150 ");
          assertThat(control.reply()).startsWith("425 ");

          // What a kernel is told to connect to and what its packets have isn't the same here.
          InetAddress went =
              kind == Kind.ANY && network == Network.KERNEL ? Ipv4.of("127.0.0.1") : address.get();
          expected.put(
              command.substring(0, 5) + kind,
              "[%s %s %s]; %s"
                  .formatted(
                      new Endpoint(went, decoy.port()),
                      kind.outcome(),
                      kind.reason,
                      Optional.of(kind.cause)));
          await(() -> cause(nat), Optional::isPresent, nat);
          actual.put(
              command.substring(0, 5) + kind, attempts(nat, Party.SERVER) + "; " + cause(nat));
          decoy.assertNobodyCame();
        }
      }
    }
    assertThat(actual).containsExactlyEntriesOf(expected);
  }

  /** In the client's own namespace a test may listen, and gets what the client sends there. */
  @Test
  void whatListensOnTheClientsHostIsNoServer() throws IOException {
    Server server = new Server();
    InetAddress loopback = Ipv4.of("127.0.0.1");
    try (FtpNat nat = start(Network.KERNEL, server);
        RawControl control = RawControl.secured(nat);
        ServerSocket own = new ServerSocket(0, 10, loopback)) {
      server.pasv(loopback, own.getLocalPort());
      control.command("PASV");

      assertThat(connect(loopback, own.getLocalPort())).isEqualTo("established");

      await(() -> cause(nat), Optional::isPresent, nat);
      assertThat(cause(nat)).contains(Cause.LOOPBACK_ADDRESS_ANNOUNCED);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void ipv6InEprtIsRefused(Network network) throws IOException {
    try (Decoy decoy = new Decoy();
        FtpNat nat = start(network, new Server());
        RawControl control = RawControl.login(nat)) {
      assertThat(control.command("EPRT |2|::1|" + decoy.port() + "|")).startsWith("522 ");
      assertThat(nat.trace().connectionAttempts(Party.SERVER)).isEmpty();
      decoy.assertNobodyCame();
    }
  }

  /** The harness's own sockets are on loopback, where a client of this JVM listens too. */
  @Test
  void portNeverLeadsToTheHarnessItself() throws IOException {
    try (FtpNat nat = start(Network.SIMULATED, new Server());
        RawControl control = RawControl.login(nat)) {
      int socks = ((InetSocketAddress) nat.socksProxy().address()).getPort();
      control.command("PORT " + hostPort(Ipv4.of("127.0.0.1"), socks));
      control.command("NLST");
      assertThat(control.reply()).startsWith("425 ");
      assertThat(cause(nat)).contains(Cause.CLIENT_NOT_LISTENING);
    }
  }

  @Test
  void noReplyNamesAPortOfTheHarnessItself() throws IOException {
    Server server = new Server();
    try (FtpNat nat = start(Network.SIMULATED, server);
        RawControl control = RawControl.secured(nat)) {
      int socks = ((InetSocketAddress) nat.socksProxy().address()).getPort();
      server.pasv(Ipv4.of("127.0.0.1"), socks);
      assertThat(control.command("PASV"))
          .isEqualTo(
              "425 Can't open passive connection: FtpNat itself listens at 127.0.0.1:"
                  + socks
                  + " on this machine's loopback");
    }
  }

  /** Clients that don't ask the JVM's proxy selector. */
  @Test
  void everyWayOntoTheNetwork() throws Exception {
    Server server = new Server();
    try (Decoy decoy = new Decoy();
        FtpNat nat = start(Network.SIMULATED, server);
        RawControl control = RawControl.secured(nat)) {
      InetAddress loopback = Ipv4.of("127.0.0.1");
      server.pasv(loopback, decoy.port());
      control.command("PASV");
      InetSocketAddress announced = new InetSocketAddress(loopback, decoy.port());

      try (Socket socket = nat.socketFactory().createSocket()) {
        assertThatThrownBy(() -> socket.connect(announced, CONNECT_MILLIS))
            .isExactlyInstanceOf(ConnectException.class);
      }
      try (Socket socket = new Socket(nat.socksProxy())) {
        assertThatThrownBy(() -> socket.connect(announced, CONNECT_MILLIS))
            .hasMessageContaining("Connection refused");
      }
      try (Socket socket = new Socket()) {
        InetSocketAddress byName = new InetSocketAddress("localhost", decoy.port());
        assertThatThrownBy(() -> socket.connect(byName, CONNECT_MILLIS))
            .isExactlyInstanceOf(ConnectException.class);
      }
      assertThatThrownBy(
              () -> URI.create("ftp://127.0.0.1:" + decoy.port() + "/a").toURL().openStream())
          .isInstanceOf(IOException.class);
      String attempt =
          new Endpoint(loopback, decoy.port()) + " " + Outcome.REFUSED + " " + Reason.OWN_HOST;
      assertThat(attempts(nat, Party.CLIENT)).hasSize(4).containsOnly(attempt);
      decoy.assertNobodyCame();
    }
  }

  /** RFC 1639; no client here asks for it, but one might. */
  @Test
  void theLongFormIsAnsweredToo() throws IOException {
    try (Decoy decoy = new Decoy();
        FtpNat nat =
            FtpNat.builder(Scenario.DIRECT)
                .saying(
                    meant ->
                        meant.startsWith("502 ")
                            ? "228 Entering Long Passive Mode (4,4,127,0,0,1,2,%d,%d)."
                                .formatted(decoy.port() >> 8, decoy.port() & 0xff)
                            : meant)
                .start();
        RawControl control = RawControl.login(nat)) {
      assertThat(control.command("LPSV")).startsWith("228 ");

      assertThat(connect(Ipv4.of("127.0.0.1"), decoy.port())).isEqualTo(REFUSED);
      assertThat(attempts(nat, Party.CLIENT)).hasSize(1);
      decoy.assertNobodyCame();
    }
  }

  // What nobody announced ---------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void otherTrafficOfTheMachineIsUntouched(Network network) throws IOException {
    Server server = new Server();
    int announced;
    InetAddress loopback = Ipv4.of("127.0.0.1");
    try (Decoy decoy = new Decoy();
        FtpNat nat = start(network, server)) {
      announced = decoy.port();
      assertThat(connect(loopback, announced))
          .as("before anything is announced; the kernel's client has a loopback of its own")
          .isEqualTo(network == Network.KERNEL ? REFUSED : "established");
      try (RawControl control = RawControl.login(nat);
          ServerSocket other = new ServerSocket(0, 10, loopback)) {
        server.pasv(loopback, announced);
        control.command("PASV");

        assertThat(connect(loopback, other.getLocalPort())).isEqualTo("established");
        assertThat(connect(loopback, announced)).isEqualTo(REFUSED);
        await(() -> attempts(nat, Party.CLIENT), found -> found.size() == 1, nat);
        assertThat(attempts(nat, Party.CLIENT))
            .containsExactly(
                "127.0.0.1:" + announced + " " + Outcome.REFUSED + " " + Reason.OWN_HOST);
      }
    }
    try (ServerSocket after = new ServerSocket(announced, 10, loopback)) {
      assertThat(connect(loopback, after.getLocalPort())).as("afterwards").isEqualTo("established");
    }
  }

  @Test
  void eachEnvironmentAnswersItsOwnClient() throws Exception {
    Server first = new Server();
    Server second = new Server();
    InetAddress loopback = Ipv4.of("127.0.0.1");
    try (Decoy decoy = new Decoy();
        FtpNat one = start(Network.SIMULATED, first);
        FtpNat two = start(Network.SIMULATED, second);
        FtpNat onLoopback = FtpNat.start(Scenario.DIRECT.topology().withVantage(Vantage.LOOPBACK));
        RawControl control = RawControl.login(one)) {
      first.pasv(loopback, decoy.port());
      second.pasv(loopback, decoy.port());
      control.command("PASV");
      Thread other =
          new Thread(
              () -> {
                try (RawControl ofOther = RawControl.login(two)) {
                  ofOther.command("PASV");
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      other.start();
      other.join(10_000);

      assertThat(connect(loopback, decoy.port())).isEqualTo(REFUSED);
      assertThat(attempts(one, Party.CLIENT)).as("of who has asked").hasSize(1);
      assertThat(attempts(two, Party.CLIENT)).as("of who hasn't").isEmpty();
      try (RawControl beside = RawControl.login(onLoopback)) {
        assertThat(beside.command("NOOP")).startsWith("200 ");
      }
      assertThat(onLoopback.trace().connectionAttempts()).hasSize(1);
    }
  }

  /** What the issue told of: a setting that people make. */
  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aServerThatIsSetToLoopback(Network network) throws IOException {
    Topology topology =
        Scenario.EXTERNAL_ADDRESS.topology().toBuilder()
            .server(described -> described.advertise("127.0.0.1"))
            .build();
    try (FtpNat nat = FtpNat.builder(topology).network(network).start();
        RawControl control = RawControl.secured(nat)) {
      String reply = control.command("PASV");
      assertThat(reply).isEqualTo("227 Entering Passive Mode (127,0,0,1,15,6).");

      assertThat(connect(Ipv4.of("127.0.0.1"), 3846)).isEqualTo(REFUSED);

      await(() -> cause(nat), Optional::isPresent, nat);
      assertThat(cause(nat)).contains(Cause.LOOPBACK_ADDRESS_ANNOUNCED);
      assertThat(nat.trace().diagnosis().orElseThrow().waysOut())
          .anyMatch(way -> way.sentence().startsWith("Let the server announce the public address"))
          .anyMatch(way -> way.sentence().contains("the control connection's address"));
    } catch (NetworkUnavailableException e) {
      abort(e.getMessage());
    }
  }
}
