package dev.ftpnat.internal.simulated.channel;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;

/**
 * A channel of ours before one of the JDK's. All that this JVM hands out are such: a channel has a
 * key in the selector that it is registered with, as the JDK's closes and unblocks none that has
 * another key somewhere. So the JDK's are registered with the JDK's selectors only, and these with
 * ours.
 */
interface Fronting {

  /** The JDK's. */
  SelectableChannel real();

  /** Its keys in our selectors. */
  Registrations registrations();

  /** Closes both. */
  void close() throws IOException;

  /** Something that the JDK's does. */
  @FunctionalInterface
  interface Operation<T> {
    T run() throws IOException;
  }

  /** Is closed when the JDK's is, as when the thread is interrupted. */
  default <T> T on(Operation<T> operation) throws IOException {
    try {
      return operation.run();
    } catch (ClosedChannelException e) {
      close();
      throw e;
    }
  }
}
