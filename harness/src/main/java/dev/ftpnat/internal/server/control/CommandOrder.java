package dev.ftpnat.internal.server.control;

import dev.ftpnat.internal.server.reply.Meaning;
import dev.ftpnat.internal.server.reply.MeantReply;
import java.util.Optional;
import java.util.Set;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.impl.FtpIoSession;

/**
 * Refuses commands that come too early, too late or without what they need, where MINA hangs up,
 * logs the user out or goes on.
 */
final class CommandOrder {

  /** May be said before login. */
  private static final Set<String> LOGIN = Set.of("USER", "PASS", "AUTH", "PBSZ", "PROT", "QUIT");

  /**
   * Commands of RFC 959, 1639, 2228, 4217 and 7151 that the server knows and doesn't have; CCC it
   * may.
   */
  private static final Set<String> NOT_IMPLEMENTED =
      Set.of("ADAT", "CCC", "CONF", "ENC", "HOST", "LPRT", "LPSV", "MIC", "REIN", "SMNT");

  private CommandOrder() {}

  static Optional<MeantReply> refusal(FtpIoSession session, FtpRequest request, boolean known) {
    String command = request.getCommand();
    boolean loggedIn = session.isLoggedIn();
    boolean ccc = known && command.equals("CCC");
    if (NOT_IMPLEMENTED.contains(command) && !ccc) {
      return refused(Meaning.NOT_IMPLEMENTED, command);
    }
    if (!loggedIn && !LOGIN.contains(command) && !CommandPolicy.isPublic(command)) {
      return refused(Meaning.LOGIN_WANTED, command);
    }
    if (!known) {
      return refused(Meaning.UNKNOWN_COMMAND, command);
    }
    return switch (command) {
      case "USER" -> user(session, request);
      case "PASS" -> loggedIn ? refused(Meaning.PASSWORD_AGAIN) : Optional.empty();
      case "CWD" ->
          request.hasArgument() ? Optional.empty() : refused(Meaning.BAD_ARGUMENT, command);
      case "MODE" -> mode(request);
      default -> Optional.empty();
    };
  }

  private static Optional<MeantReply> user(FtpIoSession session, FtpRequest request) {
    if (!request.hasArgument()) {
      return refused(Meaning.BAD_ARGUMENT, request.getCommand());
    }
    boolean other =
        session.isLoggedIn() && !session.getUser().getName().equals(request.getArgument());
    return other ? refused(Meaning.OTHER_USER) : Optional.empty();
  }

  /** MINA has MODE Z, but FEAT doesn't offer it. */
  private static Optional<MeantReply> mode(FtpRequest request) {
    return !request.hasArgument() || request.getArgument().equalsIgnoreCase("S")
        ? Optional.empty()
        : refused(Meaning.MODE_NOT_IMPLEMENTED, request.getArgument());
  }

  private static Optional<MeantReply> refused(Meaning meaning, Object... details) {
    return Optional.of(meaning.reply(details));
  }
}
