package dev.ftpnat.internal.simulated.routing;

import java.time.Clock;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The one door to the gateways' tables, which can't be asked by two threads at once. Whoever asks
 * is told the gateways' time, and nothing happens to the tables meanwhile.
 */
final class GatewayTables {

  private final Clock clock;

  GatewayTables(Clock clock) {
    this.clock = clock;
  }

  /** The gateways' time, for what needs no table. */
  Instant now() {
    return clock.instant();
  }

  /** Asks the tables something. */
  synchronized <T> T ask(Function<Instant, T> question) {
    return question.apply(now());
  }

  /** Tells the tables something. */
  synchronized void tell(Consumer<Instant> change) {
    change.accept(now());
  }
}
