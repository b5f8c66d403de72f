package dev.ftpnat.launcher.cli;

import dev.ftpnat.Attachment;
import dev.ftpnat.NatDevice;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a command says of the single environment that it starts. */
final class OneEnvironment {

  @Mixin private EnvironmentOptions settings;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec verb;

  @Parameters(
      arity = "0..1",
      paramLabel = "SCENARIO",
      converter = Names.Scenarios.class,
      completionCandidates = Names.Scenarios.class,
      description = "the network, see `ftpnat list`")
  private Scenario scenario;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      converter = Names.Devices.class,
      completionCandidates = Names.Devices.class,
      description =
          "instead of a scenario, a network in which this device stands, see `ftpnat list devices`")
  private NatDevice device;

  @Option(
      names = "--device-side",
      paramLabel = "SIDE",
      converter = Names.DeviceSides.class,
      completionCandidates = Names.DeviceSides.class,
      description =
          "whom the device stands before: ${COMPLETION-CANDIDATES}; by default the server, or the"
              + " client if it is for outgoing connections only")
  private NatDevice.Side deviceSide;

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
    return settings.topology(network(), Optional.ofNullable(tls), Optional.ofNullable(server));
  }

  private Topology network() {
    if (device == null) {
      if (deviceSide != null) {
        throw wrong(
            "--device-side is about a device, and there is none. Set --device too, or leave it"
                + " out");
      }
      if (scenario == null) {
        throw wrong("Missing required parameter: 'SCENARIO', or --device NAME instead of it");
      }
      return scenario.topology();
    }
    if (scenario != null) {
      throw wrong(
          "%s and --device %s are a network each. Leave out one of the two; `ftpnat matrix` runs in several"
              .formatted(scenario, device));
    }
    if (deviceSide == NatDevice.Side.SERVER && device.isOutgoingOnly()) {
      throw wrong(
          "--device-side: no server can be behind %s, which is for outgoing connections only. Say client, or leave it out"
              .formatted(device));
    }
    return device.topology(deviceSide == null ? device.usualSide() : deviceSide);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(verb.commandLine(), message);
  }

  /** Puts the files that were named where clients find them. */
  void putFiles(Path directory) throws IOException {
    settings.putFiles(directory);
  }
}
