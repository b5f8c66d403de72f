package dev.ftpnat.internal.server.script;

import dev.ftpnat.internal.server.session.ServerTime;
import dev.ftpnat.topology.Server;
import dev.ftpnat.transcript.Transcript;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What all sessions of one server have of its script.
 *
 * @param rules what is said when
 * @param time when it is due
 * @param user who may log in
 * @param transcript the log that it answers like where no rule applies
 * @param sessions how many there have been
 */
public record Playbook(
    ReplyRules rules,
    ServerTime time,
    String user,
    Optional<Transcript> transcript,
    AtomicInteger sessions) {

  /** Of a server. */
  public static Playbook of(Server description, ServerTime time) {
    return new Playbook(
        new ReplyRules(description.script()),
        time,
        description.username(),
        description.script().transcript(),
        new AtomicInteger());
  }

  /** Who answers the session that is opened now, if a log is to be played. */
  Optional<TranscriptPlayer> player() {
    return transcript.map(log -> new TranscriptPlayer(log, sessions.getAndIncrement()));
  }

  /** Whether the server says all by itself. */
  boolean isEmpty() {
    return rules.isEmpty();
  }
}
