package dev.ftpnat.internal.simulated.channel;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.ServerSocketChannel;
import java.util.Set;

/** A listening channel's socket. */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // the real socket does its own locking
final class ServerChannelSocket extends ServerSocket {

  private final FrontingServerChannel channel;
  private final ServerSocket real;

  ServerChannelSocket(FrontingServerChannel channel, ServerSocket real) {
    super(new NoSocket.OfStreams());
    this.channel = channel;
    this.real = real;
  }

  @Override
  public ServerSocketChannel getChannel() {
    return channel;
  }

  @Override
  public Socket accept() throws IOException {
    return channel.front(real.accept().getChannel()).socket();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  @Override
  public void bind(SocketAddress endpoint) throws IOException {
    real.bind(endpoint);
  }

  @Override
  public void bind(SocketAddress endpoint, int backlog) throws IOException {
    real.bind(endpoint, backlog);
  }

  @Override
  public InetAddress getInetAddress() {
    return real.getInetAddress();
  }

  @Override
  public int getLocalPort() {
    return real.getLocalPort();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return real.getLocalSocketAddress();
  }

  @Override
  public boolean isBound() {
    return real.isBound();
  }

  @Override
  public boolean isClosed() {
    return real.isClosed();
  }

  @Override
  public void setSoTimeout(int millis) throws SocketException {
    real.setSoTimeout(millis);
  }

  @Override
  public int getSoTimeout() throws IOException {
    return real.getSoTimeout();
  }

  @Override
  public void setReuseAddress(boolean on) throws SocketException {
    real.setReuseAddress(on);
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    return real.getReuseAddress();
  }

  @Override
  public void setReceiveBufferSize(int bytes) throws SocketException {
    real.setReceiveBufferSize(bytes);
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    return real.getReceiveBufferSize();
  }

  @Override
  public void setPerformancePreferences(int connectionTime, int latency, int bandwidth) {
    real.setPerformancePreferences(connectionTime, latency, bandwidth);
  }

  @Override
  public <T> ServerSocket setOption(SocketOption<T> name, T value) throws IOException {
    real.setOption(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return real.getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return real.supportedOptions();
  }

  @Override
  public String toString() {
    return real.toString();
  }
}
