package dev.ftpnat.junit.report;

import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.TraceEvent;
import dev.ftpnat.trace.TraceEvent.Command;
import dev.ftpnat.trace.TraceEvent.ConnectionAttempt;
import dev.ftpnat.trace.TraceEvent.Reply;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what a client wanted of the network, didn't get, and didn't get otherwise afterwards. What
 * a fallback has made up for, such as a refused EPSV by PASV, isn't that.
 */
final class UnfinishedBusiness {

  private static final Set<String> OF_TRANSFERS =
      Set.of(
          "PASV", "EPSV", "PORT", "EPRT", "LPSV", "LPRT", "RETR", "STOR", "STOU", "APPE", "LIST",
          "NLST", "MLSD");

  private UnfinishedBusiness() {}

  /** The last event that says so: a connection that failed, or a refusal by the server. */
  static Optional<TraceEvent> of(Trace trace) {
    Optional<TraceEvent> unfinished = Optional.empty();
    Map<Long, String> lastVerbs = new HashMap<>();
    for (TraceEvent event : trace.events()) {
      if (event instanceof ConnectionAttempt attempt && !attempt.succeeded()) {
        unfinished = Optional.of(event);
      } else if (event instanceof Command command) {
        lastVerbs.put(command.session(), verb(command));
      } else if (event instanceof Reply reply
          && OF_TRANSFERS.contains(lastVerbs.getOrDefault(reply.session(), ""))) {
        if (reply.code() >= 400) {
          unfinished = Optional.of(event);
        } else if (reply.code() == 226 || reply.code() == 250) {
          unfinished = Optional.empty();
        }
      }
    }
    return unfinished;
  }

  private static String verb(Command command) {
    return command.line().split(" ", 2)[0].toUpperCase(Locale.ROOT);
  }
}
