package dev.ftpnat.internal.server.control;

import dev.ftpnat.internal.server.session.CommandLine;
import java.util.Map;
import java.util.Set;
import org.apache.ftpserver.ftplet.FtpRequest;

/**
 * A {@link CommandLine} for MINA's commands. MINA's own requests lose the spaces at the end of a
 * pathname, obey the default locale (Turkish has an upper case of its own) and take every X before
 * a command for nothing.
 */
final class CommandRequest implements FtpRequest {

  /** RFC 775, which RFC 1123 section 4.1.3.1 wants to be understood. */
  private static final Map<String, String> OLD_NAMES =
      Map.of("XCWD", "CWD", "XCUP", "CDUP", "XMKD", "MKD", "XPWD", "PWD", "XRMD", "RMD");

  /** Commands whose argument is taken to the last character. */
  private static final Set<String> LITERAL =
      Set.of(
          "APPE", "CWD", "DELE", "MDTM", "MKD", "MLSD", "MLST", "PASS", "RETR", "RMD", "RNFR",
          "RNTO", "SIZE", "STOR");

  private final CommandLine said;
  private final String line;
  private final String command;
  private final String argument;
  private final long receivedTime = System.currentTimeMillis();

  CommandRequest(CommandLine said) {
    this.said = said;
    command = OLD_NAMES.getOrDefault(said.verb(), said.verb());
    argument = LITERAL.contains(command) ? said.argument() : said.argument().stripTrailing();
    line = argument.isEmpty() ? said.verb() : said.verb() + " " + argument;
  }

  /** What the client said, as it arrived. */
  CommandLine said() {
    return said;
  }

  @Override
  public String getRequestLine() {
    return line;
  }

  @Override
  public String getCommand() {
    return command;
  }

  @Override
  public String getArgument() {
    return argument.isEmpty() ? null : argument;
  }

  @Override
  public boolean hasArgument() {
    return !argument.isEmpty();
  }

  @Override
  public long getReceivedTime() {
    return receivedTime;
  }

  @Override
  public String toString() {
    return line;
  }
}
