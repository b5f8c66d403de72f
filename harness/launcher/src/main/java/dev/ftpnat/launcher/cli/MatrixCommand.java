package dev.ftpnat.launcher.cli;

import dev.ftpnat.NatDevice;
import dev.ftpnat.Scenario;
import dev.ftpnat.launcher.matrix.Cell;
import dev.ftpnat.launcher.matrix.Expectations;
import dev.ftpnat.launcher.matrix.FileChecks;
import dev.ftpnat.launcher.matrix.Job;
import dev.ftpnat.launcher.matrix.Matrix;
import dev.ftpnat.launcher.matrix.Progress;
import dev.ftpnat.launcher.program.SearchPath.NoProgramException;
import dev.ftpnat.launcher.start.Signals;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs one command in many environments. */
@Command(
    name = "matrix",
    mixinStandardHelpOptions = true,
    customSynopsis = "ftpnat matrix [settings] -- COMMAND ...",
    description = {
      "Runs the command once in each network, side by side, and writes what became of it:"
          + " compatibility.html, .md, .json, junit.xml, and for each cell what the network saw.",
      ""
    },
    footer = {
      "",
      "A cell passes if the command ends with 0. It is silently wrong if it ends with 0 although a"
          + " transfer failed, or a file of --get or --put differs: what it is to get may be in the"
          + " directory {work}, on standard output or, written meanwhile, in the working directory.",
      "",
      "  ftpnat matrix --get report.csv -- curl -sS {url}report.csv",
      "  ftpnat matrix --tls none,explicit --expect expected.txt -- ./test-client.sh",
      "",
      "Exit status: 0 if all is as expected, 1 if not, 3 if there was no network to run in. Where no"
          + " client gets through, failing in time is as expected."
    })
final class MatrixCommand implements Callable<Integer>, TakesCommand {

  private static final int NOT_AS_EXPECTED = 1;
  private static final int NOTHING_RAN = 3;

  @Spec private CommandSpec spec;
  @Mixin private EnvironmentOptions settings;
  @Mixin private TrialOptions trial;

  @Option(
      names = "--scenarios",
      paramLabel = "NAME",
      split = ",",
      converter = Names.Scenarios.class,
      completionCandidates = Names.Scenarios.class,
      description = "the networks, see `ftpnat list`; by default all, with --devices none")
  private List<Scenario> scenarios = List.of();

  @Option(
      names = "--devices",
      paramLabel = "NAME",
      split = ",",
      converter = Names.Devices.class,
      completionCandidates = Names.Devices.class,
      description = "the devices before the server, see `ftpnat list`; by default none")
  private List<NatDevice> devices = List.of();

  @Option(
      names = "--tls",
      paramLabel = "MODE",
      split = ",",
      converter = Names.TlsModes.class,
      completionCandidates = Names.TlsModes.class,
      description = {
        "the server's TLS modes: ${COMPLETION-CANDIDATES}; by default the scenario's, which is"
            + " explicit where it isn't the matter"
      })
  private List<TlsMode> tls = List.of();

  @Option(
      names = "--servers",
      paramLabel = "KIND",
      split = ",",
      converter = Names.Servers.class,
      completionCandidates = Names.Servers.class,
      description = "the servers to play: ${COMPLETION-CANDIDATES}; by default the first")
  private List<ServerPersonality> servers = List.of();

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "how many at a time; by default as many as there are processors, at least 2")
  private int jobs = Math.max(2, Runtime.getRuntime().availableProcessors());

  @Option(
      names = "--expect",
      paramLabel = "FILE",
      description =
          "where it is expected to fail: a scenario or device each line, if need be with a TLS mode"
              + " or server")
  private Path expect;

  @Option(
      names = "--fail-within",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "a failure that takes longer is a late one; by default 10s")
  private Duration failWithin = Duration.ofSeconds(10);

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "after which each command is ended; by default 60s, 0 is never")
  private Duration timeout = Duration.ofSeconds(60);

  @Option(names = "--name", description = "what the client is called; by default its program")
  private String name;

  private final ClientArguments client;

  MatrixCommand(ClientArguments client) {
    this.client = client;
  }

  @Override
  public Integer call() throws IOException, InterruptedException, NoProgramException {
    List<String> command = TakesCommand.absolute(TakesCommand.checked(client, spec));
    PrintWriter err = spec.commandLine().getErr();
    Targets.directory("--report", trial.report);
    if (jobs < 1 || jobs > TrialOptions.MOST_JOBS) {
      throw new ParameterException(
          spec.commandLine(),
          "--jobs: " + jobs + " is not between 1 and " + TrialOptions.MOST_JOBS);
    }
    List<Cell> cells = cells(err);
    FileChecks files = trial.files();
    files.checkAgainst(settings.filesByName());
    Job job =
        new Job(
            name == null ? Path.of(command.get(0)).getFileName().toString() : name,
            command,
            NetworkChoice.kind(trial.network, trial.attachment, trial.sharesNetwork),
            trial.attachment,
            settings::putFiles,
            files,
            timeout,
            failWithin,
            trial.ownDirectory,
            trial.report);
    Matrix matrix =
        new Matrix(job, cells, expect == null ? Expectations.none() : Expectations.read(expect));
    Signals.caught();
    return switch (matrix.run(
        jobs, summary(), new Progress(err, System.console() != null, cells.size()), err)) {
      case AS_EXPECTED -> 0;
      case NOT_AS_EXPECTED -> NOT_AS_EXPECTED;
      case NOTHING_RAN -> NOTHING_RAN;
    };
  }

  /**
   * All combinations but those that contradict themselves, such as a TLS mode and a server without
   * it.
   */
  private List<Cell> cells(PrintWriter err) {
    settings.check();
    List<Cell> cells = new ArrayList<>();
    Map<String, Set<String>> leftOut = new LinkedHashMap<>();
    Map<Enum<?>, Topology> networks = networks();
    for (Map.Entry<Enum<?>, Topology> each : networks.entrySet()) {
      for (Optional<TlsMode> mode : each(tls)) {
        for (Optional<ServerPersonality> server : each(servers)) {
          try {
            cells.add(
                Cell.of(
                    each.getKey(),
                    settings.topology(each.getValue(), mode, server),
                    server.map(kind -> kind.name().toLowerCase(Locale.ROOT))));
          } catch (IllegalArgumentException e) {
            leftOut
                .computeIfAbsent(e.getMessage(), why -> new LinkedHashSet<>())
                .add(each.getKey().name());
          }
        }
      }
    }
    if (cells.isEmpty()) {
      throw new ParameterException(spec.commandLine(), String.join("; ", leftOut.keySet()));
    }
    leftOut.forEach(
        (why, where) ->
            err.println(
                "ftpnat: left out: "
                    + why
                    + (where.size() == networks.size() ? "" : ", in " + String.join(", ", where))));
    return cells;
  }

  /** Scenarios, and devices each on its usual side. */
  private Map<Enum<?>, Topology> networks() {
    Map<Enum<?>, Topology> networks = new LinkedHashMap<>();
    List<Scenario> named =
        scenarios.isEmpty() && devices.isEmpty() ? List.of(Scenario.values()) : scenarios;
    named.forEach(scenario -> networks.put(scenario, scenario.topology()));
    devices.forEach(device -> networks.put(device, device.topology(device.usualSide())));
    return networks;
  }

  /** Those that were asked for, or once what is there by default. */
  private static <T> List<Optional<T>> each(List<T> asked) {
    return asked.isEmpty() ? List.of(Optional.empty()) : asked.stream().map(Optional::of).toList();
  }

  private static Optional<Path> summary() {
    return Optional.ofNullable(System.getenv("GITHUB_STEP_SUMMARY"))
        .filter(file -> !file.isEmpty())
        .map(Path::of);
  }
}
