package dev.ftpnat.internal.server.control;

import dev.ftpnat.internal.server.reply.Meaning;
import dev.ftpnat.internal.server.reply.MeantReply;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.TlsMode;
import java.util.Optional;
import java.util.Set;
import org.apache.ftpserver.ftplet.FtpRequest;

/** Which commands a server refuses, whoever says them. */
final class CommandPolicy {

  /** What tells a client about the server, and may be asked by anyone. */
  private static final Set<String> PUBLIC = Set.of("FEAT", "HELP", "NOOP", "OPTS", "SYST");

  private static final Set<String> SECURITY = Set.of("AUTH", "PBSZ", "PROT");

  private final Set<String> refused;
  private final TlsMode tls;

  CommandPolicy(Server description) {
    refused = description.refusedCommands();
    tls = description.tls();
  }

  /** Whether the command is executed before login. */
  static boolean isPublic(String command) {
    return PUBLIC.contains(command);
  }

  /**
   * The reply that refuses a command, or empty if it may go on. A command may have been called by
   * its old name, so the line is looked at as well.
   *
   * @param encrypted whether it came under TLS
   * @param cleared whether the session has left TLS by CCC
   */
  Optional<MeantReply> refusal(FtpRequest request, boolean encrypted, boolean cleared) {
    String command = request.getCommand();
    if (isRefused(command) || refused.contains(request.getRequestLine().split(" ")[0])) {
      return Optional.of(Meaning.NOT_IMPLEMENTED.reply(command));
    }
    if (encrypted || command.equals("AUTH")) {
      return Optional.empty();
    }
    if (SECURITY.contains(command)) {
      return Optional.of(Meaning.TLS_FIRST.reply(command));
    }
    if (tls == TlsMode.REQUIRED && !cleared && !isPublic(command) && !command.equals("QUIT")) {
      return Optional.of(
          command.equals("USER")
              ? Meaning.TLS_WANTED_FOR_LOGIN.reply()
              : Meaning.TLS_WANTED.reply(command));
    }
    return Optional.empty();
  }

  private boolean isRefused(String command) {
    return refused.contains(command) || (tls == TlsMode.NONE && SECURITY.contains(command));
  }
}
