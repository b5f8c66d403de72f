package dev.ftpnat.internal.simulated.routing;

import dev.ftpnat.trace.event.Outcome;
import java.util.Optional;

/** How an attempt came out, and the connection if it is established. */
public record ConnectAnswer(Outcome outcome, Optional<PendingConnection> connection) {

  /** It isn't. */
  public static ConnectAnswer refused(Outcome outcome) {
    return new ConnectAnswer(outcome, Optional.empty());
  }

  /** It is. */
  public static ConnectAnswer established(PendingConnection connection) {
    return new ConnectAnswer(Outcome.ESTABLISHED, Optional.of(connection));
  }
}
