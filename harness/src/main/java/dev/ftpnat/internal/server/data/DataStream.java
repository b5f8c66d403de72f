package dev.ftpnat.internal.server.data;

import dev.ftpnat.internal.server.session.ServerTime;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * A data connection that is open, for a server that transfers in its own way. One thread uses it;
 * any may cut it.
 */
public final class DataStream implements Closeable {

  private static final int BUFFER = 64 * 1024;

  private final SessionDataConnections owner;
  private final DataChannel channel;
  private final Socket connection;
  private final TransferProgress progress;
  private final ServerTime time;
  private volatile DataSocket streams;
  private volatile long lastMove;
  private volatile boolean stalled;
  private volatile boolean cut;
  private volatile boolean unanswered;
  private Optional<TextContent> text = Optional.empty();
  private boolean encrypted;
  private boolean sessionRefused;
  private boolean completed;
  private boolean closed;

  DataStream(
      SessionDataConnections owner,
      DataChannel channel,
      Socket connection,
      TransferProgress progress,
      ServerTime time) {
    this.owner = owner;
    this.channel = channel;
    this.connection = connection;
    this.progress = progress;
    this.time = time;
    this.streams = DataSocket.plain(connection, progress, owner.clear());
    lastMove = time.nanos();
  }

  /**
   * Shakes hands, if the session wants its data connections private.
   *
   * @param patience how long that may take, in the server's time; then it {@link #isStalled}
   * @throws IOException if it fails
   */
  public void secure(Duration patience) throws IOException {
    encrypted = owner.isSecure();
    if (!encrypted) {
      return;
    }
    Closeable deadline = time.after(patience, this::stall);
    try {
      DataHandshake handshake = owner.handshake(connection);
      sessionRefused = !handshake.isAccepted();
      streams = handshake.streams(progress, () -> unanswered = true);
    } finally {
      DataChannel.closeQuietly(deadline);
    }
  }

  /** Whether the client has resumed no TLS session, or another than the server insists on. */
  public boolean isSessionRefused() {
    return sessionRefused;
  }

  /**
   * For a server that wants no session to be resumed as it comes, and has been told to.
   *
   * @throws SSLException if it has to refuse this one
   */
  public void checkSession() throws SSLException {
    if (sessionRefused) {
      throw new SSLException("the client has not resumed the TLS session that it should");
    }
  }

  /** Whether the client has ended an upload so that this server has nothing to say to it. */
  public boolean isUnanswered() {
    return unanswered;
  }

  /** Whether it is under TLS. */
  public boolean isEncrypted() {
    return encrypted;
  }

  /** How many bytes of the content have passed. */
  public long bytes() {
    return progress.bytes();
  }

  /**
   * Whether the client has ended it or said something, found out in a moment. What it has said is
   * lost then. Only in clear.
   */
  public boolean isReadable() {
    try {
      connection.setSoTimeout(1);
      int ignored = connection.getInputStream().read();
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    } finally {
      endTimeout();
    }
  }

  private void endTimeout() {
    try {
      connection.setSoTimeout(0);
    } catch (SocketException e) {
      // It is closed.
    }
  }

  /** The file that is sent as text, as it is read, before its ends of lines are changed. */
  public InputStream text(InputStream file) {
    return watchedText().reading(file);
  }

  /** The file that is received as text, as it is written, after its ends of lines were changed. */
  public OutputStream text(OutputStream file) {
    return watchedText().writing(file);
  }

  private TextContent watchedText() {
    TextContent content = new TextContent();
    streams.sum(content.onTheWay());
    text = Optional.of(content);
    return content;
  }

  /** Sends all that there is, and before each piece does something else. */
  public void send(InputStream meant, Runnable between) throws IOException {
    InputStream content = owner.sent(meant);
    OutputStream out = streams.getOutputStream();
    byte[] buffer = new byte[BUFFER];
    for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
      between.run();
      out.write(buffer, 0, n);
      moved();
    }
    out.flush();
  }

  /** Receives until the client ends it, and before each piece does something else. */
  public void receive(OutputStream content, Runnable between) throws IOException {
    InputStream in = streams.getInputStream();
    byte[] buffer = new byte[BUFFER];
    between.run();
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      content.write(buffer, 0, n);
      moved();
      between.run();
    }
  }

  private void moved() {
    lastMove = time.nanos();
  }

  /** Everything has been transferred. */
  public void complete() {
    completed = true;
  }

  /** Says that nothing more will come: close_notify under TLS, else a FIN. */
  public void endOutput() throws IOException {
    if (!streams.isOutputShutdown()) {
      streams.shutdownOutput();
    }
  }

  /** Sends a FIN, also below TLS. */
  public void fin() throws IOException {
    endOutput();
    if (!connection.isOutputShutdown()) {
      connection.shutdownOutput();
    }
  }

  /**
   * Waits until the client ends its side, too; what still comes is thrown away.
   *
   * @param patience how long, in the server's time
   * @return whether it has in time
   */
  public boolean awaitEnd(Duration patience) {
    Closeable deadline = time.after(patience, this::stall);
    try {
      byte[] rest = new byte[BUFFER];
      InputStream in = streams.getInputStream();
      while (in.read(rest) >= 0) {
        // It is of no use any more.
      }
      return !stalled;
    } catch (IOException e) {
      return !stalled && !cut;
    } finally {
      DataChannel.closeQuietly(deadline);
    }
  }

  /**
   * Cuts it as soon as nothing has moved for so long.
   *
   * @return what ends the watching
   */
  public Closeable watch(Duration limit) {
    StallWatch watch = new StallWatch(limit);
    watch.lookAgainAfter(limit);
    return watch;
  }

  private final class StallWatch implements Closeable {
    private final Duration limit;
    private Closeable next = () -> {};
    private boolean over;

    StallWatch(Duration limit) {
      this.limit = limit;
    }

    private synchronized void lookAgainAfter(Duration delay) {
      if (!over) {
        next = time.after(delay, this::look);
      }
    }

    private void look() {
      Duration left = limit.minusNanos(time.nanos() - lastMove);
      if (left.isNegative() || left.isZero()) {
        stall();
      } else {
        lookAgainAfter(left);
      }
    }

    @Override
    public synchronized void close() throws IOException {
      over = true;
      next.close();
    }
  }

  /** Closes what can't be closed in a better way. */
  public static void closeQuietly(Closeable closeable) {
    DataChannel.closeQuietly(closeable);
  }

  private void stall() {
    stalled = true;
    DataChannel.closeQuietly(connection);
  }

  /** Whether it was cut because nothing moved. */
  public boolean isStalled() {
    return stalled;
  }

  /** Ends it at once, in the middle; from any thread. */
  public void cut() {
    cut = true;
    DataChannel.closeQuietly(connection);
  }

  /** Whether {@link #cut} has ended it. */
  public boolean isCut() {
    return cut;
  }

  /** Resets it. */
  public void reset() throws IOException {
    connection.setSoLinger(true, 0);
    connection.close();
    close();
  }

  /** Closes both directions. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      streams.close();
    } finally {
      connection.close();
      if (completed) {
        text.filter(TextContent::isSpoilt).ifPresent(it -> owner.changed(it.bytes(), progress));
      }
      owner.ended(channel, progress, completed, encrypted);
    }
  }
}
