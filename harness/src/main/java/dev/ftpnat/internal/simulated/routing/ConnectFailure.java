package dev.ftpnat.internal.simulated.routing;

import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Reason;
import java.io.IOException;

/** How a connection attempt was refused. */
public final class ConnectFailure {

  private final Outcome outcome;
  private final Reason reason;
  private final String words;
  private final Runnable givenUp;

  /**
   * A refusal.
   *
   * @param words who decided so, and why
   * @param givenUp is to be told when whoever waits for an answer doesn't any more
   */
  ConnectFailure(Outcome outcome, Reason reason, String words, Runnable givenUp) {
    this.outcome = outcome;
    this.reason = reason;
    this.words = words;
    this.givenUp = givenUp;
  }

  public Outcome outcome() {
    return outcome;
  }

  /** How it ended, who decided so, and why, as records have it. */
  @Override
  public String toString() {
    return words;
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
