package dev.ftpnat.transcript;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.transcript.Turn.End;
import dev.ftpnat.transcript.Turn.Said;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is read of logs, as people paste them. */
class TranscriptTest {

  /** A dialogue in a line: each command with the codes of what was said. */
  private static String summary(String log) {
    return Transcript.parse(log).dialogues().stream()
        .map(
            dialogue ->
                dialogue.turns().stream()
                    .map(TranscriptTest::summary)
                    .collect(Collectors.joining(", ")))
        .collect(Collectors.joining(" || "));
  }

  private static String summary(Turn turn) {
    String codes =
        turn.replies().stream().map(reply -> " " + reply.code()).collect(Collectors.joining());
    return (turn.isGreeting() ? "hello" : turn.said())
        + codes
        + (turn.end() == End.NONE ? "" : " " + turn.end());
  }

  // As they are written -----------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "curl.log, curl, 11",
    "curl_tls.log, curl, 11",
    "curl_missing.log, curl, 7",
    "curl_times.log, curl, 8",
    "curl_trace.log, curl, 8",
    "curl_trace_times.log, curl, 10",
    "lftp.log, lftp, 14",
    "lftp_tls.log, lftp, 18",
    "wget.log, wget, 9",
    "wget_plain.log, wget, 9",
    "tnftp.log, ftp, 16",
    "ftp.log, ftp, 11",
    "python.log, Python's ftplib, 13",
    "python_2.log, Python's ftplib, 14",
    "python_tls.log, Python's ftplib, 16",
    "commons_net.log, plain, 11",
    "commons_net_directions.log, commons-net, 11"
  })
  void logsOfRealClientsAreRead(String file, String client, int commands) throws IOException {
    Transcript transcript = Transcript.parse(resource(file));
    assertThat(transcript.client()).isEqualTo(client);
    assertThat(transcript.dialogues()).hasSize(1);
    Dialogue dialogue = transcript.dialogues().get(0);
    assertThat(dialogue.greeting().orElseThrow().replies().get(0).lines())
        .containsExactly("220 Service ready for new user.");
    assertThat(dialogue.commands()).hasSize(commands);
    assertThat(dialogue.commands())
        .filteredOn(turn -> !turn.verb().equals("QUIT"))
        .allSatisfy(turn -> assertThat(turn.conclusion()).hasSize(1));
    assertThat(transcript.toString()).doesNotContain("hunter2");
    assertThat(dialogue.toString()).doesNotContain("hunter2");
  }

  static String resource(String file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(TranscriptTest.class.getResourceAsStream(file), file)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  @Test
  void filezillaIsReadInManyLanguages() {
    String log =
        """
        Status:\tConnecting to 192.0.2.7:21...
        Response:\t220 Hello
        Command:\tUSER joe
        Response:\t331 Password required for joe.
        Command:\tPASS ********
        Response:\t230 Logged on
        Command:\tFEAT
        Response:\t211-Features:
        Response:\t MDTM
        Response:\t MLST type*;size*;
        Response:\t211 End
        Command:\tPASV
        Response:\t227 Entering Passive Mode (10,0,0,5,200,10)
        Status:\tServer sent passive reply with unroutable address. Using server address instead.
        Command:\tMLSD
        Error:\tConnection timed out after 20 seconds of inactivity
        Error:\tFailed to retrieve directory listing
        """;
    String read = "hello 220, USER joe 331, PASS 230, FEAT 211, PASV 227, MLSD TIMED_OUT";
    assertThat(summary(log)).isEqualTo(read);
    for (String words :
        List.of(
            "Befehl Antwort Fehler",
            "Commande Réponse Erreur",
            "Comando Respuesta Error",
            "Comando Risposta Errore",
            "Polecenie Odpowiedź Błąd",
            "Команда Ответ Ошибка",
            "Opdracht Antwoord Fout",
            "命令 响应 错误",
            "コマンド 応答 エラー")) {
      String[] word = words.split(" ");
      String translated =
          log.replace("Command:", word[0] + ":")
              .replace("Response:", word[1] + ":")
              .replace("Error:", word[2] + " :");
      assertThat(summary(translated)).as(words).isEqualTo(read);
    }
    assertThat(Transcript.parse(log).client()).isEqualTo("FileZilla");
  }

  @Test
  void filezillasFilesTellConnectionsApart() {
    assertThat(
            summary(
                """
                2024-03-01 10:00:00 5672 1 Response: 220 Hello
                2024-03-01 10:00:00 5672 1 Command: USER joe
                2024-03-01 10:00:00 5672 2 Response: 220 Hello
                2024-03-01 10:00:01 5672 1 Response: 331 Password
                2024-03-01 10:00:01 5672 2 Command: USER joe
                2024-03-01 10:00:01 5672 2 Response: 421 Too many connections
                2024-03-01 10:00:02 5672 1 Command: PASS *******
                2024-03-01 10:00:02 5672 1 Response: 230 Logged on
                """))
        .isEqualTo("hello 220, USER joe 331, PASS 230 || hello 220, USER joe 421");
  }

  @Test
  void theServersLogIsReadToo() {
    assertThat(
            summary(
                """
                (000001)1/3/2024 10:00:00 - (not logged in) (192.0.2.9)> Connected, sending welcome message...
                (000001)1/3/2024 10:00:00 - (not logged in) (192.0.2.9)> 220 Hello
                (000001)1/3/2024 10:00:00 - (not logged in) (192.0.2.9)> USER joe
                (000001)1/3/2024 10:00:00 - (not logged in) (192.0.2.9)> 331 Password required for joe
                (000001)1/3/2024 10:00:00 - joe (192.0.2.9)> disconnected.
                """))
        .isEqualTo("hello 220, USER joe 331");
  }

  @Test
  void winscpIsRead() {
    Transcript transcript =
        Transcript.parse(
            """
            . 2024-03-01 10:00:00.123 WinSCP Version 6.1 (Build 1)
            . 2024-03-01 10:00:00.200 Connecting to ftp.example.com ...
            < 2024-03-01 10:00:00.300 220-Hello
            < 2024-03-01 10:00:00.300 220 ready
            > 2024-03-01 10:00:00.301 USER joe
            < 2024-03-01 10:00:00.400 331 Password required
            > 2024-03-01 10:00:00.401 PASS ********
            < 2024-03-01 10:00:00.500 230 Logged on
            > 2024-03-01 10:00:00.501 PASV
            < 2024-03-01 10:00:00.600 227 Entering Passive Mode (10,0,0,5,200,10).
            > 2024-03-01 10:00:00.601 LIST -a
            . 2024-03-01 10:00:15.700 Timeout detected. (data connection)
            * 2024-03-01 10:00:15.701 (EFatal) Lost connection.
            """);
    assertThat(transcript.client()).isEqualTo("WinSCP");
    assertThat(transcript.dialogues().get(0).turns().stream().map(TranscriptTest::summary))
        .containsExactly("hello 220", "USER joe 331", "PASS 230", "PASV 227", "LIST -a TIMED_OUT");
    assertThat(transcript.dialogues().get(0).greeting().orElseThrow().replies().get(0).lines())
        .containsExactly("220-Hello", "220 ready");
  }

  // What stands around them -------------------------------------------------------------------

  private static final String PLAIN =
      """
      220 Hello
      USER joe
      331-Password
        required
      331 please
      PASS s3cret
      230 Logged on
      PASV
      227 Entering Passive Mode (10,0,0,5,200,10).
      RETR a b.txt
      150 Opening
      426 Connection closed
      QUIT
      221 Goodbye
      """;

  private static final String READ =
      "hello 220, USER joe 331, PASS 230, PASV 227, RETR a b.txt 150 426, QUIT 221";

  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "'> ', ''",
    "'> > ', ''",
    "'>>> ', ''",
    "'    ', ''",
    "'\t', ''",
    "'2024-03-01 10:00:00,123 [main] DEBUG c.e.FtpClient - ', ''",
    "'2024-03-01T10:00:00.123Z ', ''",
    "'[10:00:00] ', ''",
    "'10:00:00.123 [pool-1-thread-1] ', ''",
    "'Mar  1 10:00:00 host app[123]: ', ''",
    "'[ftp-thread] INFO com.example.Client - ', ''",
    "'', '\r'"
  })
  void whatStandsAroundALineIsTakenOff(String before, String after) {
    String log = PLAIN.lines().map(line -> before + line + after).collect(Collectors.joining("\n"));
    assertThat(summary(log)).isEqualTo(READ);
  }

  @ParameterizedTest
  @CsvSource({
    "'---> ', '<--- '",
    "'> ', '< '",
    "'C: ', 'S: '",
    "'Client: ', 'Server: '",
    "'>>> ', '<<< '",
    "'-> ', '<- '",
    "'[debug] > ', '[debug] < '",
    "'helpers.js [sm]:97 > ', 'helpers.js [sm]:97 < '",
    "'12:13:14.000111 > ', '12:13:14.000111 < '",
    "'[0-0] > ', '[0-0] < '"
  })
  void marksTellWhoSaysIt(String client, String server) {
    StringBuilder log = new StringBuilder("I said USER and then:\nRETR didn't work\n");
    for (String line : PLAIN.lines().toList()) {
      log.append(Verbs.isCommand(line) ? client : server).append(line).append('\n');
    }
    log.append("230 people have that, and PASV\n");
    assertThat(summary(log.toString())).isEqualTo(READ);
    String quoted =
        log.toString().lines().map(line -> "> " + line).collect(Collectors.joining("\n"));
    assertThat(summary(quoted)).as("quoted in mail").isEqualTo(READ);
  }

  @Test
  void javaScriptsQuotesAreTakenOff() {
    assertThat(
            summary(
                """
                [connection] < '220 Hello\\r\\n'
                [parser] < '220 Hello\\r\\n'
                [connection] > 'USER joe'
                [connection] < '331 Password\\r\\n'
                [parser] < '331 Password\\r\\n'
                [connection] > 'FEAT'
                [connection] < '211-Features\\r\\n MDTM\\r\\n211 End\\r\\n'
                """))
        .isEqualTo("hello 220, USER joe 331, FEAT 211");
  }

  @Test
  void anotherConnectionBeginsWithItsGreeting() {
    assertThat(
            summary(
                """
                < 220 Hello
                > USER joe
                < 331 Password
                > PASS x
                < 421 Too many users
                < 220 Hello again
                > USER joe
                < 331 Password
                """))
        .isEqualTo("hello 220, USER joe 331, PASS 421 || hello 220, USER joe 331");
  }

  @Test
  void commandsInARowAreAnsweredInTheirOrder() {
    assertThat(
            summary(
                """
                <--- 220 Hello
                ---> TYPE I
                ---> PASV
                ---> RETR x
                <--- 200 OK
                <--- 227 (10,0,0,5,1,2)
                <--- 150 Opening
                <--- 226 Done
                """))
        .isEqualTo("hello 220, TYPE I 200, PASV 227, RETR x 150 226");
  }

  @ParameterizedTest
  @CsvSource({
    "**** Peer closed connection, CLOSED",
    "'Error: Connection closed by server', CLOSED",
    "EOFError, CLOSED",
    "'* Recv failure: Connection reset by peer', RESET",
    "'Error: Could not read from socket: ECONNRESET - Connection reset by peer', RESET",
    "**** Timeout - reconnecting, TIMED_OUT",
    "socket.timeout: timed out, TIMED_OUT",
    "'421 Service not available, remote server has closed connection.', CLOSED"
  })
  void howItEndedIsReadToo(String remark, End end) {
    Transcript read = Transcript.parse("220 Hello\nUSER joe\n331 Password\nPASS x\n" + remark);
    List<Turn> turns = read.dialogues().get(0).turns();
    assertThat(turns.get(turns.size() - 1).end()).isEqualTo(end);
    assertThat(turns.get(turns.size() - 1).replies()).isEmpty();
  }

  @Test
  void wgetsStepsAreReadWhereItSaysNoMore() {
    assertThat(
            summary(
                """
                --2024-03-01 10:00:00--  ftp://ftp.example.com/pub/a
                Connecting to ftp.example.com|192.0.2.7|:21... connected.
                Logging in as anonymous ... Logged in!
                ==> SYST ... done.    ==> PWD ... done.
                ==> TYPE I ... done.  ==> CWD (1) /pub ... done.
                ==> SIZE a ... 1234
                ==> PASV ... done.    ==> RETR a ... done.
                """))
        .isEqualTo("USER anonymous, PASS, SYST, PWD, TYPE I, CWD /pub, SIZE a, PASV, RETR a");
  }

  @Test
  void commandsThatArentShownAreInferred() {
    assertThat(
            summary(
                """
                root@host:~# ftp -p 192.0.2.7
                Connected to 192.0.2.7.
                220 Example FTP server
                Name (192.0.2.7:root): joe
                331 Please specify the password.
                Password:
                230-Welcome
                230 Login successful.
                Remote system type is UNIX.
                Using binary mode to transfer files.
                ftp> ls
                227 Entering Passive Mode (0,0,0,0,4,11).
                ftp: connect: Connection refused
                ftp> cd /srv/pub
                250 Directory successfully changed.
                ftp> passive
                Passive mode off.
                ftp> get a.txt
                local: a.txt remote: a.txt
                200 PORT command successful.
                150 Opening BINARY mode data connection for a.txt (12 bytes).
                226 Transfer complete.
                ftp> put b.txt
                200 PORT command successful.
                553 Could not create file.
                ftp> bye
                221 Goodbye.
                """))
        .isEqualTo(
            "hello 220, USER joe 331, PASS 230, PASV 227, CWD /srv/pub 250, PORT 200, RETR a.txt 150"
                + " 226, PORT 200, STOR b.txt 553, QUIT 221");
  }

  @Test
  void passwordsAreNeverKept() {
    assertThat(Transcript.parse(PLAIN).dialogues().toString()).doesNotContain("s3cret");
  }

  @Test
  void whatHasNoCodeIsKept() {
    Turn turn =
        Transcript.parse("> PASV\n< garbage\n< 227 ok\n").dialogues().get(0).commands().get(0);
    assertThat(turn.replies().stream().map(Said::code)).containsExactly(0, 227);
  }

  // What was there ----------------------------------------------------------------------------

  @Test
  void whatTheLogUsesWasThere() {
    assertThat(
            Transcript.parse(
                    """
                    > PWD
                    < 257 "/home/joe" is current directory
                    > CWD /pub
                    < 250 OK
                    > SIZE a
                    < 213 5
                    > RETR b
                    < 150 Opening data connection (77 bytes)
                    < 226 OK
                    > RETR c
                    < 550 No such file
                    > STOR d
                    < 226 OK
                    > RETR d
                    < 226 OK
                    """)
                .files()
                .stream()
                .map(LoggedFile::toString))
        .containsExactly(
            new LoggedFile("/home/joe", true, java.util.OptionalLong.empty()).toString(),
            new LoggedFile("/pub", true, java.util.OptionalLong.empty()).toString(),
            new LoggedFile("/pub/a", false, java.util.OptionalLong.of(5)).toString(),
            new LoggedFile("/pub/b", false, java.util.OptionalLong.of(77)).toString());
  }

  // Errors ------------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource({
    "'', 1, the text is empty",
    "'\n\n', 1, the text is empty",
    "'\n\nGET / HTTP/1.1\nHost: x\n', 3, GET / HTTP/1.1",
    "'> GET / HTTP/1.1\n< HTTP/1.1 200 OK\n', 1, '> GET /'"
  })
  void whatIsNoLogIsRefused(String text, int line, String words) {
    assertThatThrownBy(() -> Transcript.parse(text))
        .isInstanceOfSatisfying(
            TranscriptException.class, e -> assertThat(e.line()).isEqualTo(line))
        .hasMessageStartingWith("line " + line + ": ")
        .hasMessageContaining(words)
        .hasMessageContaining("curl -v");
  }

  /** Logs that would take long if a line, or a pair of them, were looked at again and again. */
  enum Long {
    STEPS("==> CWD a".repeat(20_000) + "\n220 x\n"),
    BLANKS("ftp> a" + " ".repeat(10_000) + "\u2028x\n220 x\n"),
    PRELIMINARY("220 x\n> RETR a\n" + "150 x\n".repeat(30_000)),
    DEEP("220 x\n" + "> CWD a\n< 250 ok\n".repeat(10_000)),
    HOMES(
        IntStream.range(0, 3_000)
            .mapToObj("> PWD\n< 257 \"/d%1$d\"\n> RETR f%1$d\n< 226 ok\n"::formatted)
            .collect(Collectors.joining("", "220 x\n", "")));

    final String log;

    Long(String log) {
      this.log = log;
    }
  }

  @ParameterizedTest
  @EnumSource(Long.class)
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void longLogsDoNotTakeLong(Long each) {
    Transcript transcript = Transcript.parse(each.log);

    assertThat(transcript.files())
        .hasSizeLessThan(7_000)
        .allSatisfy(file -> assertThat(file.path()).hasSizeLessThan(4_096));
  }
}
