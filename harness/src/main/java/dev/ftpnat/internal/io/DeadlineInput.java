package dev.ftpnat.internal.io;

import java.io.FilterInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * What a socket receives until a deadline. A socket's own timeout starts anew with every byte, so
 * that whoever sends one now and then could keep a thread for an hour.
 */
public final class DeadlineInput extends FilterInputStream {

  private final Socket socket;
  private long deadline;

  /** Input that ends with a {@link SocketTimeoutException} when the limit is over. */
  public DeadlineInput(Socket socket, Duration limit) throws IOException {
    super(socket.getInputStream());
    this.socket = socket;
    this.deadline = System.nanoTime() + limit.toNanos();
  }

  /** Sets another deadline, from now on. */
  public void allow(Duration limit) {
    deadline = System.nanoTime() + limit.toNanos();
  }

  @Override
  public int read() throws IOException {
    limitWait();
    return super.read();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    limitWait();
    return super.read(bytes, offset, length);
  }

  private void limitWait() throws IOException {
    long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
    if (left <= 0) {
      throw new SocketTimeoutException("the limit is over");
    }
    // 0 would be no timeout at all.
    socket.setSoTimeout(Math.toIntExact(left));
  }
}
