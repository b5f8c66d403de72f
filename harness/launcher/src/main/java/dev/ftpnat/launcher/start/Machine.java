package dev.ftpnat.launcher.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What this machine lets the user of this process do. */
public final class Machine {

  /** The numbers of CAP_NET_ADMIN and CAP_SYS_ADMIN, capabilities(7). */
  private static final int NET_ADMIN = 12;

  private static final int SYS_ADMIN = 21;

  private static final long SECONDS = 10;

  private Machine() {}

  /** Whether this is Linux. */
  public static boolean isLinux() {
    return System.getProperty("os.name").equals("Linux");
  }

  /** Whether this process may make network namespaces, and set them up, as it is. */
  static boolean isPrivileged() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("CapEff:")) {
          long capabilities = Long.parseUnsignedLong(line.substring(7).strip(), 16);
          return (capabilities >>> SYS_ADMIN & capabilities >>> NET_ADMIN & 1) == 1;
        }
      }
    } catch (IOException | NumberFormatException e) {
      // Then it finds out when it tries.
    }
    return false;
  }

  /** Whether there may be another network namespace, namespaces(7). */
  static boolean hasRoomForNetworks() {
    try {
      return !Files.readString(Path.of("/proc/sys/user/max_net_namespaces")).strip().equals("0");
    } catch (IOException e) {
      return true; // It finds out when it tries.
    }
  }

  /** Whether a program is installed, and not only for administrators. */
  static boolean hasProgram(String name) {
    String path = System.getenv("PATH");
    if (path == null) {
      return false;
    }
    for (String directory : path.split(":")) {
      if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, name))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a program does its work here. */
  static boolean succeeds(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly();
      return ended && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
