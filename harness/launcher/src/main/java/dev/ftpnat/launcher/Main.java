package dev.ftpnat.launcher;

import dev.ftpnat.launcher.cli.CommandLineInterface;
import dev.ftpnat.launcher.start.Inside;
import dev.ftpnat.launcher.start.Relaunch;
import java.util.Locale;

/**
 * Where the command begins. What runs clients starts a second JVM of itself: one whose classes are
 * in an archive already, and which can see no network but those that it makes.
 */
public final class Main {

  private Main() {}

  /**
   * Runs the command, and ends the JVM with its exit status.
   *
   * @param args as in {@code ftpnat --help}
   */
  public static void main(String[] args) {
    // What is written here is for machines as well, which read no digits of other languages.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    if (Relaunch.isWanted(args)) {
      System.exit(new Relaunch(args).run());
    }
    int status = CommandLineInterface.run(args);
    Inside.endingWith(status);
    System.exit(status);
  }
}
