package dev.ftpnat.launcher.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.launcher.control.ControlServer;
import dev.ftpnat.launcher.program.Cleanup;
import dev.ftpnat.launcher.program.Program;
import dev.ftpnat.launcher.program.SearchPath.NoProgramException;
import dev.ftpnat.launcher.program.Variables;
import dev.ftpnat.launcher.start.Signals;
import dev.ftpnat.topology.Topology;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs one command in one environment. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    customSynopsis = {
      "ftpnat run SCENARIO [settings] -- COMMAND ...",
      "       ftpnat run --device NAME [settings] -- COMMAND ..."
    },
    description = {
      "Starts an environment, runs the command in the client's place, and ends with its exit status."
          + " If it fails, the diagnosis and a ladder of what the network saw are on standard error.",
      ""
    },
    footer = {
      "",
      "The command is told where the server is by its environment, FTPNAT_HOST, FTPNAT_PORT,"
          + " FTPNAT_USER, FTPNAT_PASSWORD, FTPNAT_URL, FTPNAT_CA_FILE, FTPNAT_TLS,"
          + " FTPNAT_DIRECTORY, FTPNAT_NETWORK, FTPNAT_SCENARIO, FTPNAT_SOCKS, and by the same in"
          + " braces among its arguments, {host} for FTPNAT_HOST.",
      "",
      "  ftpnat run PRIVATE_IP_PASV --file report.csv -- \\",
      "    curl --ssl-reqd --cacert {ca_file} -u {user}:{password} ftp://{host}/report.csv",
      "  ftpnat run EPSV_ONLY --tls none -- sh -c 'wget -qO- \"$FTPNAT_URL\"'",
      "  ftpnat run --device cisco-asa -- curl -u {user}:{password} ftp://{host}/",
      "",
      "On Linux that is on the kernel network, as root or as any user who may make user namespaces."
          + " Elsewhere it is on the simulated one, for commands that speak SOCKS 5: they find it in"
          + " FTPNAT_SOCKS and ALL_PROXY. For others there is `--attachment loopback`, by which"
          + " FTPNAT_HOST is 127.0.0.1 and FTPNAT_PORT a port that listens there."
    })
final class RunCommand implements Callable<Integer>, TakesCommand {

  private static final Duration LONGEST = Duration.ofDays(1);

  @Spec private CommandSpec spec;
  @Mixin private OneEnvironment settings;

  @Option(
      names = "--network",
      paramLabel = "KIND",
      converter = Names.Networks.class,
      completionCandidates = Names.Networks.class,
      description = "${COMPLETION-CANDIDATES}; by default auto, the kernel's if that can be had")
  private Network network = Network.AUTO;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "after which the command is ended, with exit status 124; by default a day, 0 is never")
  private Duration timeout = LONGEST;

  @Option(
      names = "--capture",
      paramLabel = "FILE",
      description = "where to write the packets, for Wireshark")
  private Path capture;

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description = "where to write the record, for `ftpnat explain`")
  private Path trace;

  @Option(
      names = "--show",
      paramLabel = "WHEN",
      description = "when to print diagnosis and ladder: ${COMPLETION-CANDIDATES}")
  private Showing show = Showing.FAILURE;

  @Option(
      names = "--control",
      description = "gives the command a control interface as `ftpnat serve` has, FTPNAT_CONTROL")
  private boolean hasControl;

  @Option(
      names = "--share-network",
      description =
          "leaves the command in the machine's own network; the environment is on the simulated one"
              + " then")
  private boolean sharesNetwork;

  private final ClientArguments client;

  RunCommand(ClientArguments client) {
    this.client = client;
  }

  @Override
  public Integer call() throws IOException, InterruptedException, NoProgramException {
    List<String> command = TakesCommand.checked(client, spec);
    PrintWriter err = spec.commandLine().getErr();
    Topology topology = settings.topology();
    Targets.file("--capture", capture);
    Targets.file("--trace", trace);
    Signals signals = Signals.caught();
    NetworkChoice choice =
        NetworkChoice.of(topology, network, settings.attachment(), sharesNetwork);
    FtpNat.Builder builder =
        FtpNat.builder(topology)
            .network(choice.network())
            .attachment(settings.attachment())
            .detached();
    if (capture != null) {
      builder.captureTo(capture);
    }
    FtpNat nat = builder.start();
    try {
      settings.putFiles(nat.serverDirectory());
      Aftermath aftermath = new Aftermath(nat, choice, command.get(0), err);
      aftermath.announce();
      signals.starting();
      try (ControlServer control = hasControl ? ControlServer.startAtClient(nat) : null;
          Program program = start(nat, command, control)) {
        signals.to(program.process());
        int status = program.await(timeout);
        if (program.hasTimedOut()) {
          err.println(
              "ftpnat: " + command.get(0) + " was ended after " + timeout.toMillis() + " ms");
        }
        aftermath.tell(status, show);
        if (trace != null) {
          // not writeString, which refuses half a surrogate pair that a client sent
          Files.write(trace, nat.trace().concluded().toJson().getBytes(UTF_8));
        }
        return status;
      }
    } finally {
      Cleanup.close(nat, err::println);
    }
  }

  private static Program start(FtpNat nat, List<String> command, ControlServer control)
      throws IOException {
    Variables variables = Variables.of(nat);
    if (control != null) {
      variables.put("control", control.url().toString());
    }
    return Program.start(nat, command, variables, Optional.empty(), Program.Streams.INHERITED);
  }
}
