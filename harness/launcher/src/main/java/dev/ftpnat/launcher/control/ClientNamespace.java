package dev.ftpnat.launcher.control;

import dev.ftpnat.ClientThread;
import dev.ftpnat.FtpNat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The network namespace of the client's host, as other processes find it. */
final class ClientNamespace {

  private ClientNamespace() {}

  /** The file of it that this JVM holds open. */
  static String path(FtpNat nat) {
    Path files = Path.of("/proc", Long.toString(ProcessHandle.current().pid()), "fd");
    ClientThread stay = nat.enter();
    try (Stream<Path> open = Files.list(files)) {
      Path here = Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net"));
      return open.filter(file -> leadsTo(here, file)).findFirst().map(Path::toString).orElse(null);
    } catch (IOException e) {
      throw new UncheckedIOException("can't find the client's namespace", e);
    } finally {
      stay.close();
    }
  }

  private static boolean leadsTo(Path target, Path link) {
    try {
      return Files.readSymbolicLink(link).equals(target);
    } catch (IOException e) {
      return false; // It has been closed in between.
    }
  }
}
