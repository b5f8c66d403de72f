package dev.ftpnat.launcher.start;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the second JVM knows of its surroundings. */
public final class Inside {

  /** The system property that names the file for the exit status. */
  static final String STATUS = "ftpnat.status";

  /** The system property that names the file which is made when the second JVM is there. */
  static final String BEGUN = "ftpnat.begun";

  private Inside() {}

  /** Whether there is no network here but a loopback interface. */
  public static boolean isIsolated() {
    String isolation = System.getProperty(Isolation.PROPERTY, Isolation.NONE.name());
    return !isolation.equals(Isolation.NONE.name());
  }

  /**
   * Tells the first JVM that this one is there, if it wants to know. It would start another one
   * otherwise.
   *
   * @throws IOException if it can't be told
   */
  public static void begun() throws IOException {
    String file = System.getProperty(BEGUN);
    if (file != null) {
      // Not by java.nio, whose native half loads that of java.net: see CommandLineInterface.run.
      if (!new File(file).createNewFile()) {
        throw new IOException(file + ", where there is something already");
      }
    }
  }

  /** Tells the first JVM what this one is about to end with, if it wants to know. */
  public static void endingWith(int status) {
    String file = System.getProperty(STATUS);
    if (file != null) {
      try {
        Files.writeString(Path.of(file), Integer.toString(status));
      } catch (IOException e) {
        // Then it sees how this one ends.
      }
    }
  }

  /** Whether this is an ordinary user's own user namespace. */
  public static boolean isInUserNamespace() {
    return System.getProperty(Isolation.PROPERTY, "").equals(Isolation.USER.name());
  }
}
