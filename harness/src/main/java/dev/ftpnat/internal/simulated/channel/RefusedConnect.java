package dev.ftpnat.internal.simulated.channel;

import dev.ftpnat.internal.simulated.routing.ConnectFailure;
import dev.ftpnat.internal.simulated.routing.ConnectFailures;
import java.io.IOException;
import java.time.Duration;

/** A connect that comes to nothing, at once or when the stack gives up. */
final class RefusedConnect {

  private final ConnectFailure failure;
  private final long due;

  RefusedConnect(ConnectFailure failure, Duration giveUp) {
    this.failure = failure;
    this.due = System.nanoTime() + (failure.isSilent() ? giveUp.toNanos() : 0);
  }

  /** How long it takes from now on; not positive if it has failed. */
  long nanosLeft() {
    return due - System.nanoTime();
  }

  boolean isDue() {
    return nanosLeft() <= 0;
  }

  /** Whoever connects waits no longer. */
  void givenUp() {
    if (failure.isSilent()) {
      failure.givenUp();
    }
  }

  /** What finishing it throws. */
  IOException exception() {
    return failure.isSilent() ? ConnectFailures.stackGaveUp() : failure.exception();
  }
}
