package dev.ftpnat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ftpnat.script.Reply;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.ServerEvent.Departure;
import dev.ftpnat.transcript.Transcript;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that answers as the one in a log did. */
@Timeout(60)
class TranscriptServerTest {

  private static final String LOGIN =
      """
      < 220 ProFTPD Server (Example)
      > USER joe
      < 331 Password required for joe
      > PASS xxx
      < 230-Welcome, joe
      < 230 User joe logged in
      """;

  private static FtpNat start(Network network, String log) {
    Topology topology =
        Scenario.DIRECT.topology().toBuilder()
            .server(server -> server.transcript(Transcript.parse(log).named("bug.log")))
            .build();
    try {
      return FtpNat.builder(topology).network(network).start();
    } catch (NetworkUnavailableException e) {
      System.out.println("skipped on the kernel network: " + e.getMessage());
      return abort(e.getMessage());
    }
  }

  private static List<String> departures(FtpNat nat) {
    return nat.trace().only(Departure.class).stream().map(Departure::what).toList();
  }

  @ParameterizedTest
  @EnumSource(
      value = Network.class,
      names = {"SIMULATED", "KERNEL"})
  void itAnswersAsTheLogsServerDid(Network network) throws Exception {
    String log =
        LOGIN
            + """
            > PWD
            < 257 "/home/joe" is the current directory
            > EPSV
            < 500 EPSV not understood
            > PASV
            < 227 Entering Passive Mode (192,0,2,7,200,10).
            > RETR report.csv
            < 150-Opening it
            < 150 (3 bytes)
            < 250 Sent, more or less
            > DELE report.csv
            < 550 Not yours
            > QUIT
            < 221 See you, joe
            """;
    try (FtpNat nat = start(network, log)) {
      try (RawControl control = RawControl.connect(nat)) {
        assertThat(control.command("USER " + nat.username()))
            .isEqualTo("331 Password required for ftpnat");
        assertThat(control.command("PASS " + nat.password()))
            .isEqualTo("230-Welcome, ftpnat\n230 User ftpnat logged in");
        assertThat(control.command("PWD")).startsWith("257 \"/home/joe\"");
        assertThat(control.command("EPSV")).isEqualTo("500 EPSV not understood");
        try (Socket data = control.passive()) {
          assertThat(control.command("RETR report.csv")).isEqualTo("150-Opening it\n150 (3 bytes)");
          assertThat(data.getInputStream().readAllBytes()).hasSize(3);
        }
        assertThat(control.reply()).isEqualTo("250 Sent, more or less");
        assertThat(control.command("DELE report.csv")).isEqualTo("550 Not yours");
        assertThat(control.command("QUIT")).isEqualTo("221 See you, ftpnat");
        assertThat(control.reply()).isNull();
      }
      assertThat(nat.serverDirectory().resolve("report.csv")).exists();
      assertThat(departures(nat)).isEmpty();
    }
  }

  @Test
  void whatTheClientDoesOtherwiseIsNoted() throws Exception {
    String log =
        LOGIN
            + """
            > SYST
            < 215 UNIX
            > EPSV
            < 229 Extended (|||4000|)
            > LIST
            < 150 ok
            < 226 ok
            > CWD pub
            < 250 ok
            > MLSD
            < 500 no
            """;
    try (FtpNat nat = start(Network.SIMULATED, log)) {
      try (RawControl control = RawControl.login(nat)) {
        try (Socket data = control.passive()) {
          assertThat(control.command("LIST")).isEqualTo("150 ok");
          data.getInputStream().readAllBytes();
        }
        assertThat(control.reply()).isEqualTo("226 ok");
      }
      assertThat(departures(nat))
          .containsExactly(
              "the log's client said SYST here (line 7), this one PASV, which isn't in the log: the"
                  + " server answered that by itself",
              "before LIST (line 11) the log's client said SYST, EPSV, which this one left out",
              "the log's client said CWD pub, MLSD as well (line 14), this one didn't");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'227 Entering Passive Mode (10,0,0,5,200,10).', '227 Entering Passive Mode (H,P).'",
    "'227 =10,0,0,5,200,10', '227 =H,P'",
    "'227 Passive 10, 0, 0, 5, 200, 10 ok', '227 Passive H S ok'",
    "'227 (xxx,xxx,xxx,xxx,200,10)', '227 (H,P)'",
    "'227 (x.x.x.x,200,10)', '227 (H,P)'",
    "'227 Entering Passive Mode (0,0,0,0,4,11).', '227 Entering Passive Mode (0,0,0,0,4,11).'",
    "'227 (127,0,0,1,4,11)', '227 (127,0,0,1,4,11)'",
    "'227 (10,0,0,5,300,10)', '227 (10,0,0,5,300,10)'",
    "'229 no host (|||4000|)', '229 no host (|||N|)'",
    "'229 host (|1|10.0.0.5|4000|)', '229 host (|1|A|N|)'",
    "'200 {weird}', '200 {weird}'"
  })
  void addressesAreThoseOfTheEnvironment(String logged, String expected) throws Exception {
    try (FtpNat nat = start(Network.SIMULATED, LOGIN + "> PASV\n< " + logged + "\n");
        RawControl control = RawControl.login(nat)) {
      String reply = control.command("PASV");
      String host = nat.host().replace('.', ',');
      int port = 3846;
      assertThat(reply)
          .isEqualTo(
              expected
                  .replace("H S", host.replace(",", ", ") + ", 15, 6")
                  .replace("H,P", host + ",15,6")
                  .replace("|A|", "|" + nat.host() + "|")
                  .replace("N", String.valueOf(port)));
    }
  }

  @Test
  void itFallsSilentWhereTheLogsServerDid() throws Exception {
    try (FtpNat nat = start(Network.SIMULATED, LOGIN + "> STAT\n* Timed out\n> QUIT\n");
        RawControl control = RawControl.login(nat)) {
      control.socket().setSoTimeout(100);
      assertThatThrownBy(() -> control.command("STAT")).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void whereTheLogJustEndsItGoesOnByItself() throws Exception {
    try (FtpNat nat =
            start(Network.SIMULATED, LOGIN + "> PASV\n< 227 (10,0,0,5,1,1)\n> LIST\n< 150 ok\n");
        RawControl control = RawControl.login(nat)) {
      try (Socket data = control.passive()) {
        assertThat(control.command("LIST")).isEqualTo("150 ok");
        data.getInputStream().readAllBytes();
      }
      assertThat(control.reply()).startsWith("226");
      assertThat(control.command("NOOP")).startsWith("200");
    }
  }

  @Test
  void itEndsWhereTheLogsServerDid() throws Exception {
    try (FtpNat nat =
        start(
            Network.SIMULATED,
            LOGIN
                + "> PASV\n* Recv failure: Connection reset by peer\n"
                + LOGIN
                + "> PASV\n< 421 Timeout\n")) {
      try (RawControl control = RawControl.login(nat)) {
        assertThatThrownBy(() -> control.command("PASV")).isInstanceOf(SocketException.class);
      }
      for (int session = 2; session <= 3; session++) {
        try (RawControl control = RawControl.login(nat)) {
          assertThat(control.command("PASV")).isEqualTo("421 Timeout");
          assertThat(control.reply()).isNull();
        }
      }
    }
  }

  @Test
  void aLogWithTlsIsPlayedUnderTls() throws Exception {
    String log =
        """
        220 Hello
        AUTH TLS
        234 Proceed
        USER joe
        331 Password
        PASS x
        230 OK
        PBSZ 0
        200 PBSZ
        PROT P
        200 Private
        EPSV
        229 (|||4000|)
        RETR a
        150 ok
        226 Done
        """;
    try (FtpNat nat = start(Network.SIMULATED, log);
        RawControl control = RawControl.securedWithData(nat);
        Socket plain = control.extendedPassive()) {
      assertThat(control.command("RETR a")).isEqualTo("150 ok");
      try (Socket data = control.overTls(control.tls(), plain)) {
        assertThat(data.getInputStream().readAllBytes()).hasSize(1000);
      }
      assertThat(control.reply()).isEqualTo("226 Done");
      assertThat(departures(nat)).isEmpty();
    }
    assertThatThrownBy(
            () ->
                Server.builder()
                    .tls(TlsMode.NONE)
                    .transcript(Transcript.parse(log).named("bug.log"))
                    .build())
        .hasMessageContaining("bug.log (plain)")
        .hasMessageContaining("tls(NONE)");
  }

  @ParameterizedTest
  @CsvSource({
    "'> USER anonymous\n< 230 Come in\n'",
    "'> USER anonymous\n< 331 Mail?\n> PASS x\n< 230 Come in\n'"
  })
  void whoWasLetInThereIsLetInHere(String login) throws IOException {
    try (FtpNat nat = start(Network.SIMULATED, login + "> CWD pub\n< 250 Moved\n");
        RawControl control = RawControl.connect(nat)) {
      String reply = control.command("USER anonymous");
      if (reply.startsWith("331")) {
        reply = control.command("PASS me@example.com");
      }
      assertThat(reply).isEqualTo("230 Come in");
      assertThat(control.command("CWD pub")).isEqualTo("250 Moved");
      assertThat(control.command("NOOP")).startsWith("200");
    }
  }

  @Test
  void repliesGoBeforeTheLog() throws IOException {
    Topology topology =
        Scenario.DIRECT.topology().toBuilder()
            .server(
                server ->
                    server
                        .transcript(Transcript.parse(LOGIN + "> SYST\n< 215 logged\n"))
                        .reply("SYST", Reply.of("215 scripted").nth(1)))
            .build();
    try (FtpNat nat = FtpNat.start(topology);
        RawControl control = RawControl.login(nat)) {
      assertThat(control.command("SYST")).isEqualTo("215 scripted");
      assertThat(control.command("SYST")).isEqualTo("215 logged");
    }
  }
}
