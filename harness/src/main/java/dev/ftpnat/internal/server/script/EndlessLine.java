package dev.ftpnat.internal.server.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ftpnat.internal.server.spi.ServerLog.LineProgress;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.mina.core.future.IoFuture;
import org.apache.mina.core.future.WriteFuture;

/**
 * A line that goes on and on. Each piece is sent when the one before is on its way, so no more than
 * one waits for the client; and a thread only where sessions have no sockets.
 */
final class EndlessLine {

  /** As much as there is room for in a TLS record (RFC 8446 section 5.1). */
  private static final int PIECE = 16 * 1024;

  private static final byte[] WORDS = words(", and so on");

  private final long limit;
  private final Function<byte[], WriteFuture> line;
  private final BooleanSupplier isClosing;
  private final Runnable enough;
  private final AtomicLong sent = new AtomicLong();
  private volatile boolean over;
  private volatile boolean cut;

  /**
   * A line of which nothing has been sent.
   *
   * @param limit how much of it there is
   * @param line sends a piece
   * @param isClosing whether the connection ends
   * @param enough is run when all has been sent
   */
  EndlessLine(
      long limit, Function<byte[], WriteFuture> line, BooleanSupplier isClosing, Runnable enough) {
    this.limit = limit;
    this.line = line;
    this.isClosing = isClosing;
    this.enough = enough;
  }

  /** Without anything that a client could take for an end, or for an endpoint. */
  private static byte[] words(String one) {
    return Arrays.copyOf(one.repeat(PIECE / one.length() + 1).getBytes(UTF_8), PIECE);
  }

  /** Sends what the client takes at once; the rest is sent by whoever sees it taken. */
  void send() {
    for (long left = limit - sent.get(); left > 0; left = limit - sent.get()) {
      int length = (int) Math.min(left, PIECE);
      WriteFuture piece = line.apply(Arrays.copyOf(WORDS, length));
      if (!piece.isDone()) {
        piece.addListener(
            (IoFuture done) -> {
              if (isSent(piece, length)) {
                send();
              }
            });
        return;
      }
      if (!isSent(piece, length)) {
        return;
      }
    }
    // Before the client can see the end: whoever does finds it in the record.
    cut = true;
    enough.run();
  }

  private boolean isSent(WriteFuture piece, int length) {
    // MINA says of all that waits when a session is closed that it has been written.
    boolean written = piece.isWritten() && !isClosing.getAsBoolean();
    if (written) {
      sent.addAndGet(length);
    } else {
      over = true;
    }
    return written;
  }

  /** The connection has ended. */
  void end() {
    over = true;
  }

  /** How far it has come. */
  LineProgress progress() {
    return new LineProgress(sent.get(), over, cut);
  }
}
