package dev.ftpnat.internal.simulated.routing;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/** A port on which a gateway's proxy awaits a data connection. */
public final class ProxyPort implements Closeable {

  private final AcceptQueue queue;
  private final Runnable onClose;

  ProxyPort(AcceptQueue queue, Runnable onClose) {
    this.queue = queue;
    this.onClose = onClose;
  }

  /** Its number. */
  public int port() {
    return queue.port();
  }

  /**
   * Waits for the first connection.
   *
   * @throws IOException if none comes, or it gets closed
   */
  public Socket accept(Duration timeout) throws IOException {
    return queue.accept(timeout);
  }

  @Override
  public void close() {
    onClose.run();
    queue.close();
  }
}
