package dev.ftpnat.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.server.reply.FtpNatReplies;
import dev.ftpnat.internal.server.reply.Meaning;
import dev.ftpnat.topology.ForeignData;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.TlsMode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.ftpserver.ftplet.DefaultFtpReply;
import org.apache.ftpserver.ftplet.FtpReply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the server replies to every command, byte for byte: right and wrong, too early and too late,
 * in clear and under TLS. In the file a line with {@code =} starts a session with a server of its
 * own: its TLS, and which commands it refuses, that it is {@code EXHAUSTED} of passive ports, or
 * {@code CHECKING} addresses; {@code >} is what a {@link TranscriptClient} says or does, and {@code
 * <} what it hears. With the system property {@code transcript.record}, what the server says now is
 * written to that file.
 */
class TranscriptTest {

  @RegisterExtension final RunningServer server = new RunningServer();
  @TempDir Path homes;

  @Test
  void theServerSaysWhatItAlwaysSaid() throws Exception {
    List<String> expected = load();
    List<String> heard = play(expected);
    String record = System.getProperty("transcript.record");
    if (record != null) {
      Files.write(Path.of(record), heard);
    }
    assertThat(String.join("\n", heard)).isEqualTo(String.join("\n", expected));
  }

  /**
   * What the sessions of the file don't come to: MINA's limits, rights that root always has,
   * accidents of the disk, administrators, CCC, which {@link CccTest} has, and how much of a
   * transfer is done.
   */
  private static final Set<Meaning> NOT_IN_THE_FILE =
      EnumSet.of(
          Meaning.TOO_MANY_LOGINS,
          Meaning.CONTROL_CLEARED,
          Meaning.FAILED,
          Meaning.LISTING_FAILED,
          Meaning.STATUS_MEANWHILE,
          Meaning.NOT_A_NAME,
          Meaning.NOT_A_PATH,
          Meaning.NO_UNIQUE_NAME,
          Meaning.PERMISSION_DENIED,
          Meaning.PERMISSION_DENIED_UNIQUE,
          Meaning.CANT_LIST,
          Meaning.MAY_NOT_REMOVE,
          Meaning.DIRECTORY_BUSY,
          Meaning.MAY_NOT_DELETE,
          Meaning.CANT_DELETE,
          Meaning.RENAMED_AWAY,
          Meaning.MAY_NOT_RENAME,
          Meaning.CANT_RENAME_TO,
          Meaning.CANT_SET_TIME,
          Meaning.DIGEST_NOT_IMPLEMENTED,
          Meaning.SITE_FAILED,
          Meaning.SITE_USER_WANTED,
          Meaning.SITE_USER_UNKNOWN);

  @Test
  void nothingIsSaidThatIsNotInTheCatalogue() throws Exception {
    FtpNatReplies usual = new FtpNatReplies();
    Set<Meaning> said = Collections.synchronizedSet(EnumSet.noneOf(Meaning.class));
    server.replies =
        (meaning, details) -> {
          said.add(meaning);
          FtpReply reply = usual.reply(meaning, details);
          boolean parsed = meaning == Meaning.PASSIVE || meaning == Meaning.EXTENDED_PASSIVE;
          return parsed ? reply : new DefaultFtpReply(reply.getCode(), meaning.name());
        };

    List<String> heard = play(load());

    assertThat(heard)
        .filteredOn(line -> line.startsWith("<") && !line.matches("< 22[79] Entering .*"))
        .allMatch(line -> line.matches("< [1-5][0-9]{2} [A-Z0-9_]+"));
    assertThat(EnumSet.complementOf(EnumSet.copyOf(said))).isEqualTo(NOT_IN_THE_FILE);
  }

  private static List<String> load() throws IOException {
    try (InputStream in = TranscriptTest.class.getResourceAsStream("transcript.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private List<String> play(List<String> lines) throws Exception {
    List<String> heard = new ArrayList<>();
    TranscriptClient client = null;
    Path home = homes;
    try {
      for (String line : lines) {
        if (line.startsWith("= ")) {
          if (client != null) {
            client.close();
            server.close();
          }
          home = home(homes.resolve("home" + heard.size()));
          heard.add(line);
          client = start(line.substring(2), home);
          client.greeting(heard);
        } else if (line.startsWith("> ")) {
          heard.add(line);
          client.play(line.substring(2), heard);
        }
      }
    } finally {
      if (client != null) {
        client.close();
      }
    }
    Path last = home;
    return heard.stream().map(line -> neutral(line, last)).toList();
  }

  /** Two files and a directory with a file, of a time that isn't now. */
  private static Path home(Path home) throws IOException {
    Files.createDirectories(home.resolve("full"));
    Files.writeString(home.resolve("full/inner.txt"), "inner\n");
    Files.writeString(home.resolve("a.txt"), "hello\nworld\n");
    Files.write(home.resolve("big.bin"), new byte[16 * 1024 * 1024]);
    FileTime time = FileTime.from(Instant.parse("2020-01-02T12:04:05Z"));
    for (String file : List.of("full/inner.txt", "full", "a.txt", "big.bin")) {
      Files.setLastModifiedTime(home.resolve(file), time);
    }
    return home;
  }

  private TranscriptClient start(String words, Path home) throws Exception {
    List<String> settings = new ArrayList<>(List.of(words.split(" ")));
    TlsMode tls = TlsMode.valueOf(settings.remove(0));
    server.network.exhausted = settings.remove("EXHAUSTED");
    boolean checking = settings.remove("CHECKING");
    String[] refused = settings.toArray(String[]::new);
    int port =
        server.start(
            home,
            builder -> {
              Server.Builder with = builder.tls(tls).acceptTimeout(Duration.ofMillis(400));
              with.refuseForeignTargets(checking).refuseLowTargets(checking);
              with.foreignData(checking ? ForeignData.REFUSED : ForeignData.SERVED);
              return refused.length == 0 ? with : with.refuse(refused);
            });
    return new TranscriptClient(port, tls == TlsMode.IMPLICIT);
  }

  /** Without what is another each time: ports, times of now, and where the files are. */
  private static String neutral(String line, Path home) {
    if (!line.startsWith("< ")) {
      return line;
    }
    return line.replace(home.toString(), "@HOME@")
        .replaceAll("/\\S*/home[0-9]+", "@HOME@")
        .replaceAll("(127,0,0,1),[0-9]+,[0-9]+", "$1,@")
        .replaceAll("\\(\\|\\|\\|[0-9]+\\|\\)", "(|||@|)")
        .replaceAll("20(2[1-9]|[3-9][0-9])-?[0-9]{2}-?[0-9]{2}T?[0-9:]{6,}([.][0-9]+)?", "@TIME@")
        .replaceAll("(?<=/uniq)[.][0-9]+", ".@")
        .replaceAll("^< 200 [+-][0-9]{4}$", "< 200 @ZONE@");
  }
}
