package dev.ftpnat.launcher.cli;

import dev.ftpnat.Attachment;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a command says of the single environment that it starts. */
final class OneEnvironment {

  @Mixin private EnvironmentOptions settings;

  @Parameters(
      paramLabel = "SCENARIO",
      converter = Names.Scenarios.class,
      completionCandidates = Names.Scenarios.class,
      description = "the network, see `ftpnat list`")
  private Scenario scenario;

  @Option(
      names = "--tls",
      paramLabel = "MODE",
      converter = Names.TlsModes.class,
      completionCandidates = Names.TlsModes.class,
      description = "the server's TLS mode: ${COMPLETION-CANDIDATES}")
  private TlsMode tls;

  @Option(
      names = "--server",
      paramLabel = "KIND",
      converter = Names.Servers.class,
      completionCandidates = Names.Servers.class,
      description = "the server to play: ${COMPLETION-CANDIDATES}")
  private ServerPersonality server;

  @Option(
      names = "--attachment",
      paramLabel = "HOW",
      converter = Names.Attachments.class,
      completionCandidates = Names.Attachments.class,
      description =
          "how the client gets onto the simulated network: ${COMPLETION-CANDIDATES}; loopback is for"
              + " programs that know no SOCKS, by ports of 127.0.0.1")
  private Attachment attachment = Attachment.VIRTUAL;

  /** How clients get onto the network. */
  Attachment attachment() {
    return attachment;
  }

  /** The network, with what was set of it. */
  Topology topology() {
    return settings.topology(scenario, Optional.ofNullable(tls), Optional.ofNullable(server));
  }

  /** Puts the files that were named where clients find them. */
  void putFiles(Path directory) throws IOException {
    settings.putFiles(directory);
  }
}
