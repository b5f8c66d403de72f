package dev.ftpnat.launcher.start;

import java.util.ArrayList;
import java.util.List;

/** The arguments of the command, as far as the first JVM has to understand them. */
final class Words {

  /** What comes behind it is the client's command. */
  static final String END = "--";

  private final List<String> own;

  Words(String[] args) {
    own = new ArrayList<>();
    for (String arg : args) {
      if (arg.equals(END)) {
        break;
      }
      own.add(arg);
    }
  }

  /** What is to be done; empty if that isn't said first, as in {@code ftpnat --help}. */
  String verb() {
    return own.isEmpty() || own.get(0).startsWith("-") ? "" : own.get(0);
  }

  boolean has(String option) {
    return own.contains(option);
  }

  /** What an option says, be it the next word or behind an equals sign; empty if it isn't there. */
  String value(String option) {
    for (int i = 0; i < own.size(); i++) {
      if (own.get(i).equals(option) && i + 1 < own.size()) {
        return own.get(i + 1);
      }
      if (own.get(i).startsWith(option + "=")) {
        return own.get(i).substring(option.length() + 1);
      }
    }
    return "";
  }

  boolean asksForHelp() {
    return has("--help") || has("-h") || has("--version") || has("-V");
  }
}
