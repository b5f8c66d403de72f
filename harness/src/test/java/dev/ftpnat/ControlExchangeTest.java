package dev.ftpnat;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.GatewayEvent.AlgKind;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** What goes over the control connection, byte for byte, on both sides of the gateways. */
class ControlExchangeTest {

  private static final Pattern HOST_PORT = Pattern.compile("(\\d+,\\d+,\\d+,\\d+),(\\d+),(\\d+)");

  private static final Topology SEED =
      Scenario.ALG_REWRITES.topology().toBuilder()
          .name("seed")
          .gateways(gateway -> gateway.publicAddress("193.21.1.122"))
          .server(server -> server.address("10.0.77.121"))
          .build();

  private static AlgAction awaitAlgAction(FtpNat nat, Predicate<AlgAction> wanted) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (System.nanoTime() < deadline) {
      for (AlgAction action : nat.trace().algActions()) {
        if (wanted.test(action)) {
          return action;
        }
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("no such action of the ALG in:\n" + nat.trace());
  }

  private static Endpoint announced(String line) {
    Matcher matcher = HOST_PORT.matcher(line);
    assertThat(matcher.find()).as(line).isTrue();
    return Endpoint.of(
        matcher.group(1).replace(',', '.'),
        Integer.parseInt(matcher.group(2)) * 256 + Integer.parseInt(matcher.group(3)));
  }

  @Test
  void theAlgPutsThePublicAddressInto227() throws Exception {
    try (FtpNat nat = FtpNat.start(SEED);
        RawControl control = RawControl.login(nat)) {
      assertThat(control.command("PASV")).contains("(193,21,1,122,15,6)");

      AlgAction action = awaitAlgAction(nat, a -> a.kind() == AlgKind.TRANSLATED);
      assertThat(action.segment()).contains("(10,0,77,121,15,6)");
      assertThat(action.forwarded()).contains("(193,21,1,122,15,6)");
      assertThat(action.pinhole()).contains(Endpoint.of("193.21.1.122", 3846));
    }
  }

  @Test
  void aPinholeIsUsedOnce() throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.ALG_REWRITES);
        RawControl control = RawControl.login(nat)) {
      Endpoint data = announced(control.command("PASV"));
      InetSocketAddress address = new InetSocketAddress(data.address(), data.port());
      try (Socket first = new Socket();
          Socket second = new Socket()) {
        first.connect(address, 5000);
        assertThatThrownBy(() -> second.connect(address, 50))
            .isInstanceOf(SocketTimeoutException.class);
      }
      assertThat(nat.trace().connectionAttempts(Party.CLIENT))
          .extracting(attempt -> attempt.reason())
          .endsWith(Reason.LISTENING, Reason.NO_MAPPING);
    }
  }

  @Test
  void authTlsInTheMiddleOfASessionBlindsTheAlg() throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.ALG_REWRITES);
        RawControl control = RawControl.login(nat)) {
      assertThat(announced(control.command("PASV")).address().getHostAddress())
          .isEqualTo(nat.host());
      assertThat(control.command("AUTH TLS")).startsWith("234");
      SSLSocket encrypted =
          (SSLSocket)
              nat.clientSslContext()
                  .getSocketFactory()
                  .createSocket(control.socket(), nat.host(), nat.port(), true);
      encrypted.startHandshake();
      // Who has logged in before is to do so again (RFC 2228 section 3).
      assertThat(exchange(encrypted, "PWD")).startsWith("530");
      assertThat(exchange(encrypted, "PASS " + nat.password())).startsWith("503");
      assertThat(exchange(encrypted, "USER " + nat.username())).startsWith("331");
      assertThat(exchange(encrypted, "PASS " + nat.password())).startsWith("230");

      String passive = exchange(encrypted, "PASV");

      assertThat(announced(passive).address())
          .isEqualTo(nat.topology().server().address().orElseThrow());
      assertThat(nat.trace().algActions()).hasSize(1);
    }
  }

  private static String exchange(SSLSocket socket, String command) throws IOException {
    socket.getOutputStream().write((command + "\r\n").getBytes(US_ASCII));
    StringBuilder line = new StringBuilder();
    for (int octet = socket.getInputStream().read();
        octet >= 0 && octet != '\n';
        octet = socket.getInputStream().read()) {
      line.append((char) octet);
    }
    return line.toString();
  }

  @Test
  void aPortCommandInTwoSegmentsIsSwallowedAndStallsTheClient() throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.CLIENT_BEHIND_ALG);
        RawControl control = RawControl.login(nat)) {
      control.send("PORT 127,0,0,1,");
      awaitAlgAction(nat, a -> a.kind() == AlgKind.SWALLOWED);
      control.send("7,209\r\n");

      control.socket().setSoTimeout(200);
      assertThatThrownBy(control::reply).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void behindAClientNatWithAlgTheServerSeesThePublicAddressInPort() throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.CLIENT_BEHIND_ALG);
        RawControl control = RawControl.login(nat);
        ServerSocket data = nat.serverSocketFactory().createServerSocket(0)) {
      int port = data.getLocalPort();
      assertThat(control.command("PORT 127,0,0,1," + port / 256 + "," + port % 256))
          .startsWith("200");

      AlgAction action = awaitAlgAction(nat, a -> a.kind() == AlgKind.TRANSLATED);
      String client = nat.topology().clientAddress().orElseThrow().getHostAddress();
      String gateway = nat.gateways().get(0).publicAddress().orElseThrow().getHostAddress();
      assertThat(announced(action.segment())).isEqualTo(Endpoint.of(client, port));
      assertThat(announced(action.forwarded())).isEqualTo(Endpoint.of(gateway, port));
      assertThat(lastCommand(nat)).contains(gateway.replace('.', ','));

      control.send("NLST\r\n");
      data.setSoTimeout(10_000);
      try (Socket accepted = data.accept()) {
        assertThat(accepted.getInetAddress().getHostAddress()).isEqualTo(nat.host());
        assertThat(accepted.getPort()).isEqualTo(20);
        assertThat(accepted.getInputStream().readAllBytes()).isEmpty();
      }
    }
  }

  private static String lastCommand(FtpNat nat) {
    List<String> lines = nat.trace().commands().stream().map(command -> command.line()).toList();
    return lines.get(lines.size() - 1);
  }

  @Test
  void aForeignAddressInPortIsLeftAloneAndOpensNothing() throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.CLIENT_BEHIND_ALG);
        RawControl control = RawControl.login(nat)) {
      control.command("PORT 192,0,2,1,7,209");

      AlgAction action = awaitAlgAction(nat, a -> a.kind() == AlgKind.LEFT_ALONE);
      assertThat(action.pinhole()).isEmpty();
      assertThat(control.command("NLST")).startsWith("150");
      assertThat(control.reply()).startsWith("425");
      assertThat(nat.trace().connectionAttempts(Party.SERVER))
          .singleElement()
          .satisfies(
              attempt -> {
                assertThat(attempt.target()).isEqualTo(Endpoint.of("192.0.2.1", 2001));
                assertThat(attempt.reason()).isEqualTo(Reason.NO_ROUTE);
              });
    }
  }

  @Test
  void theEndOfTheServersSessionReachesTheClient() throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.ALG_REWRITES);
        RawControl control = RawControl.login(nat)) {
      assertThat(control.command("QUIT")).startsWith("221");
      assertThat(control.reply()).isNull();
    }
  }

  @Test
  void thePasswordIsNotInTheRecord() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.ALG_REWRITES);
        RawControl control = RawControl.login(nat)) {
      assertThat(control.command("NOOP")).startsWith("200");
      assertThat(nat.trace().toString()).contains("PASS").doesNotContain(nat.password());
    }
  }

  @Test
  void eprtIsTranslatedByAnAlgThatKnowsIt() throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.CLIENT_BEHIND_ALG)) {
      assertThat(activeListing(nat, "EPRT |1|127.0.0.1|%d|")).startsWith("226");
      assertThat(nat.trace().algActions()).extracting(AlgAction::kind).contains(AlgKind.TRANSLATED);
    }
  }

  @Test
  void eprtPassesAnAlgThatDoesNotKnowIt() throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.EPSV_BLIND_ALG)) {
      assertThat(activeListing(nat, "EPRT |1|127.0.0.1|%d|")).startsWith("226");
      assertThat(nat.trace().algActions()).isEmpty();
    }
  }

  /** Lists in active mode; the last reply. */
  private static String activeListing(FtpNat nat, String command) throws IOException {
    try (RawControl control = RawControl.login(nat);
        ServerSocket data = nat.serverSocketFactory().createServerSocket(0)) {
      assertThat(control.command(command.formatted(data.getLocalPort()))).startsWith("200");
      assertThat(control.command("NLST")).startsWith("150");
      data.setSoTimeout(10_000);
      data.accept().close();
      return control.reply();
    }
  }

  @Test
  void aHalfWrittenLineOfOneConnectionDoesNotAffectAnother() throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT);
        RawControl halfWay = RawControl.login(nat);
        RawControl other = RawControl.login(nat)) {
      halfWay.send("NOOP\r\nSTOR ");
      assertThat(halfWay.reply()).startsWith("200");
      assertThat(other.command("PORT 127,0,0,1,7,209")).startsWith("200");

      assertThat(nat.trace().commands())
          .anySatisfy(
              command ->
                  assertThat(command.line())
                      .isEqualTo(
                          "PORT "
                              + nat.topology()
                                  .clientAddress()
                                  .orElseThrow()
                                  .getHostAddress()
                                  .replace('.', ',')
                              + ",7,209"));
    }
  }

  @Test
  void aStalledConnectionEndsSomeTimeAfterItsClientHasLeft() throws Exception {
    Topology hasty =
        Scenario.CLIENT_BEHIND_ALG.topology().toBuilder()
            .connectGiveUp(Duration.ofMillis(50))
            .build();
    try (FtpNat nat = FtpNat.start(hasty)) {
      try (RawControl control = RawControl.login(nat)) {
        control.send("PORT 127,0,0,1,");
        awaitAlgAction(nat, a -> a.kind() == AlgKind.SWALLOWED);
      }
      long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (nat.trace().events().stream().noneMatch(ConnectionEnd.class::isInstance)) {
        assertThat(System.nanoTime()).as("still there:%n%s", nat.trace()).isLessThan(deadline);
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void closingDoesNotWaitForAServerWhoseReplyIsSwallowed() throws Exception {
    Topology patient =
        Scenario.ALG_REWRITES.topology().toBuilder().connectGiveUp(Duration.ofMinutes(5)).build();
    FtpNat nat =
        FtpNat.builder(patient)
            .saying(reply -> reply.startsWith("227") ? "227 (10,64,1,121,15" : reply)
            .start();
    try (RawControl control = RawControl.login(nat)) {
      control.send("PASV\r\n");
      awaitAlgAction(nat, a -> a.kind() == AlgKind.SWALLOWED);
      assertTimeoutPreemptively(Duration.ofSeconds(30), nat::close);
    }
  }

  @Test
  void aServerThatIsSentToItselfIsRecordedAsTheServer() throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT);
        RawControl control = RawControl.login(nat)) {
      control.command("PORT " + nat.host().replace('.', ',') + ",0,21");
      control.command("NLST");
      control.reply();

      assertThat(nat.trace().connectionAttempts(Party.SERVER))
          .singleElement()
          .satisfies(attempt -> assertThat(attempt.source().port()).isEqualTo(20));
      assertThat(nat.trace().connectionAttempts(Party.CLIENT)).hasSize(1);
    }
  }

  @Test
  void closingDoesNotWaitForAServerThatNobodyAnswers() throws Exception {
    Topology patient =
        Scenario.CLIENT_BEHIND_NAT.topology().toBuilder()
            .connectGiveUp(Duration.ofMinutes(5))
            .build();
    FtpNat nat = FtpNat.start(patient);
    try (RawControl control = RawControl.login(nat)) {
      assertThat(control.command("PORT 127,0,0,1,7,209")).startsWith("200");
      assertThat(control.command("NLST")).startsWith("150");
      while (nat.trace().connectionAttempts(Party.SERVER).isEmpty()) {
        Thread.onSpinWait();
      }
      long start = System.nanoTime();
      nat.close();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    } finally {
      nat.close();
    }
  }
}
