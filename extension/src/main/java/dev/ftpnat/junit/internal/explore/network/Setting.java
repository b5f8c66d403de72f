package dev.ftpnat.junit.internal.explore.network;

import java.util.List;

/**
 * Something that can be set of a network.
 *
 * @param name what it is called, as {@code server.tls}
 * @param choices what it can be, the one of {@code Scenario.DIRECT} first
 */
public record Setting(String name, List<Choice> choices) {

  public Setting {
    choices = List.copyOf(choices);
  }

  /** The place of the choice of this name; -1 if there is none. */
  int indexOf(String choice) {
    for (int i = 0; i < choices.size(); i++) {
      if (choices.get(i).name().equals(choice)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public String toString() {
    return name;
  }
}
