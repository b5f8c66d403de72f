package dev.ftpnat.internal.server;

import java.util.Optional;
import java.util.Set;
import org.apache.ftpserver.ftplet.DefaultFtpReply;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.impl.FtpIoSession;

/**
 * Refuses commands that come too early, too late or without what they need, where MINA hangs up,
 * logs the user out or goes on.
 */
final class CommandOrder {

  /** May be said before login. */
  private static final Set<String> LOGIN = Set.of("USER", "PASS", "AUTH", "PBSZ", "PROT", "QUIT");

  /** Commands of RFC 959, 1639, 2228, 4217 and 7151 that the server knows and doesn't have. */
  private static final Set<String> NOT_IMPLEMENTED =
      Set.of("ADAT", "CCC", "CONF", "ENC", "HOST", "LPRT", "LPSV", "MIC", "REIN", "SMNT");

  private CommandOrder() {}

  static Optional<FtpReply> refusal(FtpIoSession session, FtpRequest request, boolean known) {
    String command = request.getCommand();
    boolean loggedIn = session.isLoggedIn();
    if (NOT_IMPLEMENTED.contains(command)) {
      return reply(FtpReply.REPLY_502_COMMAND_NOT_IMPLEMENTED, "Command not implemented.");
    }
    if (!loggedIn && !LOGIN.contains(command) && !CommandPolicy.isPublic(command)) {
      return reply(FtpReply.REPLY_530_NOT_LOGGED_IN, "Log in with USER and PASS.");
    }
    if (!known) {
      return reply(FtpReply.REPLY_500_SYNTAX_ERROR_COMMAND_UNRECOGNIZED, "Command not recognized.");
    }
    return switch (command) {
      case "USER" -> user(session, request);
      case "PASS" ->
          loggedIn
              ? reply(FtpReply.REPLY_230_USER_LOGGED_IN, "Logged in already.")
              : Optional.empty();
      case "CWD" -> request.hasArgument() ? Optional.empty() : argumentMissing();
      case "MODE" -> mode(request);
      default -> Optional.empty();
    };
  }

  private static Optional<FtpReply> user(FtpIoSession session, FtpRequest request) {
    if (!request.hasArgument()) {
      return argumentMissing();
    }
    boolean other =
        session.isLoggedIn() && !session.getUser().getName().equals(request.getArgument());
    return other
        ? reply(FtpReply.REPLY_530_NOT_LOGGED_IN, "Can't change to another user.")
        : Optional.empty();
  }

  /** MINA has MODE Z, but FEAT doesn't offer it. */
  private static Optional<FtpReply> mode(FtpRequest request) {
    return !request.hasArgument() || request.getArgument().equalsIgnoreCase("S")
        ? Optional.empty()
        : reply(
            FtpReply.REPLY_504_COMMAND_NOT_IMPLEMENTED_FOR_THAT_PARAMETER,
            "Only MODE S is implemented.");
  }

  private static Optional<FtpReply> argumentMissing() {
    return reply(
        FtpReply.REPLY_501_SYNTAX_ERROR_IN_PARAMETERS_OR_ARGUMENTS,
        "Syntax error in parameters or arguments.");
  }

  private static Optional<FtpReply> reply(int code, String text) {
    return Optional.of(new DefaultFtpReply(code, text));
  }
}
