package dev.ftpnat.launcher.cli;

import dev.ftpnat.Attachment;
import dev.ftpnat.Network;
import dev.ftpnat.launcher.matrix.FileChecks;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** What verbs have in common that run a command in many networks. */
final class TrialOptions {

  /** How many commands run at a time, at most. */
  static final int MOST_JOBS = 64;

  @Option(
      names = "--network",
      paramLabel = "KIND",
      converter = Names.Networks.class,
      completionCandidates = Names.Networks.class,
      description = "${COMPLETION-CANDIDATES}; by default auto, the kernel's if that can be had")
  Network network = Network.AUTO;

  @Option(
      names = "--attachment",
      paramLabel = "HOW",
      converter = Names.Attachments.class,
      completionCandidates = Names.Attachments.class,
      description =
          "how clients get onto the simulated network: ${COMPLETION-CANDIDATES}; loopback is for"
              + " programs that know no SOCKS, by ports of 127.0.0.1")
  Attachment attachment = Attachment.VIRTUAL;

  @Option(
      names = "--own-directory",
      description = "runs each command in {work}, an empty directory of its own")
  boolean ownDirectory;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "where to write; by default ftpnat-report")
  Path report = Path.of("ftpnat-report");

  @Option(
      names = "--get",
      paramLabel = "FILE",
      description = "a file that the command is to download; may be repeated")
  private List<Path> get = List.of();

  @Option(
      names = "--put",
      paramLabel = "FILE",
      description = "a file that the command is to upload; may be repeated")
  private List<Path> put = List.of();

  @Option(names = "--share-network", description = "as of `ftpnat run`")
  boolean sharesNetwork;

  /** The files of {@code --get} and {@code --put}, which have to be there. */
  FileChecks files() {
    return new FileChecks(get, put);
  }
}
