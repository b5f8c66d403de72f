package dev.ftpnat.launcher.program;

import java.util.function.Consumer;

/** Ends what is over. That something stays behind is said, and changes no result. */
public final class Cleanup {

  private Cleanup() {}

  /**
   * Closes something.
   *
   * @param teller who is told if that fails
   */
  public static void close(AutoCloseable part, Consumer<String> teller) {
    try {
      part.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      teller.accept("ftpnat: something stays behind: " + Failures.words(root));
    }
  }
}
