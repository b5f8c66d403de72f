package dev.ftpnat.internal.keylog;

import dev.ftpnat.internal.keylog.HandshakeStream.Item;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;

/**
 * Watches one TLS connection. It is told the bytes in arbitrary pieces, those of each side in their
 * order; the sides may be told by different threads. It never fails: of a connection that it can't
 * follow there are no lines, or no more. Once it has seen all that it needs, it keeps nothing.
 */
public final class HandshakeObserver {

  private final Handshake handshake;
  // Empty once it is over.
  private Optional<Step> step;
  private volatile boolean over;

  HandshakeObserver(KeyLog log) {
    handshake = new Handshake(log);
    step = Optional.of(new HelloSteps.AwaitClient(handshake));
  }

  /**
   * Bytes that the client has sent.
   *
   * @return the lines of an NSS key log that are known now and weren't before
   */
  public List<String> fromClient(byte[] bytes, int offset, int length) {
    return follow(handshake.client(), bytes, offset, length);
  }

  /**
   * Bytes that the server has sent. They are best told before anybody else gets them: then the
   * lines come before the client answers.
   *
   * @return the lines of an NSS key log that are known now and weren't before
   */
  public List<String> fromServer(byte[] bytes, int offset, int length) {
    return follow(handshake.server(), bytes, offset, length);
  }

  /** Whether there is nothing more to learn from the connection, so that it needn't be told. */
  public boolean over() {
    return over;
  }

  private List<String> follow(HandshakeStream from, byte[] bytes, int offset, int length) {
    if (over) {
      return List.of();
    }
    synchronized (this) {
      try {
        if (step.isPresent() && (from == handshake.server() || step.get().needsClient())) {
          from.add(bytes, offset, length);
        }
        advance();
      } catch (GeneralSecurityException | RuntimeException e) {
        // Traffic of any kind may pass here, and a capture without keys is better than none.
        step = Optional.empty();
      }
      if (step.isEmpty() && !over) {
        over = true;
        handshake.forget();
      }
      return handshake.takeLines();
    }
  }

  private void advance() throws GeneralSecurityException {
    while (step.isPresent()) {
      HandshakeStream next = step.get().readsClient() ? handshake.client() : handshake.server();
      Optional<Item> item = next.next();
      if (item.isEmpty()) {
        return;
      }
      step = step.get().take(item.get());
    }
  }
}
