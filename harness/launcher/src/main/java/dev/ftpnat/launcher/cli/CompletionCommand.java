package dev.ftpnat.launcher.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what a shell needs to complete words. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a script with which bash and zsh complete the words of `ftpnat`:",
      "",
      "  alias ftpnat='java -jar /path/to/ftpnat.jar'",
      "  source <(ftpnat completion)"
    })
final class CompletionCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(AutoComplete.bash("ftpnat", spec.root().commandLine()));
    spec.commandLine().getOut().flush();
    return 0;
  }
}
