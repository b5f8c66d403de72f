package dev.ftpnat.transcript;

import java.util.List;
import java.util.Objects;

/**
 * The dialogue that the log of an FTP client tells. Read are the debug output of curl ({@code -v},
 * {@code --trace-ascii}), lftp ({@code debug}), FileZilla and its server, WinSCP, Python's {@code
 * set_debuglevel}, wget ({@code -d}, {@code -S}), the {@code ftp} commands ({@code -d}),
 * commons-net's {@code PrintCommandListener}, and plain dialogue; with times, thread names, quoted
 * in mail, and with prose around it.
 *
 * @param name what it is called in messages, for example its file; empty if it has no name
 * @param client what kind of log it is, for example {@code curl}
 * @param dialogues one for each control connection, the first to be opened first
 */
public record Transcript(String name, String client, List<Dialogue> dialogues) {

  public Transcript {
    dialogues = List.copyOf(dialogues);
  }

  /**
   * Reads a log.
   *
   * @throws TranscriptException if no FTP dialogue is found in it; it names the line
   */
  public static Transcript parse(String text) {
    return LogReader.read(Objects.requireNonNull(text, "text"));
  }

  /** The same, by another name. */
  public Transcript named(String newName) {
    return new Transcript(Objects.requireNonNull(newName, "name"), client, dialogues);
  }

  /** Whether somebody asked for TLS and got it. */
  public boolean usesTls() {
    return dialogues.stream()
        .flatMap(dialogue -> dialogue.turns().stream())
        .filter(turn -> turn.verb().equals("AUTH"))
        .flatMap(turn -> turn.replies().stream())
        .anyMatch(reply -> reply.code() == 234 || reply.code() == 334);
  }

  /** What must have been on the server, since somebody uses it in the log. */
  public List<LoggedFile> files() {
    return LoggedFiles.of(this);
  }

  /** Its name and kind, for example {@code bugs/1234.log (curl)}. */
  @Override
  public String toString() {
    return (name.isEmpty() ? "the transcript" : name) + " (" + client + ")";
  }
}
