package dev.ftpnat.junit.internal.explore;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where in its own code a client was. */
final class Frames {

  private static final List<String> OTHERS = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

  private static final List<String> OURS =
      List.of(
          "dev.ftpnat.internal.",
          "dev.ftpnat.FtpNat",
          "dev.ftpnat.junit.ExploreRun",
          "dev.ftpnat.launcher.",
          TrialThread.class.getName(),
          "org.junit.",
          "org.assertj.");

  private Frames() {}

  /**
   * The innermost call that isn't the JDK's or ours, as {@code FTPClient.login}; empty if there is
   * none. The JDK's own FTP client is a client.
   */
  static Optional<String> innermost(StackTraceElement[] stack) {
    return Stream.of(stack)
        .filter(frame -> isClients(frame.getClassName()))
        .findFirst()
        .map(frame -> simple(frame.getClassName()) + "." + method(frame));
  }

  private static boolean isClients(String name) {
    return name.startsWith("sun.net.ftp.")
        || Stream.concat(OTHERS.stream(), OURS.stream()).noneMatch(name::startsWith);
  }

  private static String method(StackTraceElement frame) {
    return frame.getMethodName().replaceFirst("^lambda\\$(.*)\\$\\d+$", "$1");
  }

  private static String simple(String name) {
    return name.substring(name.lastIndexOf('.') + 1).replace('$', '.');
  }
}
