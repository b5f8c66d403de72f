package dev.ftpnat.internal.keylog;

import dev.ftpnat.internal.keylog.HandshakeStream.Item;
import java.security.GeneralSecurityException;
import java.util.Optional;

/** What is awaited next of a connection. */
interface Step {

  /** Whether from the client. */
  boolean readsClient();

  /** Whether anything that the client sends will matter. */
  default boolean needsClient() {
    return true;
  }

  /** Takes the next item of that side; empty if there is nothing more to follow. */
  Optional<Step> take(Item item) throws GeneralSecurityException;
}
