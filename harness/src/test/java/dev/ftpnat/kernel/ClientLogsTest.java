package dev.ftpnat.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ftpnat.CommandResult;
import dev.ftpnat.FtpNat;
import dev.ftpnat.NeedsKernel;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.transcript.Dialogue;
import dev.ftpnat.transcript.Transcript;
import dev.ftpnat.transcript.Turn;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.net.PrintCommandListener;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is read of the logs that real clients write is what the server has heard and said. With
 * {@code -Dclientlogs.record=DIRECTORY} the logs are written there.
 */
@NeedsKernel
class ClientLogsTest {

  private static final String CA = "--cacert $CA";

  /** A client, and how it is told to say what it does. */
  enum Client {
    CURL("curl", "curl -v --user $USER:$PASS ftp://$HOST/dir/ ftp://$HOST/dir/file -o /dev/null"),
    CURL_TLS("curl", "curl -v --ssl-reqd " + CA + " --user $USER:$PASS ftp://$HOST/dir/file"),
    CURL_MISSING("curl", "curl -v --disable-epsv --user $USER:$PASS ftp://$HOST/dir/none"),
    CURL_TIMES("curl", "curl -v --trace-time --user $USER:$PASS ftp://$HOST/dir/file"),
    CURL_TRACE("curl", "curl --trace-ascii - --user $USER:$PASS ftp://$HOST/dir/file"),
    CURL_TRACE_TIMES(
        "curl",
        "curl --trace-time --trace-ascii - --ssl-reqd "
            + CA
            + " --user $USER:$PASS ftp://$HOST/dir/"),
    LFTP(
        "lftp",
        "lftp -d -u $USER,$PASS -e 'set ftp:ssl-allow no; cls dir; cat dir/file; bye' $HOST"),
    LFTP_TLS(
        "lftp",
        "lftp -d -u $USER,$PASS -e 'set ftp:ssl-force yes; set ssl:ca-file $CA; set"
            + " ssl:check-hostname no; cd dir; cat file; put $FILE -o up; bye' $HOST"),
    WGET("wget", "wget -d -O - ftp://$USER:$PASS@$HOST/dir/file"),
    WGET_PLAIN("wget", "wget --server-response -O - ftp://$USER:$PASS@$HOST/dir/file"),
    TNFTP(
        "tnftp",
        "printf 'ls dir\\nget dir/file /dev/null\\nget none /dev/null\\nquit\\n' | tnftp -d -n -v ftp://$USER:$PASS@$HOST/ "),
    FTP(
        "inetutils-ftp",
        "printf 'user $USER $PASS\\nbinary\\npassive\\nls dir\\nget dir/file /dev/null\\nquit\\n' | inetutils-ftp -d -n -v $HOST"),
    PYTHON("python3", python(1, "ftplib.FTP()", "")),
    PYTHON_2("python3", python(2, "ftplib.FTP()", "f.sendcmd('FEAT')")),
    PYTHON_TLS(
        "python3",
        python(1, "ftplib.FTP_TLS(context=ssl._create_unverified_context())", "f.prot_p()"));

    private final String program;
    private final String command;

    Client(String program, String command) {
      this.program = program;
      this.command = command;
    }

    private static String python(int level, String client, String more) {
      return """
          python3 - <<'END'
          import ftplib, ssl
          f = %s
          f.set_debuglevel(%d)
          f.connect('$HOST')
          f.login('$USER', '$PASS')
          %s
          f.cwd('dir')
          f.retrlines('LIST', lambda line: None)
          f.retrbinary('RETR file', lambda part: None)
          try:
            f.retrbinary('RETR none', lambda part: None)
          except ftplib.error_perm:
            pass
          f.quit()
          END"""
          .formatted(client, level, more);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsReadIsWhatWasSaid(Client client) throws Exception {
    try (FtpNat nat = start()) {
      if (!nat.exec("sh", "-c", "command -v " + client.program).succeeded()) {
        System.out.println("skipped: " + client.program + " is not installed");
        abort(client.program + " is not installed");
      }
      Path file = Files.writeString(nat.serverDirectory().resolveSibling("upload"), "abc");
      String command =
          client
              .command
              .replace("$HOST", nat.host())
              .replace("$USER", nat.username())
              .replace("$PASS", nat.password())
              .replace("$FILE", file.toString())
              .replace("$CA", nat.caPemFile().toString());
      CommandResult result =
          nat.command("sh", "-c", "(" + command + "\n) 2>&1").timeout(Duration.ofSeconds(30)).run();
      record(client.name(), result.output());
      compare(result.output(), nat.trace());
    }
  }

  @Test
  void whatIsReadOfCommonsNetIsWhatWasSaid() throws Exception {
    for (boolean directions : new boolean[] {false, true}) {
      StringWriter log = new StringWriter();
      try (FtpNat nat = start()) {
        FTPSClient client = new FTPSClient(nat.clientSslContext());
        client.addProtocolCommandListener(
            new PrintCommandListener(new PrintWriter(log, true), true, '\0', directions));
        client.connect(nat.host(), nat.port());
        client.login(nat.username(), nat.password());
        client.execPBSZ(0);
        client.execPROT("P");
        client.enterLocalPassiveMode();
        client.listFiles("dir");
        client.retrieveFile("dir/file", new java.io.ByteArrayOutputStream());
        client.logout();
        client.disconnect();
        record("COMMONS_NET" + (directions ? "_DIRECTIONS" : ""), log.toString());
        compare(log.toString(), nat.trace());
      }
    }
  }

  /** Some clients don't tell that they say goodbye. */
  private static void compare(String log, Trace trace) {
    assertThat(withoutGoodbye(read(log))).as(log).isEqualTo(withoutGoodbye(said(trace)));
  }

  private static List<List<String>> withoutGoodbye(List<List<String>> sessions) {
    return sessions.stream()
        .map(said -> said.stream().filter(each -> !each.startsWith("QUIT")).toList())
        .toList();
  }

  private static FtpNat start() throws IOException {
    FtpNat nat = FtpNat.builder(Scenario.DIRECT).network(Network.KERNEL).start();
    Path directory = Files.createDirectory(nat.serverDirectory().resolve("dir"));
    Files.writeString(directory.resolve("file"), "220 content\r\n");
    return nat;
  }

  private static void record(String name, String log) throws IOException {
    String directory = System.getProperty("clientlogs.record");
    if (directory != null) {
      Files.write(Path.of(directory, name.toLowerCase() + ".log"), log.getBytes(UTF_8));
    }
  }

  private static List<List<String>> read(String log) {
    return Transcript.parse(log).dialogues().stream()
        .map(Dialogue::commands)
        .map(turns -> turns.stream().map(ClientLogsTest::summary).toList())
        .toList();
  }

  private static String summary(Turn turn) {
    return summary(
        turn.verb(),
        turn.argument(),
        turn.replies().stream().map(Turn.Said::code).map(String::valueOf));
  }

  private static String summary(String verb, String argument, Stream<String> codes) {
    boolean masked = verb.equals("PASS") || verb.equals("USER");
    return "%s %s%s"
        .formatted(verb, masked ? "" : argument, codes.collect(Collectors.joining(" ", " ", "")));
  }

  private static List<List<String>> said(Trace trace) {
    return trace.sessions().stream()
        .map(
            session ->
                session.exchanges().stream()
                    .map(
                        exchange ->
                            summary(
                                exchange.verb(),
                                exchange.argument(),
                                exchange.replies().stream()
                                    .map(reply -> String.valueOf(reply.code()))))
                    .toList())
        .toList();
  }
}
