package dev.ftpnat.internal.simulated.relay;

import dev.ftpnat.internal.alg.Direction;
import dev.ftpnat.internal.record.ControlLineLog;
import dev.ftpnat.trace.event.Party;

/**
 * A link whose lines are recorded as they enter it.
 *
 * @param number how many gateways are before it, from the client
 * @param gateways how many there are
 */
record LoggedLink(Stage link, ControlLineLog lines, int number, int gateways) implements Stage {

  @Override
  public Next towards(Direction direction, Next next) {
    boolean original = direction == Direction.ORIGINAL;
    Party sender = original ? Party.CLIENT : Party.SERVER;
    int step = original ? number : gateways - number;
    Next entered = link.towards(direction, next);
    return entered.after(
        segment -> {
          lines.passed(sender, step, segment);
          entered.take(segment);
        });
  }

  @Override
  public void open() {
    link.open();
  }

  @Override
  public boolean isClear() {
    return link.isClear();
  }
}
