package dev.ftpnat.internal.simulated.relay;

import dev.ftpnat.internal.alg.Direction;

/**
 * Something between the two ends of a control connection: a network card, a link, a gateway. It
 * hands on to what comes next and never asks back; how the connection ends otherwise than by FIN it
 * tells the {@link Ends}.
 */
interface Stage {

  /**
   * Puts it into the way of one direction; told once for each.
   *
   * @param next what comes after it there
   * @return what takes the segments of that direction
   */
  Next towards(Direction direction, Next next);

  /** It stands in both ways, and so do all others. */
  default void open() {}

  /** Whether it hands on at once what the server sends, without a wait of its own. */
  default boolean isClear() {
    return true;
  }
}
