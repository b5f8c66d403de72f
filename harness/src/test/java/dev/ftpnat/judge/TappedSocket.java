package dev.ftpnat.judge;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Set;

/**
 * A socket that JSSE can be put over, which says of what the server sent last whether it was an
 * alert, such as close_notify; and of which JSSE believes that it leads to the control port, so
 * that it resumes that session.
 */
final class TappedSocket extends Socket {

  private static final int ALERT = 21;
  private static final int APPLICATION_DATA = 23;

  /** In TLS 1.3, two bytes, their type and the tag; Java adds 16 bytes of padding. */
  private static final Set<Integer> ENCRYPTED_ALERT = Set.of(19, 35);

  private final Socket socket;
  private final int port;
  private final byte[] header = new byte[5];
  private int headerLength;
  private int bodyLeft;
  private volatile boolean lastWasAlert;

  TappedSocket(Socket socket, int port) {
    this.socket = socket;
    this.port = port;
  }

  boolean lastWasAlert() {
    return lastWasAlert;
  }

  private void saw(byte[] bytes, int from, int count) {
    for (int i = from; i < from + count; ) {
      if (bodyLeft > 0) {
        int skipped = Math.min(bodyLeft, from + count - i);
        bodyLeft -= skipped;
        i += skipped;
        continue;
      }
      header[headerLength++] = bytes[i++];
      if (headerLength == header.length) {
        headerLength = 0;
        bodyLeft = (header[3] & 0xff) << 8 | header[4] & 0xff;
        lastWasAlert =
            header[0] == ALERT
                || (header[0] == APPLICATION_DATA && ENCRYPTED_ALERT.contains(bodyLeft));
      }
    }
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(socket.getInputStream()) {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int from, int count) throws IOException {
        int read = super.read(into, from, count);
        if (read > 0) {
          saw(into, from, read);
        }
        return read;
      }
    };
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return socket.getOutputStream();
  }

  @Override
  public int getPort() {
    return port;
  }

  @Override
  public InetAddress getInetAddress() {
    return socket.getInetAddress();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return socket.getRemoteSocketAddress();
  }

  @Override
  public InetAddress getLocalAddress() {
    return socket.getLocalAddress();
  }

  @Override
  public int getLocalPort() {
    return socket.getLocalPort();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return socket.getLocalSocketAddress();
  }

  @Override
  public boolean isConnected() {
    return socket.isConnected();
  }

  @Override
  public boolean isBound() {
    return socket.isBound();
  }

  @Override
  public boolean isClosed() {
    return socket.isClosed();
  }

  @Override
  public boolean isInputShutdown() {
    return socket.isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    return socket.isOutputShutdown();
  }

  @Override
  public void shutdownInput() throws IOException {
    socket.shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void setSoLinger(boolean on, int linger) throws SocketException {
    socket.setSoLinger(on, linger);
  }

  @Override
  public int getSoLinger() throws SocketException {
    return socket.getSoLinger();
  }

  @Override
  public void setSoTimeout(int timeout) throws SocketException {
    socket.setSoTimeout(timeout);
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return socket.getSoTimeout();
  }

  @Override
  public void setTcpNoDelay(boolean on) throws SocketException {
    socket.setTcpNoDelay(on);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
