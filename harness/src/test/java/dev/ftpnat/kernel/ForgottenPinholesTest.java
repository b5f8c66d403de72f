package dev.ftpnat.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.IdleTimeouts;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A control connection that a gateway forgets takes along what it had announced. */
@Timeout(60)
class ForgottenPinholesTest {

  private static final String REFUSED = "ConnectException: Connection refused";
  private static final String DROPPED = "SocketTimeoutException: Connect timed out";

  private static final Pattern HOST_PORT = Pattern.compile("\\((.*),(\\d+),(\\d+)\\)");
  private static final Pattern PORT = Pattern.compile("\\|\\|\\|(\\d+)\\|");

  private static Topology algAnswering(Refusal answer) {
    return Scenario.ALG_REWRITES.topology().toBuilder()
        .gateways(gateway -> gateway.unmappedPorts(answer))
        .build();
  }

  private static Endpoint passive(RawControl control) throws IOException {
    Matcher reply = HOST_PORT.matcher(control.command("PASV"));
    assertThat(reply.find()).isTrue();
    int port = Integer.parseInt(reply.group(2)) * 256 + Integer.parseInt(reply.group(3));
    return Endpoint.of(reply.group(1).replace(',', '.'), port);
  }

  private static String connect(Endpoint data) {
    return OnBoth.connect(data.address(), data.port());
  }

  private static void assertPinholeGone(FtpNat nat, String words) {
    Diagnosis diagnosis = nat.trace().diagnosis().orElseThrow();
    assertThat(diagnosis.cause()).as(nat.trace().toString()).isEqualTo(Cause.PINHOLE_GONE);
    assertThat(diagnosis.sentence()).contains(words);
    assertThat(diagnosis.evidence().toString()).contains("forgot connection 1");
  }

  @ParameterizedTest
  @CsvSource({
    "SIMULATED, REJECT, " + REFUSED,
    "SIMULATED, DROP, " + DROPPED,
    "KERNEL, REJECT, " + REFUSED,
    "KERNEL, DROP, " + DROPPED
  })
  void whatPasvAnnouncedIsClosedOnceTheControlConnectionIsForgotten(
      Network network, Refusal answer, String told) throws Exception {
    try (FtpNat nat = OnBoth.start(algAnswering(answer), network);
        RawControl control = RawControl.login(nat)) {
      Endpoint data = passive(control);
      nat.gateway().expireIdleMappings();

      assertThat(connect(data)).isEqualTo(told);
      assertPinholeGone(nat, "was forgotten with the control connection, which the gateway took");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void soIsWhatEpsvAnnounced(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(algAnswering(Refusal.REJECT), network);
        RawControl control = RawControl.login(nat)) {
      Matcher port = PORT.matcher(control.command("EPSV"));
      assertThat(port.find()).isTrue();
      nat.gateway().expireIdleMappings();

      assertThat(connect(Endpoint.of(nat.host(), Integer.parseInt(port.group(1)))))
          .isEqualTo(REFUSED);
      assertPinholeGone(nat, "was forgotten with the control connection");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aDataConnectionThatIsOpenGoesOn(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(algAnswering(Refusal.REJECT), network);
        RawControl control = RawControl.login(nat)) {
      Endpoint data = passive(control);
      try (Socket socket = new Socket(data.address(), data.port())) {
        socket.setSoTimeout(10_000);
        control.send("LIST\r\n");
        assertThat(control.reply()).startsWith("150");
        nat.gateway().expireIdleMappings();

        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void anotherSessionKeepsNoneAndOpensItsOwn(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(algAnswering(Refusal.REJECT), network);
        RawControl first = RawControl.login(nat);
        RawControl second = RawControl.login(nat)) {
      Endpoint ofFirst = passive(first);
      Endpoint ofSecond = passive(second);
      nat.gateway().expireIdleMappings();

      assertThat(connect(ofFirst)).isEqualTo(REFUSED);
      assertThat(connect(ofSecond)).isEqualTo(REFUSED);
      try (RawControl third = RawControl.login(nat)) {
        assertThat(connect(passive(third))).isEqualTo("established");
      }
    }
  }

  /** Active mode: the client's gateway forgets what PORT announced, before the server connects. */
  @Test
  void whatPortAnnouncedIsClosedOnceTheControlConnectionIsForgotten() throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.CLIENT_BEHIND_ALG);
        ServerSocket listener = nat.serverSocketFactory().createServerSocket(0);
        RawControl control = RawControl.login(nat)) {
      int port = listener.getLocalPort();
      String address = OnBoth.client(nat).getHostAddress().replace('.', ',');
      assertThat(control.command("PORT %s,%d,%d".formatted(address, port / 256, port % 256)))
          .startsWith("200");
      nat.toxiproxy()
          .getProxy("control-after-client-NAT")
          .toxics()
          .latency("far", ToxicDirection.UPSTREAM, 300);
      control.send("NLST\r\n");
      // Until the command is past the gateway, which has it before the toxic does.
      await(
          nat,
          trace ->
              trace.controlLines().stream()
                  .anyMatch(line -> line.link() == 1 && line.line().startsWith("NLST")));
      nat.gateway().expireIdleMappings();

      await(nat, trace -> !trace.connectionAttempts(Party.SERVER).isEmpty());
      assertThat(nat.trace().connectionAttempts(Party.SERVER))
          .singleElement()
          .satisfies(
              attempt -> {
                assertThat(attempt.outcome()).isEqualTo(Outcome.DROPPED);
                assertThat(attempt.reason()).isEqualTo(Reason.NO_MAPPING);
              });
      // That the client never hears of it is worse.
      assertThat(nat.trace().diagnosis().orElseThrow().cause())
          .isEqualTo(Cause.CONTROL_CONNECTION_FORGOTTEN);
    }
  }

  private static void await(FtpNat nat, Predicate<Trace> wanted) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!wanted.test(nat.trace())) {
      assertThat(System.nanoTime()).as("%s", nat.trace()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static Topology twoAlgs() {
    Gateway alg =
        Gateway.builder()
            .alg(AlgBehavior.NETFILTER)
            .unmappedPorts(Refusal.REJECT)
            .forwardControlPort()
            .build();
    return Topology.builder()
        .serverGateway(alg.toBuilder().name("inner NAT").insideNetwork("10.77.0.0/24").build())
        .serverGateway(
            alg.toBuilder()
                .name("outer NAT")
                .publicAddress("203.0.113.107")
                .insideNetwork("10.78.0.0/24")
                .build())
        .build();
  }

  @ParameterizedTest
  @CsvSource({
    "SIMULATED, inner NAT",
    "SIMULATED, outer NAT",
    "KERNEL, inner NAT",
    "KERNEL, outer NAT"
  })
  void eitherOfTwoGatewaysForgetsItsOwn(Network network, String gateway) throws Exception {
    try (FtpNat nat = OnBoth.start(twoAlgs(), network);
        RawControl control = RawControl.login(nat)) {
      Endpoint data = passive(control);
      nat.gateway(gateway).expireIdleMappings();

      assertThat(connect(data)).isEqualTo(REFUSED);
      assertPinholeGone(nat, "the ALG of " + gateway + " had opened a pinhole");
    }
  }

  @ParameterizedTest
  @CsvSource({"SIMULATED, false", "SIMULATED, true", "KERNEL, false", "KERNEL, true"})
  void aRebootAndAnotherAddressTakeThemToo(Network network, boolean renumbered) throws Exception {
    try (FtpNat nat = OnBoth.start(algAnswering(Refusal.REJECT), network);
        RawControl control = RawControl.login(nat)) {
      Endpoint data = passive(control);
      if (renumbered) {
        nat.gateway().changePublicAddress("203.0.113.177");
        assertThat(OnBoth.connect(InetAddress.getByName("203.0.113.177"), data.port()))
            .isEqualTo(REFUSED);
      } else {
        nat.gateway().reboot();
        assertThat(connect(data)).isEqualTo(REFUSED);
        assertPinholeGone(nat, "was forgotten with everything else that the gateway knew");
      }
    }
  }

  /** The kernel's takes its time, and so isn't asked. */
  @Test
  void anIdleTimeOutClosesItToTheSecond() throws Exception {
    Topology topology =
        algAnswering(Refusal.REJECT).toBuilder()
            .gateways(gateway -> gateway.idleTimeouts(IdleTimeouts.AZURE_NAT_GATEWAY))
            .build();
    for (int seconds : new int[] {238, 241}) {
      try (FtpNat nat = FtpNat.start(topology);
          RawControl control = RawControl.login(nat)) {
        Endpoint data = passive(control);
        nat.advance(Duration.ofSeconds(seconds));

        if (seconds < 240) {
          assertThat(connect(data)).isEqualTo("established");
        } else {
          assertThat(connect(data)).isEqualTo(REFUSED);
          assertPinholeGone(
              nat, "was forgotten with the control connection, which had been idle for 240 s");
        }
      }
    }
  }
}
