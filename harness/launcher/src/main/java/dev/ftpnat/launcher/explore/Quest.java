package dev.ftpnat.launcher.explore;

import dev.ftpnat.Attachment;
import dev.ftpnat.Network;
import dev.ftpnat.launcher.matrix.FileChecks;
import dev.ftpnat.topology.TlsMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What is tried, where, and what is expected.
 *
 * @param command the client's command
 * @param networks in how many networks
 * @param seed in which
 * @param tls the TLS modes that servers have; empty for any
 * @param network what the networks are made of
 * @param attachment how the command gets onto a simulated one
 * @param files what is to be transferred
 * @param endsWithin how long the command may take
 * @param jobs how many are played side by side
 * @param ownDirectory whether each works in a directory of its own
 * @param expectations what is expected
 * @param report where the findings are written
 */
public record Quest(
    List<String> command,
    int networks,
    long seed,
    Set<TlsMode> tls,
    Network network,
    Attachment attachment,
    FileChecks files,
    Duration endsWithin,
    int jobs,
    boolean ownDirectory,
    Set<Expectation> expectations,
    Path report) {

  public Quest {
    command = List.copyOf(command);
    tls = Set.copyOf(tls);
    expectations = Set.copyOf(expectations);
  }
}
