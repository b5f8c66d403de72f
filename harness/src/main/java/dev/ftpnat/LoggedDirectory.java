package dev.ftpnat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ftpnat.topology.Server;
import dev.ftpnat.transcript.LoggedFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts into a server's directory what the log that it plays has somebody use there, and what is to
 * be listed under another name.
 */
final class LoggedDirectory {

  private static final Logger LOGGER = LoggerFactory.getLogger(LoggedDirectory.class);

  /** Of a file whose size nobody tells. */
  private static final long USUAL_SIZE = 1000;

  /** Larger ones are cut: they are made for each environment. */
  private static final long LARGEST = 16L * 1024 * 1024;

  private static final byte[] CONTENT = "0123456789abcdef".repeat(64).getBytes(US_ASCII);

  private LoggedDirectory() {}

  static void create(Server server, Path home) {
    server.script().transcript().ifPresent(log -> log.files().forEach(file -> create(file, home)));
    server.listedNames().keySet().forEach(file -> listed(home, file));
  }

  /** Its content is found nowhere else, so that it is known where a client has put it. */
  private static void listed(Path home, String name) {
    try {
      Path file = home.resolve(name);
      if (!Files.exists(file)) {
        Files.writeString(file, "of a hostile server, " + UUID.randomUUID() + "\r\n");
      }
    } catch (IOException | InvalidPathException e) {
      LOGGER.debug("Can't create {}", name, e);
    }
  }

  private static void create(LoggedFile file, Path home) {
    try {
      Path path = home.resolve(file.path().substring(1)).normalize();
      if (!path.startsWith(home) || Files.exists(path)) {
        return;
      }
      Files.createDirectories(file.directory() ? path : path.getParent());
      if (!file.directory()) {
        write(path, Math.min(file.size().orElse(USUAL_SIZE), LARGEST));
      }
    } catch (IOException | InvalidPathException e) {
      // A name that this file system can't have; the server says then that it isn't there.
      LOGGER.debug("Can't create {}", file, e);
    }
  }

  private static void write(Path path, long size) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
      for (long left = size; left > 0; left -= CONTENT.length) {
        out.write(CONTENT, 0, (int) Math.min(left, CONTENT.length));
      }
    }
  }
}
