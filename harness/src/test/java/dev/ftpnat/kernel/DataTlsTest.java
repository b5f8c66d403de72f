package dev.ftpnat.kernel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.DataTls;
import dev.ftpnat.topology.DataTls.End;
import dev.ftpnat.topology.DataTls.Tickets;
import dev.ftpnat.topology.DataTls.UncleanUploads;
import dev.ftpnat.topology.ReuseRefusal;
import dev.ftpnat.topology.SessionReuse;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import dev.ftpnat.trace.diagnosis.WayOut;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.ServerEvent.CloseNotifyMissing;
import dev.ftpnat.trace.event.ServerEvent.TlsHandshake;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server does with TLS on data connections, on both networks. */
class DataTlsTest {

  private static final int ALERT = 21;
  private static final int APPLICATION_DATA = 23;

  /** How long nothing is to come that doesn't. */
  private static final int NOTHING_MILLIS = 300;

  private static FtpNat start(Network network, String protocol, DataTls settings)
      throws IOException {
    FtpNat nat =
        OnBoth.start(
            Scenario.DIRECT.topology().toBuilder()
                .server(server -> server.tlsProtocols(protocol).dataTls(settings))
                .build(),
            network);
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
    return nat;
  }

  private static Path file(FtpNat nat) {
    return nat.serverDirectory().resolve("report.csv");
  }

  /** A data connection on which the server waits for the handshake. */
  private static Socket opened(RawControl control, String command) throws IOException {
    Socket data = control.extendedPassive();
    assertThat(control.command(command)).startsWith("150 ");
    return data;
  }

  // Refusals ----------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "SIMULATED, VSFTPD, TLSv1.2, 522 SSL connection failed: session reuse required",
    "SIMULATED, VSFTPD, TLSv1.3, 522 SSL connection failed: session reuse required",
    "SIMULATED, PROFTPD, TLSv1.2, 425 Unable to build data connection: Operation not permitted",
    "SIMULATED, PROFTPD, TLSv1.3, 425 Unable to build data connection: Operation not permitted",
    "SIMULATED, FILEZILLA, TLSv1.2,"
        + " 425 Unable to build data connection: TLS session of data connection not resumed.",
    "SIMULATED, FILEZILLA, TLSv1.3,"
        + " 425 Unable to build data connection: TLS session of data connection not resumed.",
    "KERNEL, VSFTPD, TLSv1.3, 522 SSL connection failed: session reuse required",
    "KERNEL, PROFTPD, TLSv1.2, 425 Unable to build data connection: Operation not permitted",
  })
  void whoResumesNothingGetsAnEmptyFileAndTheServersReply(
      Network network, ReuseRefusal refusal, String protocol, String reply) throws IOException {
    DataTls settings =
        DataTls.defaults().withReuse(SessionReuse.REQUIRED_SAME_CONTROL).withRefusal(refusal);
    try (FtpNat nat = start(network, protocol, settings);
        RawControl control = RawControl.securedWithData(nat)) {
      try (Socket data =
          control.overTls(nat.clientSslContext(), opened(control, "RETR report.csv"))) {
        assertThat(data.getInputStream().readAllBytes()).isEmpty();
      }

      assertThat(control.reply()).isEqualTo(reply);
      assertThat(nat.trace().sessionRefusals()).hasSize(1);
      if (refusal == ReuseRefusal.VSFTPD) {
        assertThat(control.reply()).isNull();
      } else {
        assertThat(control.command("NOOP")).startsWith("200 ");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"SIMULATED, VSFTPD", "SIMULATED, PROFTPD", "KERNEL, FILEZILLA"})
  void aRefusedUploadHasEmptiedTheFile(Network network, ReuseRefusal refusal) throws IOException {
    DataTls settings = DataTls.defaults().withReuse(SessionReuse.REQUIRED_ANY).withRefusal(refusal);
    try (FtpNat nat = start(network, "TLSv1.3", settings);
        RawControl control = RawControl.securedWithData(nat)) {
      control.overTls(nat.clientSslContext(), opened(control, "STOR report.csv")).close();

      assertThat(control.reply()).startsWith(refusal == ReuseRefusal.VSFTPD ? "522 " : "425 ");
      assertThat(file(nat)).isEmptyFile();
    }
  }

  @ParameterizedTest
  @CsvSource({"SIMULATED, TLSv1.2", "SIMULATED, TLSv1.3", "KERNEL, TLSv1.3"})
  void theOldFileZillaFailsTheHandshakeAndTouchesNothing(Network network, String protocol)
      throws IOException {
    DataTls settings =
        DataTls.defaults()
            .withReuse(SessionReuse.REQUIRED_SAME_CONTROL)
            .withRefusal(ReuseRefusal.FILEZILLA_0_9);
    try (FtpNat nat = start(network, protocol, settings);
        RawControl control = RawControl.securedWithData(nat)) {
      Socket data = opened(control, "STOR report.csv");
      assertThatThrownBy(() -> control.overTls(nat.clientSslContext(), data))
          .isInstanceOf(SSLHandshakeException.class);

      assertThat(control.reply())
          .isEqualTo(
              "450 TLS session of data connection has not resumed or the session does not match the"
                  + " control connection");
      assertThat(file(nat)).hasContent("a;b");
      assertThat(control.command("NOOP")).startsWith("200 ");
    }
  }

  /** The reply comes only when the client has ended its side. */
  @ParameterizedTest
  @EnumSource(
      value = Network.class,
      names = {"SIMULATED", "KERNEL"})
  void theRefusalWaitsForTheClient(Network network) throws IOException {
    try (FtpNat nat = start(network, "TLSv1.3", DataTls.vsftpd());
        RawControl control = RawControl.securedWithData(nat)) {
      Socket data = control.overTls(nat.clientSslContext(), opened(control, "RETR report.csv"));
      assertThat(data.getInputStream().read()).isNegative();
      assertSilent(control);
      data.close();

      assertThat(control.reply()).startsWith("522 ");
    }
  }

  private static void assertSilent(RawControl control) throws IOException {
    int before = control.socket().getSoTimeout();
    control.socket().setSoTimeout(NOTHING_MILLIS);
    assertThatThrownBy(control::reply).isInstanceOf(SocketTimeoutException.class);
    control.socket().setSoTimeout(before);
  }

  // Tickets -----------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    // Java uses a ticket of TLS 1.3 once, and the session of TLS 1.2 as often as it likes.
    "TLSv1.3, HELD_BACK, -1, RRRRSSR, rrrrrrr",
    "TLSv1.3, NOT_ON_UPLOADS, -1, RRRSSR, rrrr--",
    "TLSv1.3, NONE, -1, RRSR, r---",
    "TLSv1.2, NOT_ON_UPLOADS, -1, RRRSSR, rrrrrr",
    "TLSv1.2, NONE, -1, RSRS, rrrr",
    "TLSv1.3, HELD_BACK, 3, RSRSR, rrr--",
    "TLSv1.2, HELD_BACK, 3, RSRSR, rrr--",
  })
  void soManyDataConnectionsResume(
      String protocol, Tickets tickets, int most, String transfers, String expected)
      throws IOException {
    DataTls some = DataTls.fileZilla().withTickets(tickets);
    DataTls settings = most < 0 ? some : some.withResumptions(most);
    StringBuilder seen = new StringBuilder();
    try (FtpNat nat = start(Network.SIMULATED, protocol, settings);
        RawControl control = RawControl.securedWithData(nat)) {
      for (char transfer : transfers.toCharArray()) {
        boolean upload = transfer == 'S';
        Socket plain = opened(control, upload ? "STOR up.csv" : "RETR report.csv");
        try (SSLSocket data = (SSLSocket) control.overTls(control.tls(), plain)) {
          if (upload) {
            data.getOutputStream().write('x');
            data.shutdownOutput();
          }
          data.getInputStream().readAllBytes();
        }
        seen.append(control.reply().startsWith("226 ") ? 'r' : '-');
      }
      assertThat(seen).hasToString(expected);
      assertThat(nat.trace().dataHandshakes())
          .extracting(TlsHandshake::resumed)
          .containsExactlyElementsOf(expected.chars().mapToObj(each -> each == 'r').toList());
    }
  }

  @ParameterizedTest
  @CsvSource({"SIMULATED, AT_ONCE", "SIMULATED, HELD_BACK", "KERNEL, AT_ONCE"})
  void theTicketOfAnUploadComesAtOnceIfItIsToldTo(Network network, Tickets tickets)
      throws IOException {
    try (FtpNat nat = start(network, "TLSv1.3", DataTls.defaults().withTickets(tickets));
        RawControl control = RawControl.securedWithData(nat)) {
      Socket below = opened(control, "STOR up.csv");
      try (SSLSocket data = (SSLSocket) control.overTls(control.tls(), below)) {
        below.setSoTimeout(tickets == Tickets.AT_ONCE ? 10_000 : NOTHING_MILLIS);
        if (tickets == Tickets.AT_ONCE) {
          assertThat(below.getInputStream().read()).isEqualTo(APPLICATION_DATA);
        } else {
          assertThatThrownBy(() -> below.getInputStream().read())
              .isInstanceOf(SocketTimeoutException.class);
        }
        assertThat(data.getSession().getProtocol()).isEqualTo("TLSv1.3");
      }
    }
  }

  /** What the TCP stack of a client does that closes with the ticket unread. */
  @ParameterizedTest
  @EnumSource(
      value = Network.class,
      names = {"SIMULATED", "KERNEL"})
  void anUploadThatIsResetOverAnUnreadTicketIsToldWhatHelps(Network network) throws IOException {
    try (FtpNat nat = start(network, "TLSv1.3", DataTls.defaults().withTickets(Tickets.AT_ONCE));
        RawControl control = RawControl.securedWithData(nat)) {
      Socket below = opened(control, "STOR up.csv");
      Socket data = control.overTls(control.tls(), below);
      data.getOutputStream().write('x');
      assertThat(below.getInputStream().read()).isEqualTo(APPLICATION_DATA);
      below.setSoLinger(true, 0);
      below.close();

      assertThat(control.reply()).startsWith("426 ");
      Diagnosis diagnosis = nat.trace().diagnosis().orElseThrow();
      assertThat(diagnosis.cause()).isEqualTo(Cause.TRANSFER_BROKEN_OFF);
      assertThat(diagnosis.waysOut())
          .extracting(WayOut::kind)
          .containsExactly(WayOut.Kind.READ_TO_END, WayOut.Kind.TRANSFER_EVERYTHING);
    }
  }

  // The ends ----------------------------------------------------------------------------------

  /** The types of the records that a connection carried, the last of them as TLS 1.2 shows it. */
  private static List<Integer> types(byte[] stream) {
    List<Integer> types = new ArrayList<>();
    for (int at = 0; at + 5 <= stream.length; ) {
      types.add((int) stream[at]);
      at += 5 + ((stream[at + 3] & 0xff) << 8 | (stream[at + 4] & 0xff));
    }
    return types;
  }

  @ParameterizedTest
  @CsvSource({
    "SIMULATED, CLOSE_NOTIFY", "SIMULATED, AWAIT_CLIENT", "SIMULATED, FIN",
    "KERNEL, CLOSE_NOTIFY", "KERNEL, AWAIT_CLIENT", "KERNEL, FIN"
  })
  void aDownloadEndsAsItIsToldTo(Network network, End end) throws IOException {
    // With TLS 1.2 the type of a record is in clear.
    try (FtpNat nat = start(network, "TLSv1.2", DataTls.defaults().withEnd(end));
        RawControl control = RawControl.securedWithData(nat)) {
      Recording below = new Recording(opened(control, "RETR report.csv"));
      try (Socket data = control.overTls(control.tls(), below)) {
        assertThat(new String(data.getInputStream().readAllBytes(), ISO_8859_1)).isEqualTo("a;b");
      }

      assertThat(control.reply()).startsWith("226 ");
      assertThat(types(below.bytes())).last().isEqualTo(end == End.FIN ? APPLICATION_DATA : ALERT);
      assertThat(unclean(nat)).isEqualTo(end == End.FIN ? List.of(Party.SERVER) : List.of());
    }
  }

  /** With TLS 1.3, where a client of Java's doesn't answer a close_notify by itself. */
  @ParameterizedTest
  @EnumSource(
      value = Network.class,
      names = {"SIMULATED", "KERNEL"})
  void whoAwaitsTheClientSendsNeitherFinNorReplyBeforeItsEnd(Network network) throws IOException {
    DataTls settings = DataTls.defaults().withEnd(End.AWAIT_CLIENT);
    try (FtpNat nat = start(network, "TLSv1.3", settings);
        RawControl control = RawControl.securedWithData(nat)) {
      Socket below = opened(control, "RETR report.csv");
      try (Socket data = control.overTls(control.tls(), below)) {
        assertThat(data.getInputStream().readAllBytes()).hasSize(3);
        below.setSoTimeout(NOTHING_MILLIS);
        assertThatThrownBy(() -> below.getInputStream().read())
            .isInstanceOf(SocketTimeoutException.class);
        assertSilent(control);
      }

      assertThat(control.reply()).startsWith("226 ");
    }
  }

  private static List<Party> unclean(FtpNat nat) {
    return nat.trace().missingCloseNotifies().stream().map(CloseNotifyMissing::sender).toList();
  }

  /** As vsftpd, which has every byte out and doesn't look at how the client leaves. */
  @ParameterizedTest
  @EnumSource(
      value = Network.class,
      names = {"SIMULATED", "KERNEL"})
  void whoAwaitsTheClientDoesNotMindAReset(Network network) throws IOException {
    DataTls settings = DataTls.defaults().withEnd(End.AWAIT_CLIENT);
    try (FtpNat nat = start(network, "TLSv1.3", settings);
        RawControl control = RawControl.securedWithData(nat)) {
      Socket below = opened(control, "RETR report.csv");
      Socket data = control.overTls(control.tls(), below);
      assertThat(data.getInputStream().readAllBytes()).hasSize(3);
      below.setSoLinger(true, 0);
      below.close();

      assertThat(control.reply()).startsWith("226 ");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Network.class,
      names = {"SIMULATED", "KERNEL"})
  void aDownloadIsResetIfItIsToldTo(Network network) throws IOException {
    try (FtpNat nat = start(network, "TLSv1.3", DataTls.defaults().withEnd(End.RESET));
        RawControl control = RawControl.securedWithData(nat)) {
      Socket below = opened(control, "RETR report.csv");
      assertThatThrownBy(
              () -> {
                try (Socket data = control.overTls(control.tls(), below)) {
                  data.getInputStream().readAllBytes();
                }
              })
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("Connection reset");
      assertThat(unclean(nat)).containsExactly(Party.SERVER);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SIMULATED, TLSv1.2, ACCEPTED, 226", "SIMULATED, TLSv1.3, ACCEPTED, 226",
    "SIMULATED, TLSv1.2, BROKEN_OFF, 426", "SIMULATED, TLSv1.3, BROKEN_OFF, 426",
    "KERNEL, TLSv1.3, ACCEPTED, 226", "KERNEL, TLSv1.3, BROKEN_OFF, 426"
  })
  void anUploadThatEndsByFinAloneIsToldApart(
      Network network, String protocol, UncleanUploads treatment, int reply) throws IOException {
    DataTls settings = DataTls.defaults().withUncleanUploads(treatment);
    try (FtpNat nat = start(network, protocol, settings);
        RawControl control = RawControl.securedWithData(nat)) {
      Socket below = opened(control, "STOR up.csv");
      Socket data = control.overTls(control.tls(), below);
      data.getOutputStream().write("c;d".getBytes(ISO_8859_1));
      below.shutdownOutput();

      assertThat(control.reply()).startsWith(reply + " ");
      assertThat(nat.serverDirectory().resolve("up.csv")).hasContent("c;d");
      assertThat(unclean(nat)).containsExactly(Party.CLIENT);
      below.close();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Network.class,
      names = {"SIMULATED", "KERNEL"})
  void anUploadThatEndsByFinAloneMayNeverBeAnswered(Network network) throws IOException {
    DataTls settings = DataTls.defaults().withUncleanUploads(UncleanUploads.UNANSWERED);
    try (FtpNat nat = start(network, "TLSv1.3", settings);
        RawControl control = RawControl.securedWithData(nat)) {
      Socket below = opened(control, "STOR up.csv");
      control.overTls(control.tls(), below).getOutputStream().write('c');
      below.shutdownOutput();

      assertSilent(control);
      assertThat(unclean(nat)).containsExactly(Party.CLIENT);
      assertThat(control.command("NOOP")).startsWith("200 ");
      below.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void anUploadThatEndsWithCloseNotifyIsNothingToTell(String protocol) throws IOException {
    DataTls settings = DataTls.defaults().withUncleanUploads(UncleanUploads.BROKEN_OFF);
    try (FtpNat nat = start(Network.SIMULATED, protocol, settings);
        RawControl control = RawControl.securedWithData(nat)) {
      try (Socket data = control.overTls(control.tls(), opened(control, "STOR up.csv"))) {
        data.getOutputStream().write("c;d".getBytes(ISO_8859_1));
      }

      assertThat(control.reply()).startsWith("226 ");
      assertThat(unclean(nat)).isEmpty();
    }
  }

  /** Two control connections, one of which offers the other's session. */
  @ParameterizedTest
  @CsvSource({"REQUIRED_ANY, 226", "REQUIRED_SAME_CONTROL, 425"})
  void anotherControlConnectionsSessionIsTakenByThoseThatTakeAny(SessionReuse reuse, int reply)
      throws IOException {
    DataTls settings = DataTls.fileZilla().withReuse(reuse);
    try (FtpNat nat = start(Network.SIMULATED, "TLSv1.3", settings);
        RawControl other = RawControl.securedWithData(nat);
        RawControl control = RawControl.securedWithData(nat)) {
      SSLContext others = other.tls();
      try (Socket data = control.overTls(others, opened(control, "RETR report.csv"))) {
        data.getInputStream().readAllBytes();
      }
      assertThat(control.reply()).startsWith(reply + " ");
    }
  }

  /** TLS from the first byte, where nobody says AUTH. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void implicitTlsHasSessionsToo(String protocol) throws IOException {
    try (FtpNat nat =
        OnBoth.start(
            Scenario.DIRECT.topology().toBuilder()
                .server(
                    server ->
                        server
                            .tls(TlsMode.IMPLICIT)
                            .tlsProtocols(protocol)
                            .dataTls(DataTls.fileZilla()))
                .build(),
            Network.SIMULATED)) {
      Files.writeString(file(nat), "a;b");
      try (RawControl control = RawControl.implicit(nat)) {
        for (boolean resuming : new boolean[] {true, false, true}) {
          SSLContext context = resuming ? control.tls() : nat.clientSslContext();
          try (Socket data = control.overTls(context, opened(control, "RETR report.csv"))) {
            assertThat(data.getInputStream().readAllBytes()).hasSize(resuming ? 3 : 0);
          }
          assertThat(control.reply()).startsWith(resuming ? "226 " : "425 ");
        }
      }
    }
  }

  /** A limit of the server, for those who never close. */
  @ParameterizedTest
  @EnumSource(
      value = Network.class,
      names = {"SIMULATED", "KERNEL"})
  void whoNeverClosesIsWaitedForAsLongAsForAnyTransfer(Network network) throws IOException {
    try (FtpNat nat =
            OnBoth.start(
                Scenario.DIRECT.topology().toBuilder()
                    .server(
                        server ->
                            server
                                .dataTls(DataTls.defaults().withEnd(End.AWAIT_CLIENT))
                                .stallTimeout(Duration.ofMillis(400)))
                    .build(),
                network);
        RawControl control = RawControl.securedWithData(nat)) {
      Files.writeString(file(nat), "a;b");
      try (Socket data = control.overTls(control.tls(), opened(control, "RETR report.csv"))) {
        data.getInputStream().readAllBytes();
        assertThat(control.reply()).startsWith("426 ");
      }
    }
  }
}
