package dev.ftpnat.internal.network;

import dev.ftpnat.trace.Outcome;

/** How a connection attempt was refused. */
final class Refusal {

  private final Outcome outcome;
  private final Runnable givenUp;

  /**
   * A refusal.
   *
   * @param givenUp is to be told when whoever waits for an answer doesn't any more
   */
  Refusal(Outcome outcome, Runnable givenUp) {
    this.outcome = outcome;
    this.givenUp = givenUp;
  }

  Outcome outcome() {
    return outcome;
  }

  boolean isSilent() {
    return outcome == Outcome.DROPPED;
  }

  /** Whoever waited for an answer has given up. */
  void givenUp() {
    givenUp.run();
  }
}
