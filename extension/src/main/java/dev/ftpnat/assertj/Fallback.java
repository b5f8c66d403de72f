package dev.ftpnat.assertj;

import dev.ftpnat.trace.session.DataMode;
import dev.ftpnat.trace.session.TransferAttempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A client's step from a data command that came to nothing to another one.
 *
 * @param session the server's number of the session
 * @param from what came to nothing
 * @param to what the client tried next
 * @param took how long it took from the first {@code from} in a row to {@code to}
 */
record Fallback(long session, DataMode from, DataMode to, Duration took) {

  /**
   * Those among these data commands.
   *
   * @param agreements of each session in order
   */
  static List<Fallback> in(List<TransferAttempt> agreements) {
    List<Fallback> fallbacks = new ArrayList<>();
    Map<Long, TransferAttempt> last = new HashMap<>();
    Map<Long, TransferAttempt> firstInRow = new HashMap<>();
    for (TransferAttempt next : agreements) {
      long session = next.session();
      TransferAttempt before = last.put(session, next);
      if (before == null || before.method() != next.method() || !before.cameToNothing()) {
        TransferAttempt began = firstInRow.put(session, next);
        if (before != null && before.method() != next.method() && before.cameToNothing()) {
          fallbacks.add(
              new Fallback(session, before.method(), next.method(), next.at().minus(began.at())));
        }
      }
    }
    return fallbacks;
  }

  @Override
  public String toString() {
    return "server #%d: from %s to %s in %d ms".formatted(session, from, to, took.toMillis());
  }
}
