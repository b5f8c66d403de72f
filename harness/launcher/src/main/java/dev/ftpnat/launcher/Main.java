package dev.ftpnat.launcher;

import dev.ftpnat.launcher.cli.CommandLineInterface;
import dev.ftpnat.launcher.start.Characters;
import dev.ftpnat.launcher.start.Inside;
import dev.ftpnat.launcher.start.Relaunch;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * Where the command begins. What runs clients starts a second JVM of itself: one whose classes are
 * in an archive already, and which can see no network but those that it makes.
 */
public final class Main {

  /** As any other argument that is wrong. */
  private static final int UNREADABLE = 2;

  private static final int CANNOT_START = 70;

  private Main() {}

  /**
   * Runs the command, and ends the JVM with its exit status.
   *
   * @param args as in {@code ftpnat --help}
   */
  public static void main(String[] args) {
    // What is written here is for machines as well, which read no digits of other languages.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    Characters.spoken();
    Optional<String> unreadable = Characters.unreadable(args);
    if (unreadable.isPresent()) {
      System.err.println("ftpnat: " + unreadable.get());
      System.exit(UNREADABLE);
    }
    try {
      Inside.begun();
    } catch (IOException e) {
      System.err.println(
          "ftpnat: can't start, nothing can be written among the temporary files: "
              + e.getMessage());
      System.exit(CANNOT_START);
    }
    if (Relaunch.isWanted(args)) {
      System.exit(new Relaunch(args).run());
    }
    int status = CommandLineInterface.run(args);
    Inside.endingWith(status);
    System.exit(status);
  }
}
