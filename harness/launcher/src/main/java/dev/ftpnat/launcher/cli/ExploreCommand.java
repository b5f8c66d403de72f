package dev.ftpnat.launcher.cli;

import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.launcher.explore.Expectation;
import dev.ftpnat.launcher.explore.Explorer;
import dev.ftpnat.launcher.explore.Quest;
import dev.ftpnat.launcher.matrix.FileChecks;
import dev.ftpnat.launcher.program.SearchPath.NoProgramException;
import dev.ftpnat.launcher.start.Signals;
import dev.ftpnat.topology.TlsMode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs one command in networks that nobody has drawn. */
@Command(
    name = "explore",
    mixinStandardHelpOptions = true,
    customSynopsis = "ftpnat explore [settings] -- COMMAND ...",
    description = {
      "Runs the command in many networks, drawn from all settings of gateways, servers and scripts,"
          + " and looks for those in which it does what no client should. Each fault is printed"
          + " once, with the smallest network that shows it, as a sentence and as Java code, with"
          + " diagnosis and ladder. The seed tells which networks they are.",
      ""
    },
    footer = {
      "",
      "A fault is: not to end in time; to end with 0 although a transfer failed or a file of --get or"
          + " --put differs; to connect to another address than the server's; to be ended by a signal"
          + " such as SIGSEGV. To end with another status than 0 is none, unless --finds-a-way is"
          + " given and there was a way.",
      "",
      "  ftpnat explore --tls none --get report.csv -- curl -sS -m 5 {url}report.csv",
      "",
      "{url} has brackets around an IPv6 address, which some of the servers have. Faults of links and"
          + " time are on the simulated network only.",
      "",
      "Exit status: 0 if nothing was found, 1 if something was, 3 if there was no network to run in,"
          + " or if the command fails where nothing is in its way."
    })
final class ExploreCommand implements Callable<Integer>, TakesCommand {

  private static final int FOUND = 1;
  private static final int NOTHING_RAN = 3;
  private static final int OF_A_PROCESSOR = 4;

  @Spec private CommandSpec spec;
  @Mixin private TrialOptions trial;

  @Option(names = "--networks", paramLabel = "N", description = "in how many; by default 500")
  private int networks = 500;

  @Option(names = "--seed", paramLabel = "N", description = "in which; by default 1")
  private long seed = 1;

  @Option(
      names = "--tls",
      paramLabel = "MODE",
      split = ",",
      converter = Names.TlsModes.class,
      completionCandidates = Names.TlsModes.class,
      description = "the servers' TLS modes: ${COMPLETION-CANDIDATES}; by default any")
  private List<TlsMode> tls = List.of();

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "how many at a time; by default four for each processor")
  private int jobs =
      Math.min(TrialOptions.MOST_JOBS, OF_A_PROCESSOR * Runtime.getRuntime().availableProcessors());

  @Option(
      names = "--ends-within",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "how long the command may take, whatever happens; by default 10s")
  private Duration endsWithin = Duration.ofSeconds(10);

  @Option(
      names = "--finds-a-way",
      description =
          "takes it for a fault as well to fail where the network lets a data connection through in"
              + " a mode that the command has tried")
  private boolean findsAWay;

  @Option(
      names = "--ignore",
      paramLabel = "FAULT",
      split = ",",
      converter = Names.Expectations.class,
      completionCandidates = Names.Expectations.class,
      description = "what is no fault: ${COMPLETION-CANDIDATES}")
  private List<Expectation> ignored = List.of();

  private final ClientArguments client;

  ExploreCommand(ClientArguments client) {
    this.client = client;
  }

  @Override
  public Integer call() throws IOException, InterruptedException, NoProgramException {
    List<String> command = TakesCommand.absolute(TakesCommand.checked(client, spec));
    PrintWriter err = spec.commandLine().getErr();
    Targets.directory("--report", trial.report);
    check("--jobs", jobs, TrialOptions.MOST_JOBS);
    check("--networks", networks, Integer.MAX_VALUE);
    FileChecks files = trial.files();
    NetworkChoice choice =
        NetworkChoice.of(
            Scenario.NAT64.topology(), trial.network, trial.attachment, trial.sharesNetwork);
    choice.missing().ifPresent(why -> err.println("ftpnat: on the simulated network: " + why));
    Signals.caught();
    Explorer explorer = new Explorer(quest(command, files, choice.network()));
    Optional<String> failure = explorer.failureInDirect();
    if (failure.isPresent()) {
      err.println("ftpnat: the command fails where nothing is in its way. " + failure.get());
      return NOTHING_RAN;
    }
    return switch (explorer.run(
        spec.commandLine().getOut(), Optional.of(err).filter(it -> System.console() != null))) {
      case NOTHING_FOUND -> 0;
      case FOUND -> FOUND;
      case FAILED_IN_DIRECT -> NOTHING_RAN;
    };
  }

  private Quest quest(List<String> command, FileChecks files, Network chosen) {
    Set<Expectation> expectations = EnumSet.allOf(Expectation.class);
    ignored.forEach(expectations::remove);
    if (!findsAWay) {
      expectations.remove(Expectation.FINDS_A_WAY);
    }
    return new Quest(
        command,
        networks,
        seed,
        Set.copyOf(tls),
        chosen,
        trial.attachment,
        files,
        endsWithin,
        jobs,
        trial.ownDirectory,
        expectations,
        trial.report);
  }

  private void check(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new ParameterException(
          spec.commandLine(),
          most == Integer.MAX_VALUE
              ? option + ": " + value + " is less than 1"
              : option + ": " + value + " is not between 1 and " + most);
    }
  }
}
