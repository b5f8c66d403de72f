package dev.ftpnat.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.ServerEvent.TlsHandshake;
import dev.ftpnat.trace.session.TransferAttempt;
import dev.ftpnat.trace.session.TransferAttempt.Result;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What real runs on either network are found to have failed of, beyond the contract's. */
class DiagnosisOfRunsTest {

  private static final Pattern SIX_NUMBERS =
      Pattern.compile("(\\d+),(\\d+),(\\d+),(\\d+),(\\d+),(\\d+)");

  private static Topology hasty(Scenario scenario, UnaryOperator<Server.Builder> server) {
    return scenario.topology().toBuilder()
        .connectGiveUp(Duration.ofMillis(50))
        .server(described -> server.apply(described.acceptTimeout(Duration.ofMillis(200))))
        .build();
  }

  private static Topology hasty(Scenario scenario) {
    return hasty(scenario, server -> server);
  }

  /** Waits, since the server may tell before the network does, and on the kernel's later still. */
  private static void assertDiagnosed(FtpNat nat, Cause cause, String... words) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    Optional<Diagnosis> diagnosis = nat.trace().diagnosis();
    while (diagnosis.filter(found -> says(found, cause, words)).isEmpty()) {
      assertThat(System.nanoTime())
          .as("still %s, not %s, %s:%n%s", diagnosis, cause, List.of(words), nat.trace())
          .isLessThan(deadline);
      Thread.onSpinWait();
      diagnosis = nat.trace().diagnosis();
    }
  }

  private static boolean says(Diagnosis diagnosis, Cause cause, String... words) {
    return diagnosis.cause() == cause
        && Arrays.stream(words).allMatch(diagnosis.sentence()::contains);
  }

  private static InetSocketAddress announced(String reply) {
    Matcher six = SIX_NUMBERS.matcher(reply);
    assertThat(six.find()).as(reply).isTrue();
    return new InetSocketAddress(
        String.join(".", six.group(1), six.group(2), six.group(3), six.group(4)),
        Integer.parseInt(six.group(5)) * 256 + Integer.parseInt(six.group(6)));
  }

  private static String client(FtpNat nat) {
    return OnBoth.client(nat).getHostAddress().replace('.', ',');
  }

  private static boolean isReset(Socket data) throws IOException {
    try {
      data.getInputStream().readAllBytes();
      return false;
    } catch (SocketException e) {
      return true;
    }
  }

  private static Socket connect(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    socket.connect(address, 5000);
    socket.setSoTimeout(5000);
    return socket;
  }

  // The control connection --------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aWrongPort(Network network) {
    try (FtpNat nat = OnBoth.start(hasty(Scenario.PRIVATE_IP_PASV), network)) {
      assertThatThrownBy(() -> connect(new InetSocketAddress(nat.host(), 2121)))
          .isInstanceOf(IOException.class);

      assertDiagnosed(
          nat,
          Cause.CONTROL_CONNECTION_FAILED,
          nat.host() + ":2121",
          "The server is at " + nat.host() + ":21.");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aWrongPassword(Network network) throws IOException {
    try (FtpNat nat = OnBoth.start(Scenario.DIRECT.topology(), network);
        RawControl control = RawControl.connect(nat)) {
      control.command("USER " + nat.username());
      control.command("PASS wrong");

      assertDiagnosed(nat, Cause.LOGIN_REFUSED, "password");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aLoginInClearWhereTlsIsRequired(Network network) throws IOException {
    try (FtpNat nat = OnBoth.start(Scenario.TLS_BLOCKED_ALG.topology(), network);
        RawControl control = RawControl.connect(nat)) {
      control.command("USER " + nat.username());

      assertDiagnosed(nat, Cause.TLS_REQUIRED, "USER");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aServerWithoutTls(Network network) throws IOException {
    try (FtpNat nat = OnBoth.start(Scenario.DIRECT.topology().withTls(TlsMode.NONE), network);
        RawControl control = RawControl.connect(nat)) {
      control.command("AUTH TLS");

      assertDiagnosed(nat, Cause.TLS_REFUSED, "502");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aClientThatDoesNotTrustTheServer(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(Scenario.DIRECT.topology(), network);
        RawControl control = RawControl.connect(nat)) {
      control.command("AUTH TLS");
      assertThatThrownBy(() -> tls(nat, SSLContext.getDefault(), control.socket()))
          .isInstanceOf(SSLException.class);

      assertDiagnosed(nat, Cause.CERTIFICATE_NOT_TRUSTED, "certificate");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aTlsHandshakeWhereTheServerSpeaksFtp(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(Scenario.DIRECT.topology(), network);
        Socket socket = connect(new InetSocketAddress(nat.host(), nat.port()))) {
      assertThatThrownBy(() -> tls(nat, nat.clientSslContext(), socket))
          .isInstanceOf(IOException.class);

      assertDiagnosed(nat, Cause.CONTROL_TLS_FAILED, "waits for AUTH TLS");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aCommandWhereTheServerBeginsWithTls(Network network) throws IOException {
    try (FtpNat nat = OnBoth.start(Scenario.DIRECT.topology().withTls(TlsMode.IMPLICIT), network);
        Socket socket = connect(new InetSocketAddress(nat.host(), nat.port()))) {
      socket.getOutputStream().write("USER ftpnat\r\n".getBytes(StandardCharsets.US_ASCII));

      assertDiagnosed(nat, Cause.CONTROL_TLS_FAILED, "without AUTH TLS");
    }
  }

  /** Whose engine of JSSE rejects the certificate, before there is anything to greet for. */
  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aClientThatDoesNotTrustAServerThatBeginsWithTls(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(Scenario.DIRECT.topology().withTls(TlsMode.IMPLICIT), network);
        Socket socket = connect(new InetSocketAddress(nat.host(), nat.port()))) {
      assertThatThrownBy(() -> tls(nat, SSLContext.getDefault(), socket))
          .isInstanceOf(SSLException.class);

      assertDiagnosed(nat, Cause.CERTIFICATE_NOT_TRUSTED, "certificate");
      assertThat(nat.trace().replies()).as("a greeting that nobody got").isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aServerThatBeginsWithTlsGreetsBehindTheHandshake(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(Scenario.DIRECT.topology().withTls(TlsMode.IMPLICIT), network);
        Socket socket = connect(new InetSocketAddress(nat.host(), nat.port()))) {
      SSLSocket secure = tls(nat, nat.clientSslContext(), socket);
      BufferedReader replies =
          new BufferedReader(
              new InputStreamReader(secure.getInputStream(), StandardCharsets.US_ASCII));
      assertThat(replies.readLine()).startsWith("220");

      assertThat(nat.trace().events())
          .filteredOn(event -> event instanceof TlsHandshake || event instanceof Reply)
          .hasSize(2)
          .first()
          .isInstanceOf(TlsHandshake.class);
      assertThat(nat.trace().replies())
          .singleElement()
          .matches(reply -> reply.code() == 220 && reply.encrypted());
      assertThat(nat.trace().ladder().text()).containsSubsequence("TLSv1.3", "220");
    }
  }

  @ParameterizedTest
  @EnumSource(names = "SIMULATED") // The kernel drops it without a word.
  void aSegmentThatAnAlgSwallows(Network network) throws IOException {
    try (FtpNat nat = OnBoth.start(Scenario.CLIENT_BEHIND_ALG.topology(), network);
        RawControl control = RawControl.login(nat)) {
      control.send("PORT " + client(nat) + ",");

      assertDiagnosed(nat, Cause.ALG_SWALLOWED_SEGMENT, "client NAT", "only in part");
    }
  }

  // Passive mode ------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aClientThatNeverConnects(Network network) throws IOException {
    // Longer than it takes to look at what there is before the server gives up.
    Topology topology =
        hasty(Scenario.ALG_REWRITES, server -> server.acceptTimeout(Duration.ofSeconds(2)));
    try (FtpNat nat = OnBoth.start(topology, network);
        RawControl control = RawControl.login(nat)) {
      InetSocketAddress open = announced(control.command("PASV"));
      control.command("NLST");
      assertThat(nat.trace().diagnosis()).isEmpty();
      assertThat(control.reply()).startsWith("425");

      assertDiagnosed(
          nat, Cause.CLIENT_IGNORED_REPLY, nat.host() + ":" + open.getPort(), "never connected");
    }
  }

  @ParameterizedTest
  @EnumSource(names = "SIMULATED") // The kernel's live for five minutes.
  void aPinholeThatHasExpired(Network network) throws IOException {
    Topology forgetful =
        hasty(Scenario.ALG_REWRITES).toBuilder()
            .gateways(gateway -> gateway.pinholeLifetime(Duration.ofNanos(1)))
            .build();
    try (FtpNat nat = OnBoth.start(forgetful, network);
        RawControl control = RawControl.login(nat)) {
      InetSocketAddress address = announced(control.command("PASV"));
      assertThatThrownBy(() -> connect(address)).isInstanceOf(IOException.class);

      assertDiagnosed(nat, Cause.PINHOLE_GONE, "had expired");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void anAddressThatNobodyHas(Network network) throws IOException {
    Topology wrong = hasty(Scenario.PRIVATE_IP_PASV, server -> server.advertise("203.0.113.250"));
    try (FtpNat nat = OnBoth.start(wrong, network);
        RawControl control = RawControl.login(nat)) {
      InetSocketAddress address = announced(control.command("PASV"));
      assertThatThrownBy(() -> connect(address)).isInstanceOf(IOException.class);

      assertDiagnosed(nat, Cause.WRONG_ADDRESS_ANNOUNCED, "203.0.113.250");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void passiveModeByPasvAfterEpsvAll(Network network) throws IOException {
    try (FtpNat nat = OnBoth.start(Scenario.DIRECT.topology(), network);
        RawControl control = RawControl.login(nat)) {
      control.command("EPSV ALL");
      control.command("PASV");

      assertDiagnosed(nat, Cause.COMMAND_REFUSED, "PASV", "EPSV ALL");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aTransferThatWasNotNegotiated(Network network) throws IOException {
    try (FtpNat nat = OnBoth.start(Scenario.DIRECT.topology(), network);
        RawControl control = RawControl.login(nat)) {
      control.command("NLST");

      assertDiagnosed(nat, Cause.NOT_NEGOTIATED, "NLST");
    }
  }

  // Active mode -------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aClientThatDoesNotListen(Network network) throws IOException {
    try (FtpNat nat = OnBoth.start(hasty(Scenario.DIRECT), network);
        RawControl control = RawControl.login(nat)) {
      int port;
      try (ServerSocket closed = new ServerSocket(0)) {
        port = closed.getLocalPort();
      }
      control.command("PORT " + client(nat) + "," + port / 256 + "," + port % 256);
      control.command("NLST");

      assertDiagnosed(nat, Cause.CLIENT_NOT_LISTENING, ":" + port);
    }
  }

  // TLS of data connections, and their end ----------------------------------------------------

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aDataConnectionInClearWhereTlsWasAgreedOn(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(hasty(Scenario.DIRECT), network);
        RawControl control = RawControl.secured(nat)) {
      control.command("PBSZ 0");
      control.command("PROT P");
      InetSocketAddress address = announced(control.command("PASV"));
      try (Socket data = connect(address)) {
        control.command("STOR up.bin");
        data.getOutputStream().write("not TLS at all".getBytes(StandardCharsets.US_ASCII));
        control.reply();
      }

      assertDiagnosed(nat, Cause.DATA_TLS_FAILED, "STOR");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void tlsOnADataConnectionThatWasToBeInClear(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(hasty(Scenario.DIRECT), network);
        RawControl control = RawControl.secured(nat)) {
      Files.write(nat.serverDirectory().resolve("large.bin"), new byte[50_000_000]);
      control.command("TYPE I");
      control.command("PROT P");
      InetSocketAddress address = announced(control.command("PASV"));
      try (Socket data = connect(address)) {
        control.command("RETR large.bin");
        assertThatThrownBy(() -> tls(nat, nat.clientSslContext(), data))
            .isInstanceOf(SSLException.class);
      }

      assertDiagnosed(nat, Cause.DATA_NOT_PROTECTED, "no PROT P");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SIMULATED, RETR small.txt, FTPNAT", "KERNEL, RETR small.txt, FTPNAT",
    "SIMULATED, LIST, FTPNAT", "KERNEL, LIST, FTPNAT",
    "SIMULATED, STOR up.bin, FTPNAT", "KERNEL, STOR up.bin, FTPNAT",
    "SIMULATED, RETR small.txt, VSFTPD_3_0", "SIMULATED, LIST, PROFTPD_1_3",
    "SIMULATED, STOR up.bin, PURE_FTPD_1_0", "SIMULATED, RETR small.txt, PYFTPDLIB_2"
  })
  void tlsOnADataConnectionInClearThatTheServerTakesForDone(
      Network network, String command, ServerPersonality kind) throws Exception {
    Topology topology = hasty(Scenario.DIRECT, server -> server.personality(kind));
    try (FtpNat nat = OnBoth.start(topology, network);
        RawControl control = RawControl.secured(nat)) {
      Files.writeString(nat.serverDirectory().resolve("small.txt"), "hello\n");
      control.command("TYPE I");
      InetSocketAddress address = announced(control.command("PASV"));
      try (Socket data = connect(address)) {
        control.command(command);
        data.setSoTimeout(300);
        assertThatThrownBy(() -> tls(nat, nat.clientSslContext(), data))
            .isInstanceOf(IOException.class);
      }
      control.reply();

      assertDiagnosed(nat, Cause.DATA_NOT_PROTECTED, "began a TLS handshake", "no PROT P");
      assertThat(nat.trace().transferAttempts())
          .extracting(TransferAttempt::result)
          .containsExactly(Result.FAILED);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SIMULATED, VSFTPD_3_0, 300 s in which",
    "KERNEL, VSFTPD_3_0, 300 s in which",
    "SIMULATED, PROFTPD_1_3, 600 s without a transfer",
    "KERNEL, PROFTPD_1_3, 600 s without a transfer",
    "SIMULATED, PURE_FTPD_1_0, 900 s in which",
    "SIMULATED, PYFTPDLIB_2, 300 s in which",
    "SIMULATED, INETUTILS_2, 900 s in which"
  })
  void aServerThatHasEndedAnIdleSession(Network network, ServerPersonality kind, String words)
      throws Exception {
    Topology topology =
        hasty(Scenario.DIRECT, server -> server.personality(kind).tls(TlsMode.NONE));
    try (FtpNat nat = OnBoth.start(topology, network)) {
      try (RawControl control = RawControl.login(nat)) {
        nat.advance(Duration.ofSeconds(1000));
        assertThat(control.reply()).startsWith("421");
        assertThat(nat.trace().hasFailed()).isFalse();
        assertThat(answer(control, "EPSV")).isNull();
      }

      assertDiagnosed(nat, Cause.SERVER_TIMED_OUT, words, "EPSV");
      assertThat(nat.trace().hasFailed()).isTrue();
    }
  }

  /** A host that has closed a connection may answer what comes then with a reset. */
  private static String answer(RawControl control, String command) throws IOException {
    try {
      return control.command(command);
    } catch (SocketException e) {
      return null;
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void tlsOnADataConnectionOfASessionInClear(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(hasty(Scenario.DIRECT), network);
        RawControl control = RawControl.login(nat)) {
      InetSocketAddress address = announced(control.command("PASV"));
      try (Socket data = connect(address)) {
        control.command("STOR up.bin");
        data.setSoTimeout(300);
        assertThatThrownBy(() -> tls(nat, nat.clientSslContext(), data))
            .isInstanceOf(IOException.class);
      }
      control.reply();

      assertDiagnosed(nat, Cause.DATA_NOT_PROTECTED, "as the whole session is");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aDownloadThatTheClientBreaksOff(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(hasty(Scenario.ALG_REWRITES), network);
        RawControl control = RawControl.login(nat)) {
      Files.write(nat.serverDirectory().resolve("large.bin"), new byte[50_000_000]);
      control.command("TYPE I");
      try (Socket data = connect(announced(control.command("PASV")))) {
        control.command("RETR large.bin");
        assertThat(data.getInputStream().read()).isZero();
      }

      assertDiagnosed(nat, Cause.TRANSFER_BROKEN_OFF, "RETR");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void anUploadThatTheClientResets(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(hasty(Scenario.ALG_REWRITES), network);
        RawControl control = RawControl.login(nat)) {
      control.command("TYPE I");
      try (Socket data = connect(announced(control.command("PASV")))) {
        control.command("STOR large.bin");
        data.getOutputStream().write(new byte[1000]);
        data.setSoLinger(true, 0);
      }
      assertThat(control.reply()).startsWith("426");

      assertDiagnosed(nat, Cause.TRANSFER_BROKEN_OFF, "The client reset the data connection");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void anUploadDuringWhichTheClientLeaves(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(hasty(Scenario.ALG_REWRITES), network)) {
      RawControl control = RawControl.login(nat);
      control.command("TYPE I");
      try (Socket data = connect(announced(control.command("PASV")))) {
        control.command("STOR large.bin");
        data.getOutputStream().write(new byte[1000]);
        control.close();

        // The kernel has no end of a connection while the client's socket is open.
        boolean known = nat.network() == Network.SIMULATED;
        assertDiagnosed(
            nat, Cause.TRANSFER_BROKEN_OFF, known ? "The client left during STOR" : "STOR");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aDownloadDuringWhichTheClientLeaves(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(hasty(Scenario.ALG_REWRITES), network)) {
      Files.write(nat.serverDirectory().resolve("large.bin"), new byte[20_000_000]);
      RawControl control = RawControl.login(nat);
      control.command("TYPE I");
      try (Socket data = connect(announced(control.command("PASV")))) {
        control.command("RETR large.bin");
        data.getInputStream().readNBytes(1000);
        control.close();
        assertThat(data.getInputStream().readAllBytes().length).isLessThan(19_999_000);
      }

      assertDiagnosed(nat, Cause.TRANSFER_BROKEN_OFF, "The client left during RETR");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aDownloadThatTheClientResets(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(hasty(Scenario.ALG_REWRITES), network);
        RawControl control = RawControl.login(nat)) {
      Files.write(nat.serverDirectory().resolve("large.bin"), new byte[20_000_000]);
      control.command("TYPE I");
      try (Socket data = connect(announced(control.command("PASV")))) {
        control.command("RETR large.bin");
        data.getInputStream().readNBytes(100_000);
      }
      assertThat(control.reply()).startsWith("426");

      assertDiagnosed(nat, Cause.TRANSFER_BROKEN_OFF, "The client closed the data connection");
      assertThat(nat.trace().transferAttempts().get(0).delivery().orElseThrow().delivered())
          .isGreaterThanOrEqualTo(100_000);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aProbeOfThePassivePortThatTheServerServes(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(hasty(Scenario.EXTERNAL_ADDRESS), network);
        RawControl control = RawControl.login(nat)) {
      Files.write(nat.serverDirectory().resolve("a.txt"), new byte[5000]);
      control.command("TYPE I");
      InetSocketAddress port = announced(control.command("PASV"));
      connect(port).close();
      try (Socket data = connect(port)) {
        control.command("RETR a.txt");
        assertThat(isReset(data)).as("the server has served the first").isTrue();
      }
      control.reply();

      assertDiagnosed(
          nat, Cause.TRANSFER_BROKEN_OFF, "RETR", "The client had made 2 connections to ");
      assertThat(nat.trace().transferAttempts())
          .extracting(TransferAttempt::result)
          .containsExactly(Result.FAILED);
    }
  }

  // What is no problem ------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void aConnectionBesideTheOneThatTheServerTakes(Network network) throws Exception {
    try (FtpNat nat = OnBoth.start(hasty(Scenario.EXTERNAL_ADDRESS), network);
        RawControl control = RawControl.login(nat)) {
      Files.write(nat.serverDirectory().resolve("a.txt"), new byte[5000]);
      control.command("TYPE I");
      InetSocketAddress port = announced(control.command("PASV"));
      try (Socket data = connect(port);
          Socket other = connect(port)) {
        control.command("RETR a.txt");
        assertThat(control.reply()).startsWith("226");
        assertThat(List.of(isReset(data), isReset(other))).containsExactly(false, true);
      }
      control.command("QUIT");

      assertThat(nat.trace().transferAttempts())
          .extracting(TransferAttempt::result)
          .containsExactly(Result.SUCCEEDED);
      assertThat(nat.trace().diagnosis()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "KERNEL"})
  void nothingIsWrongWithWhatWorks(Network network) throws Exception {
    for (Scenario scenario : List.of(Scenario.DIRECT, Scenario.ALG_REWRITES)) {
      try (FtpNat nat = OnBoth.start(scenario.topology(), network);
          RawControl control = RawControl.login(nat)) {
        InetSocketAddress address = announced(control.command("PASV"));
        try (Socket data = connect(address)) {
          control.command("NLST");
          assertThat(data.getInputStream().readAllBytes()).isEmpty();
        }
        assertThat(control.reply()).startsWith("226");
        assertThat(control.command("RETR nothing")).startsWith("550");
        control.command("QUIT");

        assertThat(nat.trace().transferAttempts().get(0).result()).isEqualTo(Result.SUCCEEDED);
        assertThat(nat.trace().diagnoses()).isEmpty();
      }
    }
  }

  private static SSLSocket tls(FtpNat nat, SSLContext context, Socket socket) throws IOException {
    SSLSocket secure =
        (SSLSocket) context.getSocketFactory().createSocket(socket, nat.host(), nat.port(), false);
    secure.startHandshake();
    return secure;
  }
}
