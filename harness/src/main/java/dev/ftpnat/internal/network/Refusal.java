package dev.ftpnat.internal.network;

import dev.ftpnat.trace.Outcome;
import dev.ftpnat.trace.Reason;
import java.io.IOException;

/** How a connection attempt was refused. */
final class Refusal {

  private final Outcome outcome;
  private final Reason reason;
  private final Runnable givenUp;

  /**
   * A refusal.
   *
   * @param givenUp is to be told when whoever waits for an answer doesn't any more
   */
  Refusal(Outcome outcome, Reason reason, Runnable givenUp) {
    this.outcome = outcome;
    this.reason = reason;
    this.givenUp = givenUp;
  }

  Outcome outcome() {
    return outcome;
  }

  /** What a socket throws. */
  IOException exception() {
    return reason == Reason.NOT_UNICAST ? Refusals.noNetwork() : Refusals.of(outcome);
  }

  boolean isSilent() {
    return outcome == Outcome.DROPPED;
  }

  /** Whoever waited for an answer has given up. */
  void givenUp() {
    givenUp.run();
  }
}
