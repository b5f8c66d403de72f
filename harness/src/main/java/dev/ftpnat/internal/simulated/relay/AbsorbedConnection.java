package dev.ftpnat.internal.simulated.relay;

import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.internal.simulated.routing.PendingConnection;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A connection that a gateway has accepted in the other side's place. Nobody reads from it, as from
 * a proxy's that waits for its backend: what whoever connected writes stays in the sockets' buffers
 * until they are full.
 */
final class AbsorbedConnection implements PendingConnection, OpenConnections.Connection {

  /**
   * The time that a proxy takes to find out that it gets no further. The other end has to see first
   * that it is connected.
   */
  private static final Duration BEFORE_RESET = Duration.ofMillis(20);

  private final Socket other;
  private final boolean resets;
  private final OpenConnections up;

  /**
   * Of a connection that is about to be told of.
   *
   * @param other the socket that the other end's is connected to
   * @param resets whether it is reset then, or kept to the end of the network
   */
  AbsorbedConnection(Socket other, boolean resets, OpenConnections up) {
    this.other = other;
    this.resets = resets;
    this.up = up;
  }

  @Override
  public void proceed() {
    up.add(this);
    if (resets) {
      long deadline = System.nanoTime() + BEFORE_RESET.toNanos();
      for (long left = BEFORE_RESET.toNanos(); left > 0; left = deadline - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      up.remove(this);
      abort();
    }
  }

  @Override
  public void abandon() {
    abort();
  }

  @Override
  public void abort() {
    Sockets.reset(other);
  }
}
