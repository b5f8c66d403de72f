package dev.ftpnat.internal.simulated.attach;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.util.Collections;
import java.util.List;

/**
 * A connected socket without a network: what its peer sends is known, and kept what it is sent. An
 * option that isn't overridden would open a real one, which nobody closes.
 */
public final class SocketOfBytes extends Socket {

  private final InputStream in;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private volatile boolean closed;

  /** A socket whose peer sends these segments and then nothing more. */
  public SocketOfBytes(List<byte[]> segments) {
    in =
        new SequenceInputStream(
            Collections.enumeration(segments.stream().map(ByteArrayInputStream::new).toList()));
  }

  public byte[] sent() {
    return out.toByteArray();
  }

  @Override
  public InputStream getInputStream() {
    return in;
  }

  @Override
  public OutputStream getOutputStream() {
    return out;
  }

  @Override
  public void setTcpNoDelay(boolean on) {}

  @Override
  public void setOOBInline(boolean on) {}

  @Override
  public void setSoTimeout(int millis) {}

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void close() {
    closed = true;
  }
}
