package dev.ftpnat.internal.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.RawControl;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The replies to commands that need no data connection, against RFC 959, 2389 and 3659. */
class CommandRepliesTest {

  @RegisterExtension final RunningServer server = new RunningServer();
  @TempDir Path home;

  private RawControl loggedIn() throws IOException {
    Files.writeString(home.resolve("a.txt"), "one\ntwo\r\nthree\n");
    Files.setLastModifiedTime(
        home.resolve("a.txt"), FileTime.from(Instant.parse("2026-02-03T04:05:06Z")));
    Files.createDirectories(home.resolve("dir"));
    return LoopbackClient.login(server.start(home));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        // not recognized, not implemented, superfluous
        "FOO                > 500",
        "''                 > 500",
        "XNOOP              > 500",
        "REIN               > 502",
        "CCC                > 502",
        "SMNT /             > 502",
        "LPRT 4             > 502",
        "HOST ftp.test      > 502",
        "ALLO 100           > 202",
        "ALLO 100 R 10      > 202",
        "ACCT x             > 202",
        // parameters missing
        "USER               > 501",
        "CWD                > 501",
        "RETR               > 501",
        "STOR               > 501",
        "APPE               > 501",
        "DELE               > 501",
        "MKD                > 501",
        "RMD                > 501",
        "RNFR               > 501",
        "RNTO               > 501",
        "SIZE               > 501",
        "MDTM               > 501",
        "TYPE               > 501",
        "MODE               > 501",
        "STRU               > 501",
        "REST               > 501",
        "OPTS               > 501",
        "ALLO               > 501",
        // parameters that aren't possible
        "TYPE A             > 200",
        "TYPE A N           > 200",
        "TYPE a n           > 200",
        "TYPE I             > 200",
        "TYPE L 8           > 200",
        "TYPE L8            > 200",
        "TYPE A T           > 504",
        "TYPE L 36          > 504",
        "TYPE E             > 504",
        "MODE S             > 200",
        "MODE Z             > 504",
        "MODE B             > 504",
        "STRU F             > 200",
        "STRU R             > 504",
        "REST 0             > 350",
        "REST -1            > 501",
        "REST x             > 501",
        "OPTS UTF8 ON       > 200",
        "OPTS UTF8          > 200",
        "OPTS UTF8 OFF      > 501",
        "OPTS FOO           > 501",
        "SITE FOO           > 502",
        // files that aren't there, or aren't what they should be
        "CWD nothing        > 550",
        "CWD a.txt          > 550",
        "DELE nothing       > 550",
        "DELE dir           > 550",
        "MKD dir            > 550",
        "RMD nothing        > 550",
        "RMD a.txt          > 550",
        "RNFR nothing       > 550",
        "SIZE nothing       > 550",
        "SIZE dir           > 550",
        "MDTM nothing       > 550",
        "MLST nothing       > 550",
        "MLSD nothing       > 550",
        "MLSD a.txt         > 501",
        "RETR nothing       > 550",
        "STAT nothing       > 450",
        // out of order
        "RNTO b             > 503",
        "RETR a.txt         > 503",
        "STOR b             > 503",
        "LIST               > 503",
        "MLSD               > 503",
        "PROT P             > 503",
        "PBSZ 0             > 503",
        "ABOR               > 226",
        // what tells about the server
        "SYST               > 215 UNIX",
        "HELP               > 214-",
        "HELP RETR          > 214 ",
        "STAT               > 211-",
        "STAT dir           > 212-",
        "STAT a.txt         > 213-",
        "NOOP               > 200",
      })
  void answers(String command, String expected) throws IOException {
    try (RawControl client = loggedIn()) {
      assertThat(client.command(command)).startsWith(expected);
      assertThat(client.command("PWD")).isEqualTo("257 \"/\" is current directory.");
    }
  }

  @Test
  void keepsTheSessionWhateverOrderLoginComesIn() throws IOException {
    try (RawControl client = LoopbackClient.control(server.start(home))) {
      assertThat(client.command("PWD")).startsWith("530 ");
      assertThat(client.command("FOO")).startsWith("530 ");
      assertThat(client.command("PASS secret")).startsWith("503 ");
      assertThat(client.command("USER")).startsWith("501 ");
      assertThat(client.command("USER ftpnat")).startsWith("331 ");
      assertThat(client.command("PASS wrong")).startsWith("530 ");
      assertThat(client.command("USER nobody")).startsWith("331 ");
      assertThat(client.command("USER ftpnat")).startsWith("331 ");
      assertThat(client.command("PASS secret")).startsWith("230 ");
      assertThat(client.command("USER nobody")).startsWith("530 ");
      assertThat(client.command("USER ftpnat")).startsWith("230 ");
      assertThat(client.command("PASS secret")).startsWith("230 ");
      assertThat(client.command("PWD")).startsWith("257 ");
    }
  }

  @Test
  void doublesQuotesInPathnames() throws IOException {
    try (RawControl client = loggedIn()) {
      assertThat(client.command("MKD 6\" nails")).isEqualTo("257 \"/6\"\" nails\" created.");
      assertThat(client.command("CWD 6\" nails")).startsWith("250 ");
      assertThat(client.command("PWD")).isEqualTo("257 \"/6\"\" nails\" is current directory.");
      assertThat(client.command("CDUP")).startsWith("250 ");
      assertThat(client.command("CDUP")).startsWith("250 ");
      assertThat(client.command("PWD")).startsWith("257 \"/\"");
    }
  }

  @Test
  void renamesAfterRnfrOnly() throws IOException {
    try (RawControl client = loggedIn()) {
      assertThat(client.command("RNFR a.txt")).startsWith("350 ");
      assertThat(client.command("RNTO b.txt")).startsWith("250 ");
      assertThat(client.command("RNTO c.txt")).startsWith("503 ");
      assertThat(home.resolve("b.txt")).exists();
    }
  }

  @Test
  void countsTheBytesOfTheType() throws IOException {
    try (RawControl client = loggedIn()) {
      assertThat(client.command("SIZE a.txt")).isEqualTo("213 15");
      client.command("TYPE A");
      assertThat(client.command("SIZE a.txt")).isEqualTo("213 17");

      Socket data = LoopbackClient.passive(client);
      client.send("RETR a.txt\r\n");
      assertThat(LoopbackClient.readAll(data)).asString().isEqualTo("one\r\ntwo\r\nthree\r\n");
    }
  }

  @Test
  void storesTextWithTheLineEndsOfTheSystem() throws IOException {
    try (RawControl client = loggedIn()) {
      client.command("TYPE A");
      try (Socket data = LoopbackClient.passive(client)) {
        client.send("STOR b.txt\r\n");
        data.getOutputStream().write("one\r\n\r\ntwo".getBytes(US_ASCII));
      }
      client.reply();
      assertThat(client.reply()).startsWith("226 ");
      assertThat(home.resolve("b.txt")).content().isEqualTo("one%n%ntwo".formatted());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"en", "tr", "th-TH-u-ca-buddhist-nu-thai", "ar-EG"})
  void showsFactsWhateverTheDefaultLocale(String tag) throws IOException {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(tag));
    try (RawControl client = loggedIn()) {
      assertThat(client.command("mlst a.txt"))
          .isEqualTo(
              """
              250-Listing a.txt
               Size=15;Modify=20260203040506.000;Type=file;Perm=radfw; a.txt
              250 End.""");
      assertThat(client.command("mdtm a.txt")).startsWith("213 20260203040506");
      assertThat(client.command("opts mlst size;type;unknown;"))
          .isEqualTo("200 MLST OPTS Size;Type;");
      Socket data = LoopbackClient.passive(client);
      client.send("mlsd\r\n");
      assertThat(new String(LoopbackClient.readAll(data), US_ASCII).lines())
          .containsExactlyInAnyOrder("Size=15;Type=file; a.txt", "Type=dir; dir");
      client.reply();
      assertThat(client.reply()).startsWith("226 ");
      assertThat(client.command("opts mlst")).isEqualTo("200 MLST OPTS");
      assertThat(client.command("feat")).contains("\n MLST Size;Modify;Type;Perm;\n");
    } finally {
      Locale.setDefault(before);
    }
  }
}
