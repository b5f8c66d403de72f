package dev.ftpnat.internal.toxiproxy.link;

import dev.ftpnat.internal.toxiproxy.toxic.Harm;
import dev.ftpnat.internal.toxiproxy.toxic.Toxic;
import java.util.function.Supplier;

/**
 * Hears of the toxics that do something to a connection. Called with the lock of that direction
 * held, so it must be quick; it may record something.
 */
@FunctionalInterface
public interface Witness {

  /** Hears nothing. */
  Witness NONE = (toxic, harm, began) -> {};

  /**
   * A toxic does something to the connection for the first time.
   *
   * @param toxic as it is set
   * @param harm what it has done up to now, whenever that is asked
   * @param began the time by the clock of {@code harm}
   */
  void acts(Toxic toxic, Supplier<Harm.Done> harm, long began);
}
