package dev.ftpnat.assertj;

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
record Fallback(long session, DataCommand from, DataCommand to, Duration took) {

  /**
   * Those among these data commands.
   *
   * @param agreements of each session in order
   */
  static List<Fallback> in(List<Agreement> agreements) {
    List<Fallback> fallbacks = new ArrayList<>();
    Map<Long, Agreement> last = new HashMap<>();
    Map<Long, Agreement> firstInRow = new HashMap<>();
    for (Agreement next : agreements) {
      long session = next.exchange().session();
      Agreement before = last.put(session, next);
      if (before == null || before.command() != next.command() || !before.cameToNothing()) {
        Agreement began = firstInRow.put(session, next);
        if (before != null && before.command() != next.command() && before.cameToNothing()) {
          fallbacks.add(
              new Fallback(
                  session, before.command(), next.command(), began(next).minus(began(began))));
        }
      }
    }
    return fallbacks;
  }

  private static Duration began(Agreement agreement) {
    return agreement.exchange().command().at();
  }

  @Override
  public String toString() {
    return "server #%d: from %s to %s in %d ms".formatted(session, from, to, took.toMillis());
  }
}
