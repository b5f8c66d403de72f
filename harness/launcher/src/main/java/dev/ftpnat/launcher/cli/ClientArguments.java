package dev.ftpnat.launcher.cli;

import java.util.List;

/**
 * The client's command, which stands behind {@code --}.
 *
 * @param given whether there was a {@code --}
 * @param words its program and arguments
 */
record ClientArguments(boolean given, List<String> words) {

  ClientArguments {
    words = List.copyOf(words);
  }
}
