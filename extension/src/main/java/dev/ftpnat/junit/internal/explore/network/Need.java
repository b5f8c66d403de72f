package dev.ftpnat.junit.internal.explore.network;

import java.util.List;

/**
 * What another setting has to be for a choice to mean anything.
 *
 * @param setting its name
 * @param choices one of these
 */
record Need(String setting, List<String> choices) {

  Need {
    choices = List.copyOf(choices);
  }
}
