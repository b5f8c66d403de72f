package dev.ftpnat.launcher.cli;

import dev.ftpnat.launcher.program.SearchPath;
import dev.ftpnat.launcher.program.SearchPath.NoProgramException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A verb that a client's command belongs to. */
interface TakesCommand {

  /**
   * The command, or an error that says where it has to stand.
   *
   * @throws NoProgramException if its program can't be run
   */
  static List<String> checked(ClientArguments client, CommandSpec verb) throws NoProgramException {
    List<String> command = required(client, verb);
    SearchPath.check(command.get(0));
    return command;
  }

  private static List<String> required(ClientArguments client, CommandSpec verb) {
    CommandLine line = verb.commandLine();
    if (!client.given()) {
      throw new ParameterException(
          line, "which command? It comes last, behind ` -- `: " + example(verb));
    }
    if (client.words().isEmpty()) {
      throw new ParameterException(line, "there is no command behind ` -- `: " + example(verb));
    }
    return client.words();
  }

  /** Its program, found whatever directory it is to work in. */
  static List<String> absolute(List<String> command) {
    List<String> absolute = new ArrayList<>(command);
    if (command.get(0).indexOf('/') >= 0) {
      absolute.set(0, Path.of(command.get(0)).toAbsolutePath().normalize().toString());
    }
    return absolute;
  }

  private static String example(CommandSpec verb) {
    boolean one = verb.name().equals("run");
    return verb.qualifiedName()
        + (one ? " PRIVATE_IP_PASV" : "")
        + " -- curl -u {user}:{password} ftp://{host}/";
  }
}
