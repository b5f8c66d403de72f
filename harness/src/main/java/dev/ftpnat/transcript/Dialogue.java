package dev.ftpnat.transcript;

import java.util.List;
import java.util.Optional;

/**
 * What was said on one control connection.
 *
 * @param turns the greeting, if the log has it, and the commands in their order
 */
public record Dialogue(List<Turn> turns) {

  public Dialogue {
    turns = List.copyOf(turns);
  }

  /** The greeting, if the log has it. */
  public Optional<Turn> greeting() {
    return turns.stream().limit(1).filter(Turn::isGreeting).findFirst();
  }

  /** The commands. */
  public List<Turn> commands() {
    return turns.stream().filter(turn -> !turn.isGreeting()).toList();
  }
}
