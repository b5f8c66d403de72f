package dev.ftpnat.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.ControlEvent.ControlLine;
import dev.ftpnat.trace.event.ControlEvent.TlsRecords;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.GatewayEvent.AlgKind;
import dev.ftpnat.trace.event.Party;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the record has of control connections, link by link, on both networks. */
class ControlLinesTest {

  private static final String CLIENT = "198.51.100.77";
  private static final String PUBLIC = "203.0.113.107";
  private static final String SERVER = "10.77.0.121";

  private static Topology algRewrites() {
    return Scenario.ALG_REWRITES.topology().toBuilder()
        .clientAddress(CLIENT)
        .gateways(gateway -> gateway.publicAddress(PUBLIC).insideNetwork("10.77.0.0/24"))
        .server(server -> server.address(SERVER))
        .build();
  }

  private static List<String> lines(Trace trace, int link, Party sender) {
    return trace.only(ControlLine.class).stream()
        .filter(line -> line.link() == link && line.sender() == sender)
        .map(
            line ->
                line.number()
                    + " "
                    + line.line()
                    + line.before().map(was -> " (was: " + was + ")").orElse(""))
        .toList();
  }

  /** What is awaited comes soon: TCP sends again what an ALG drops. */
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

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aTranslatedReplyIsNotTheSameOnBothLinks(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(algRewrites(), network);
        RawControl control = RawControl.login(nat)) {
      control.command("PASV");
      control.command("NOOP");
      Trace trace = nat.trace();

      assertThat(lines(trace, 0, Party.CLIENT))
          .isEqualTo(lines(trace, 1, Party.CLIENT))
          .containsExactly("1 USER " + nat.username(), "2 PASS ****", "3 PASV", "4 NOOP");
      String own = "227 Entering Passive Mode (10,77,0,121,15,6)";
      List<String> atServer = lines(trace, 1, Party.SERVER);
      List<String> atClient = lines(trace, 0, Party.SERVER);
      assertThat(atServer).hasSize(5).satisfiesOnlyOnce(line -> assertThat(line).contains(own));
      int announcement = atServer.size() - 2;
      String translated = atServer.get(announcement).replace("10,77,0,121", "203,0,113,107");
      assertThat(atClient.get(announcement))
          .isEqualTo(translated + " (was: " + atServer.get(announcement).substring(2) + ")");
      assertThat(atClient.subList(0, announcement)).isEqualTo(atServer.subList(0, announcement));
      assertThat(trace.only(ControlLine.class))
          .extracting(ControlLine::connection)
          .containsOnly(1L);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aTranslationIsTheAlgsDoing(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(algRewrites(), network);
        RawControl control = RawControl.login(nat)) {
      control.command("PASV");

      assertThat(nat.trace().algActions())
          .singleElement()
          .satisfies(
              action -> {
                assertThat(action.kind()).isEqualTo(AlgKind.TRANSLATED);
                assertThat(action.gateway()).isEqualTo("server NAT");
                assertThat(action.sender()).isEqualTo(Party.SERVER);
                assertThat(action.segment()).contains("(10,77,0,121,15,6)");
                assertThat(action.forwarded()).contains("(203,0,113,107,15,6)");
                assertThat(action.pinhole()).contains(Endpoint.of(PUBLIC, 3846));
              });
    }
  }

  /** Each with the server's ALG and the client's, which has nothing to translate in 227. */
  @ParameterizedTest
  @CsvSource({
    "SIMULATED, ALG_REWRITES", "SIMULATED, CLIENT_BEHIND_ALG",
    "KERNEL, ALG_REWRITES", "KERNEL, CLIENT_BEHIND_ALG"
  })
  void whatTheAlgReadsIsToldAlsoIfItStaysTheSame(Network network, Scenario scenario)
      throws Exception {
    try (FtpNat nat = OnBoth.start(scenario.topology(), network);
        RawControl control = RawControl.login(nat)) {
      String own = nat.topology().clientAddress().orElseThrow().getHostAddress();
      control.command("EPSV");
      control.command("PASV");
      control.command("PORT " + own.replace('.', ',') + ",200,10");
      control.command("EPRT |1|" + own + "|51212|");
      control.command("NOOP");

      String gateway = nat.gateway().publicAddress();
      String client = scenario == Scenario.ALG_REWRITES ? own : gateway;
      assertThat(nat.trace().algActions())
          .allSatisfy(action -> assertThat(action.kind()).isEqualTo(AlgKind.TRANSLATED))
          .extracting(action -> action.pinhole().orElseThrow().toString())
          .containsExactly(
              nat.host() + ":3846", nat.host() + ":3847", client + ":51210", client + ":51212");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aSegmentThatTheAlgDropsIsSeenBeforeTheGatewayOnly(Network network) throws Exception {
    Topology topology =
        Topology.builder()
            .clientGateway(Gateway.builder().alg(AlgBehavior.NETFILTER).build())
            .build();
    try (FtpNat nat = OnBoth.start(topology, network);
        RawControl control = RawControl.login(nat)) {
      control.send("PORT 1,2,3,4,5\r\n");
      Trace trace = await(nat, now -> !now.algActions().isEmpty());

      assertThat(lines(trace, 0, Party.CLIENT)).hasSize(3).last().isEqualTo("3 PORT 1,2,3,4,5");
      assertThat(lines(trace, 1, Party.CLIENT)).hasSize(2);
      assertThat(trace.algActions())
          .extracting(AlgAction::kind, AlgAction::gateway, AlgAction::segment, AlgAction::sender)
          .containsExactly(tuple(AlgKind.SWALLOWED, "client NAT", "PORT 1,2,3,4,5", Party.CLIENT));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void theLinksOfADoubleNatAreThree(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(Scenario.DOUBLE_NAT.topology(), network);
        RawControl control = RawControl.login(nat)) {
      control.command("NOOP");
      Trace trace = nat.trace();

      for (int link = 0; link < 3; link++) {
        assertThat(lines(trace, link, Party.CLIENT)).hasSize(3).last().isEqualTo("3 NOOP");
        assertThat(lines(trace, link, Party.SERVER)).hasSize(4);
      }
      assertThat(trace.only(ControlLine.class)).allMatch(line -> line.before().isEmpty());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aControlConnectionThroughAnotherPortIsOne(Network network) throws Exception {
    Topology topology =
        Topology.builder()
            .serverGateway(
                Gateway.builder()
                    .forward(Forward.ports(PortRange.of(2100), PortRange.of(21)))
                    .build())
            .build();
    try (FtpNat nat = OnBoth.start(topology, network);
        Socket socket = new Socket(nat.host(), 2100)) {
      socket.getOutputStream().write("NOOP\r\n".getBytes(US_ASCII));
      Trace trace = await(nat, now -> !lines(now, 1, Party.CLIENT).isEmpty());

      assertThat(lines(trace, 0, Party.CLIENT)).containsExactly("1 NOOP");
      assertThat(lines(trace, 1, Party.CLIENT)).containsExactly("1 NOOP");
    }
  }

  private static Map<String, Long> records(Trace trace) {
    return trace.only(TlsRecords.class).stream()
        .collect(
            groupingBy(
                records -> records.sender() + " " + records.link(),
                summingLong(TlsRecords::records)));
  }

  private static long bytes(Trace trace, int link) {
    return trace.only(TlsRecords.class).stream()
        .filter(records -> records.link() == link)
        .mapToLong(TlsRecords::bytes)
        .sum();
  }

  private static Trace encrypted(Network network) throws IOException {
    try (FtpNat nat = OnBoth.start(algRewrites(), network);
        RawControl control = RawControl.connect(nat)) {
      control.command("AUTH TLS");
      SSLSocket encrypted =
          (SSLSocket)
              nat.clientSslContext()
                  .getSocketFactory()
                  .createSocket(control.socket(), nat.host(), nat.port(), true);
      encrypted.setEnabledProtocols(new String[] {"TLSv1.2"});
      encrypted.startHandshake();
      encrypted.getOutputStream().write("PASV\r\n".getBytes(US_ASCII));
      int octet;
      do {
        octet = encrypted.getInputStream().read();
      } while (octet >= 0 && octet != '\n');
      return nat.trace();
    }
  }

  @ParameterizedTest
  @EnumSource(names = "KERNEL")
  void underTlsThereAreAsManyRecords(Network network) throws Exception {
    Trace kernel = encrypted(network);
    Trace simulated = encrypted(Network.SIMULATED);

    assertThat(records(kernel)).isEqualTo(records(simulated)).hasSize(4);
    assertThat(bytes(kernel, 0)).isEqualTo(bytes(kernel, 1)).isPositive();
    assertThat(lines(kernel, 0, Party.CLIENT)).containsExactly("1 AUTH TLS");
    assertThat(lines(kernel, 0, Party.SERVER))
        .isEqualTo(lines(simulated, 0, Party.SERVER))
        .hasSize(2);
    assertThat(kernel.algActions()).isEmpty();
  }
}
