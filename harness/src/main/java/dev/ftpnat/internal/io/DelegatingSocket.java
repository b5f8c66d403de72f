package dev.ftpnat.internal.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.util.Locale;
import java.util.Set;

/**
 * A socket that is another, connected one, except for what subclasses change. Whatever {@link
 * Socket} would do by itself it would do to a socket of its own, which it opens for that and which
 * nobody closes: so every method is overridden here.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // the real socket does its own locking
public abstract class DelegatingSocket extends Socket {

  private final Socket real;

  /** Stands for a socket that is connected. */
  protected DelegatingSocket(Socket real) {
    this.real = real;
  }

  /** The socket underneath. */
  protected final Socket real() {
    return real;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return real.getInputStream();
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return real.getOutputStream();
  }

  @Override
  public void close() throws IOException {
    real.close();
  }

  @Override
  public void shutdownInput() throws IOException {
    real.shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    real.shutdownOutput();
  }

  @Override
  public boolean isClosed() {
    return real.isClosed();
  }

  @Override
  public boolean isConnected() {
    return real.isConnected();
  }

  @Override
  public boolean isBound() {
    return real.isBound();
  }

  @Override
  public boolean isInputShutdown() {
    return real.isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    return real.isOutputShutdown();
  }

  @Override
  public InetAddress getInetAddress() {
    return real.getInetAddress();
  }

  @Override
  public int getPort() {
    return real.getPort();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return real.getRemoteSocketAddress();
  }

  @Override
  public InetAddress getLocalAddress() {
    return real.getLocalAddress();
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
  public void setSoTimeout(int millis) throws SocketException {
    real.setSoTimeout(millis);
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return real.getSoTimeout();
  }

  @Override
  public void setTcpNoDelay(boolean on) throws SocketException {
    real.setTcpNoDelay(on);
  }

  @Override
  public boolean getTcpNoDelay() throws SocketException {
    return real.getTcpNoDelay();
  }

  @Override
  public void setSendBufferSize(int bytes) throws SocketException {
    real.setSendBufferSize(bytes);
  }

  @Override
  public int getSendBufferSize() throws SocketException {
    return real.getSendBufferSize();
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
  public void setSoLinger(boolean on, int seconds) throws SocketException {
    real.setSoLinger(on, seconds);
  }

  @Override
  public int getSoLinger() throws SocketException {
    return real.getSoLinger();
  }

  // Options -----------------------------------------------------------------------------------

  @Override
  public <T> Socket setOption(SocketOption<T> name, T value) throws IOException {
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
  public void setKeepAlive(boolean on) throws SocketException {
    real.setKeepAlive(on);
  }

  @Override
  public boolean getKeepAlive() throws SocketException {
    return real.getKeepAlive();
  }

  @Override
  public void setOOBInline(boolean on) throws SocketException {
    real.setOOBInline(on);
  }

  @Override
  public boolean getOOBInline() throws SocketException {
    return real.getOOBInline();
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
  public void setTrafficClass(int trafficClass) throws SocketException {
    real.setTrafficClass(trafficClass);
  }

  @Override
  public int getTrafficClass() throws SocketException {
    return real.getTrafficClass();
  }

  @Override
  public void setPerformancePreferences(int connectionTime, int latency, int bandwidth) {
    real.setPerformancePreferences(connectionTime, latency, bandwidth);
  }

  // What is rarely asked of a connected socket ------------------------------------------------

  @Override
  public void sendUrgentData(int octet) throws IOException {
    real.sendUrgentData(octet);
  }

  @Override
  public SocketChannel getChannel() {
    return real.getChannel();
  }

  @Override
  public void connect(SocketAddress endpoint) throws IOException {
    real.connect(endpoint);
  }

  @Override
  public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
    real.connect(endpoint, timeoutMillis);
  }

  @Override
  public void bind(SocketAddress endpoint) throws IOException {
    real.bind(endpoint);
  }

  /** As a socket's, with the peer that subclasses may know better. */
  @Override
  public String toString() {
    return isConnected()
        ? String.format(
            Locale.ROOT,
            "Socket[addr=%s,port=%d,localport=%d]",
            getInetAddress(),
            getPort(),
            getLocalPort())
        : "Socket[unconnected]";
  }
}
