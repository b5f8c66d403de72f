package dev.ftpnat.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Plays the sessions of a file with a real server and prints what it says.
 *
 * <pre>
 * mvn -pl harness test -Dtest=PlayTest -Dtest.forks=1 -Dtest.jvm="-Djudge.server=VSFTPD_3_0 -Djudge.play=FILE"
 * </pre>
 *
 * <p>With {@code -Djudge.embedded=true} the embedded server is played with instead.
 */
class PlayTest {

  @Test
  void printsTranscripts() throws Exception {
    String file = System.getProperty("judge.play");
    assumeTrue(file != null, "nothing to play: name a file of sessions in judge.play");
    ServerKind kind = ServerKind.valueOf(System.getProperty("judge.server"));
    List<Session> sessions = Session.parse(Files.readString(Path.of(file)));
    assertThat(sessions).isNotEmpty();
    long quiet = Long.getLong("judge.quiet", Judge.QUIET_MILLIS);
    try (Players players = Players.of(kind, Boolean.getBoolean("judge.embedded"), 2)) {
      for (Session session : sessions) {
        if (session.isFor(kind)) {
          System.out.println(players.play(session, quiet));
        }
      }
    }
  }
}
