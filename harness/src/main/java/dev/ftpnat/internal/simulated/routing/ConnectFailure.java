package dev.ftpnat.internal.simulated.routing;

import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Reason;
import java.io.IOException;

/** How a connection attempt was refused. */
public final class ConnectFailure {

  private final Outcome outcome;
  private final Reason reason;
  private final Runnable givenUp;

  /**
   * A refusal.
   *
   * @param givenUp is to be told when whoever waits for an answer doesn't any more
   */
  ConnectFailure(Outcome outcome, Reason reason, Runnable givenUp) {
    this.outcome = outcome;
    this.reason = reason;
    this.givenUp = givenUp;
  }

  public Outcome outcome() {
    return outcome;
  }

  /** What a socket throws. */
  public IOException exception() {
    return reason == Reason.NOT_UNICAST ? ConnectFailures.noNetwork() : ConnectFailures.of(outcome);
  }

  public boolean isSilent() {
    return outcome == Outcome.DROPPED;
  }

  /** Whoever waited for an answer has given up. */
  public void givenUp() {
    givenUp.run();
  }
}
