package dev.ftpnat.internal.server.data;

import dev.ftpnat.internal.server.session.ServerTime;
import java.io.Closeable;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends transfers that stand still. A socket can limit how long a read waits, but not how long a
 * write does, and the client that stops reading is the likelier one.
 */
public final class StallTimer {

  private static final Logger LOGGER = LoggerFactory.getLogger(StallTimer.class);

  private final Duration limit;
  private final ServerTime time;

  /** A watch over transfers, each of which may stand still for so long. */
  public StallTimer(Duration limit, ServerTime time) {
    this.limit = limit;
    this.time = time;
  }

  /**
   * Closes the connection of a transfer as soon as it has stood still for too long.
   *
   * @return what ends the watching
   */
  Closeable watch(TransferProgress transfer, Closeable connection) {
    Watched watched = new Watched(transfer, connection);
    watched.lookAgainAfter(limit);
    return watched;
  }

  /**
   * When it is looked at is a matter of the server's time, but for how long a transfer stands still
   * of real time: one goes on while time is advanced.
   */
  private final class Watched implements Closeable {
    private final TransferProgress transfer;
    private final Closeable connection;
    private Optional<ServerTime.Deadline> next = Optional.empty();
    private boolean over;

    Watched(TransferProgress transfer, Closeable connection) {
      this.transfer = transfer;
      this.connection = connection;
    }

    private synchronized void lookAgainAfter(Duration delay) {
      if (!over) {
        next = Optional.of(time.after(delay, this::look));
      }
    }

    private void look() {
      if (transfer.isOver()) {
        return;
      }
      Duration left = limit.minus(transfer.idle());
      if (left.isNegative() || left.isZero()) {
        LOGGER.debug("A transfer ends: it stood still for {}", limit);
        DataChannel.closeQuietly(connection);
      } else {
        lookAgainAfter(left);
      }
    }

    @Override
    public synchronized void close() {
      over = true;
      next.ifPresent(ServerTime.Deadline::close);
    }
  }
}
