package dev.ftpnat.junit.internal.explore;

import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which connections haven't ended. */
final class OpenConnections {

  private OpenConnections() {}

  static List<ConnectionAttempt> of(Trace trace) {
    Set<Long> ended =
        trace.only(ConnectionEnd.class).stream()
            .map(ConnectionEnd::connection)
            .collect(Collectors.toSet());
    return trace.connectionAttempts().stream()
        .filter(ConnectionAttempt::cameAbout)
        .filter(attempt -> !ended.contains(attempt.connection()))
        .toList();
  }
}
