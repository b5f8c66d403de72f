package dev.ftpnat.launcher.matrix;

import dev.ftpnat.Attachment;
import dev.ftpnat.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What is done in each cell.
 *
 * @param name what the client is called in the report
 * @param command the client's command
 * @param network the kind of network
 * @param attachment how the command gets onto it
 * @param preparation what is put on the server before
 * @param files what is to be transferred
 * @param timeout after which the command is ended
 * @param failWithin how long it may take to fail
 * @param ownDirectory whether each works in a directory of its own
 * @param report where the report goes
 */
public record Job(
    String name,
    List<String> command,
    Network network,
    Attachment attachment,
    Preparation preparation,
    FileChecks files,
    Duration timeout,
    Duration failWithin,
    boolean ownDirectory,
    Path report) {

  /** Puts files into a server's directory. */
  @FunctionalInterface
  public interface Preparation {

    /** Does it. */
    void prepare(Path server) throws IOException;
  }

  public Job {
    command = List.copyOf(command);
  }

  Path directory(Cell cell) {
    return report.resolve("cells").resolve(cell.fileName());
  }
}
