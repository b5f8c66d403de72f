package dev.ftpnat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.GatewayEvent.SegmentLost;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a person reads of real sessions. */
class LadderOfRunsTest {

  /** A session of a passive client that trusts 227, up to its end for the network. */
  private static Trace session(Scenario scenario, boolean encrypted) throws IOException {
    Topology hasty = scenario.topology().toBuilder().connectGiveUp(Duration.ofMillis(100)).build();
    try (FtpNat nat = FtpNat.start(hasty)) {
      FTPClient client = encrypted ? new FTPSClient(nat.clientSslContext()) : new FTPClient();
      client.connect(nat.host(), nat.port());
      try {
        passive(client, nat);
      } catch (IOException e) {
        // As many of the scenarios want it.
      } finally {
        client.disconnect();
      }
      return ended(nat);
    }
  }

  private static void passive(FTPClient client, FtpNat nat) throws IOException {
    client.login(nat.username(), nat.password());
    if (client instanceof FTPSClient secured) {
      secured.execPBSZ(0);
      secured.execPROT("P");
    }
    client.enterLocalPassiveMode();
    client.setIpAddressFromPasvResponse(true);
    client.setPassiveNatWorkaroundStrategy(null);
    client.storeFile("report.csv", new ByteArrayInputStream(new byte[1234]));
    client.retrieveFile("report.csv", new ByteArrayOutputStream());
    client.logout();
  }

  /** Over IPv6 there is no PASV: RFC 2428. */
  private static String asked(Trace trace) {
    boolean ipv6 = trace.connectionAttempts().get(0).target().address() instanceof Inet6Address;
    return ipv6 ? "EPSV" : "PASV";
  }

  private static Trace ended(FtpNat nat) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (nat.trace().only(ConnectionEnd.class).stream().noneMatch(end -> end.connection() == 1)) {
      assertThat(System.nanoTime()).as("still there:%n%s", nat.trace()).isLessThan(deadline);
      Thread.onSpinWait();
    }
    return nat.trace();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TLS_BLOCKED_ALG")
  void aPlainSessionIsReadable(Scenario scenario) throws IOException {
    Trace trace = session(scenario, false);
    String ladder = trace.ladder().text();
    assertReadable(trace, ladder);
    assertThat(ladder)
        .contains("USER ftpnat", "PASS ****", "331 User name okay", asked(trace), "ended after")
        .doesNotContain("TLS");
  }

  @ParameterizedTest
  @EnumSource
  void anEncryptedSessionIsReadable(Scenario scenario) throws IOException {
    Trace trace = session(scenario, true);
    String ladder = trace.ladder().text();
    assertReadable(trace, ladder);
    assertThat(ladder)
        .contains("AUTH TLS", "TLSv1.3, TLS_", "═ TLS, 1 record, ", "‹PASS ****›")
        .contains("‹" + asked(trace) + "›");
  }

  /** Every attempt is there and says what became of it; nothing is wider than the page. */
  private static void assertReadable(Trace trace, String ladder) {
    List<String> rows = ladder.lines().toList();
    assertThat(rows).allSatisfy(row -> assertThat(row.length()).isLessThanOrEqualTo(100));
    assertThat(trace.connectionAttempts())
        .isNotEmpty()
        .allSatisfy(
            attempt ->
                assertThat(rows)
                    .as(ladder)
                    .anySatisfy(
                        row ->
                            assertThat(row)
                                .contains(
                                    trace.connectionAttempts().size() > 1
                                        ? "#" + attempt.connection() + " "
                                        : "SYN")
                                .contains(attempt.target().toString())
                                .contains(attempt.succeeded() ? "►" : "✗")));
    assertThat(trace.ladder().svg()).contains("<svg", "</svg>");
  }

  @Test
  void aReplyThatTheAlgTranslatedStandsTwice() throws IOException {
    Trace trace = session(Scenario.ALG_REWRITES, false);
    assertThat(trace.ladder().text())
        .containsPattern(
            Pattern.compile(
                "◄─ 227 … \\(203,0,113,\\d+,\\d+,\\d+\\) ─+◆◄─ 227 … \\(10,\\d+,\\d+,\\d+,\\d+,\\d+\\) ─+┤"))
        .containsPattern("STOR report.csv: 1234 bytes ━+┿━+►")
        .containsPattern("◄━+┿━ RETR report.csv: 1234 bytes");
  }

  @Test
  void theWayFrom227ToTheDropIsInSight() throws IOException {
    assertThat(session(Scenario.PRIVATE_IP_PASV, true).ladder().text())
        .containsPattern(
            Pattern.compile(
                "‹227 … \\(10,.*\\)›.*\\R.*#2 SYN to 10\\.\\S+ ─+✗ dropped: the address is private"));
  }

  @Test
  void aCommandThatAForgetfulGatewayDropsEndsThere() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.IDLE_CONTROL_TIMEOUT);
        RawControl control = RawControl.login(nat)) {
      nat.advance(Duration.ofMinutes(6));
      control.send("NOOP\r\n");
      long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (nat.trace().only(SegmentLost.class).isEmpty()) {
        assertThat(System.nanoTime()).as("%s", nat.trace()).isLessThan(deadline);
        Thread.onSpinWait();
      }
      assertThat(nat.trace().ladder().text())
          .containsPattern(
              Pattern.compile(
                  "┊ 5 min later .*\\R.*◆ forgets the connection: idle for 300 s .*\\R"
                      + ".*┊ 1 min later .*\\R.*├─ NOOP ─+✗ dropped "));
    }
  }

  /** It is seen before the gateway, and dropped there: once, not twice. */
  @Test
  void aCommandUnderTlsThatAForgetfulGatewayDropsEndsThereAsWell() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.IDLE_CONTROL_TIMEOUT)) {
      FTPSClient client = new FTPSClient(nat.clientSslContext());
      client.connect(nat.host(), nat.port());
      client.login(nat.username(), nat.password());
      client.setSoTimeout(200);
      nat.advance(Duration.ofMinutes(6));
      assertThatThrownBy(client::sendNoOp).isInstanceOf(SocketTimeoutException.class);
      assertThat(nat.trace().only(SegmentLost.class)).hasSize(1);
      assertThat(nat.trace().ladder().text())
          .containsPattern(
              Pattern.compile(
                  "◆ forgets the connection: idle for 300 s .*\\R"
                      + ".*┊ 1 min later .*\\R.*TLS, \\d+ bytes .*✗ dropped .*\\R  ═ encrypted "));
      client.disconnect();
    }
  }

  @Test
  void implicitTlsHasNoClearLine() throws IOException {
    Topology implicit = Scenario.DIRECT.topology().withTls(TlsMode.IMPLICIT);
    try (FtpNat nat = FtpNat.start(implicit)) {
      FTPSClient client = new FTPSClient(true, nat.clientSslContext());
      client.connect(nat.host(), nat.port());
      client.login(nat.username(), nat.password());
      client.disconnect();
      assertThat(ended(nat).ladder().text())
          .contains("TLSv1.3, TLS_", "‹220 Service ready for new user.›", "‹USER ftpnat›")
          .doesNotContain("─ 220");
    }
  }

  @Test
  void halfACommandThatTheAlgDropsEndsAtItsGateway() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.CLIENT_BEHIND_ALG);
        RawControl control = RawControl.login(nat)) {
      control.send("PORT 127,0,0,1,");
      long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (nat.trace().algActions().isEmpty()) {
        assertThat(System.nanoTime()).as("%s", nat.trace()).isLessThan(deadline);
        Thread.onSpinWait();
      }
      assertThat(nat.trace().ladder().text())
          .containsPattern("PORT 192,168,\\d+,\\d+, ─+✗ ALG drops it: ");
    }
  }
}
