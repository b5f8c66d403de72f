package dev.ftpnat.internal.simulated.channel;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

/** The keys of a channel of ours in our selectors, with one of the JDK's behind each. */
final class Registrations {

  private final Set<SimulatedKey> keys = new CopyOnWriteArraySet<>();

  /** A selector has it from now on. */
  void add(SimulatedKey key) {
    keys.add(key);
  }

  void remove(SimulatedKey key) {
    keys.remove(key);
  }

  /** A connect has begun of which nothing will come. */
  void connecting() {
    keys.forEach(SimulatedKey::connecting);
  }

  /**
   * Makes the JDK's channel block, or not. It refuses to while it has keys, and that behind one
   * that was cancelled would be so only when its selector selects next.
   */
  void configureBlocking(SelectableChannel real, boolean block) throws IOException {
    if (block) {
      keys.stream().filter(key -> !key.isValid()).forEach(SimulatedKey::cancelReal);
    }
    real.configureBlocking(block);
  }
}
