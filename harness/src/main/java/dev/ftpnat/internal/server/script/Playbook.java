package dev.ftpnat.internal.server.script;

import dev.ftpnat.topology.Server;
import dev.ftpnat.transcript.Transcript;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What all sessions of one server have of its script.
 *
 * @param rules what is said when
 * @param timer does it in time
 * @param user who may log in
 * @param transcript the log that it answers like where no rule applies
 * @param sessions how many there have been
 */
public record Playbook(
    ReplyRules rules,
    ScriptTimer timer,
    String user,
    Optional<Transcript> transcript,
    AtomicInteger sessions) {

  /** Of a server. */
  public static Playbook of(Server description, ScriptTimer timer) {
    return new Playbook(
        new ReplyRules(description.script()),
        timer,
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
