package dev.ftpnat.launcher.cli;

import dev.ftpnat.NetworkUnavailableException;
import dev.ftpnat.launcher.program.Failures;
import dev.ftpnat.launcher.program.Loopback;
import dev.ftpnat.launcher.program.Nearest;
import dev.ftpnat.launcher.program.SearchPath.NoProgramException;
import dev.ftpnat.launcher.start.Characters;
import dev.ftpnat.launcher.start.Inside;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command as a whole. */
@Command(
    name = "ftpnat",
    mixinStandardHelpOptions = true,
    versionProvider = CommandLineInterface.Version.class,
    description = "Runs FTP clients in the networks that break FTP.",
    synopsisSubcommandLabel = "VERB",
    subcommandsRepeatable = false,
    footer = {
      "",
      "A first look, on Linux, with any client that is installed:",
      "",
      "  ftpnat run PRIVATE_IP_PASV -- curl -u {user}:{password} ftp://{host}/",
      "  ftpnat matrix -- curl -sS -m 9 {url}",
      "",
      "`ftpnat` stands for `java -jar ftpnat.jar`. `ftpnat VERB --help` says more of each."
    },
    subcommands = {
      RunCommand.class,
      MatrixCommand.class,
      ExploreCommand.class,
      ServeCommand.class,
      ExplainCommand.class,
      ListCommand.class,
      CompletionCommand.class
    })
public final class CommandLineInterface implements Runnable {

  /** What is wrong with the arguments. */
  static final int USAGE = 2;

  /** Something that can't be had here. */
  static final int UNAVAILABLE = 69;

  /** Something that isn't the fault of who called it. */
  static final int SOFTWARE = 70;

  private static final String END = "--";

  @Spec private CommandSpec spec;

  /** Says which version this is. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = CommandLineInterface.class.getPackage().getImplementationVersion();
      return new String[] {"ftpnat " + (version == null ? "(unpacked)" : version)};
    }
  }

  private CommandLineInterface() {}

  /** Does what the arguments say. */
  public static int run(String[] args) {
    try {
      if (Inside.isIsolated()) {
        // Before any of java.net: where no interface has an IPv6 address then, a JVM has no IPv6.
        Loopback.up();
        NetworkChoice.lookAhead();
      }
      return run(args, Characters.out(), Characters.err());
    } catch (IOException e) {
      System.err.println("ftpnat: " + e.getMessage());
      return SOFTWARE;
    } catch (LinkageError e) {
      // JNA unpacks its native half there.
      System.err.println(
          "ftpnat: native code can't be loaded: "
              + e.getMessage()
              + System.lineSeparator()
              + "Is the directory for temporary files on a file system that is mounted noexec? Name"
              + " another one: java -Djava.io.tmpdir=/elsewhere -jar ftpnat.jar");
      return SOFTWARE;
    }
  }

  /** The same, with other places for what the command itself says. */
  static int run(String[] args, PrintWriter out, PrintWriter err) {
    int end = Arrays.asList(args).indexOf(END);
    String[] own = end < 0 ? args : Arrays.copyOf(args, end);
    ClientArguments client =
        end < 0
            ? new ClientArguments(false, List.of())
            : new ClientArguments(true, List.of(args).subList(end + 1, args.length));
    return commandLine(client).setOut(out).setErr(err).execute(own);
  }

  /** All verbs with their options. */
  static CommandLine commandLine(ClientArguments client) {
    CommandLine command = new CommandLine(new CommandLineInterface(), new Verbs(client));
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setParameterExceptionHandler(CommandLineInterface::explain);
    command.setExecutionExceptionHandler((failure, verb, result) -> fail(failure, verb));
    return command;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "say what to do: run, matrix, explore, serve, explain, list or completion");
  }

  private static int explain(ParameterException wrong, String[] args) {
    CommandLine verb = wrong.getCommandLine();
    verb.getErr().println("ftpnat: " + wrong.getMessage());
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      unmatched(verb, unmatched.getUnmatched().get(0));
    }
    verb.getErr().println("Try: " + verb.getCommandSpec().qualifiedName() + " --help");
    return USAGE;
  }

  private static void unmatched(CommandLine verb, String word) {
    boolean isOption = word.startsWith("-");
    List<String> words =
        isOption
            ? verb.getCommandSpec().optionsMap().keySet().stream().toList()
            : verb.getSubcommands().keySet().stream().toList();
    Nearest.of(word.replaceFirst("=.*", ""), words)
        .ifPresentOrElse(
            meant -> verb.getErr().println("Did you mean `" + meant + "`?"),
            () -> {
              if (!isOption && verb.getCommand() instanceof TakesCommand) {
                verb.getErr().println("The client's command comes behind ` -- `.");
              }
            });
  }

  private static int fail(Exception failure, CommandLine verb) {
    verb.getErr().println("ftpnat: " + Failures.words(failure));
    if (failure instanceof NoProgramException program) {
      return program.status();
    }
    if (failure instanceof NetworkUnavailableException) {
      return UNAVAILABLE;
    }
    if (failure instanceof IllegalArgumentException || failure instanceof IllegalStateException) {
      return USAGE;
    }
    if (System.getenv("FTPNAT_DEBUG") != null) {
      failure.printStackTrace(verb.getErr());
    }
    return SOFTWARE;
  }
}
