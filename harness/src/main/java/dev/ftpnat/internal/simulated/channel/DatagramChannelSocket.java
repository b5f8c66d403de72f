package dev.ftpnat.internal.simulated.channel;

import dev.ftpnat.internal.io.Sockets;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.DatagramChannel;
import java.util.Set;

/** The socket of a channel of datagrams. */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // the real socket does its own locking
final class DatagramChannelSocket extends DatagramSocket {

  private final FrontingDatagramChannel channel;
  private final DatagramSocket real;

  DatagramChannelSocket(FrontingDatagramChannel channel, DatagramSocket real) {
    super(new NoSocket.OfDatagrams());
    this.channel = channel;
    this.real = real;
  }

  @Override
  public DatagramChannel getChannel() {
    return channel;
  }

  @Override
  public void close() {
    Sockets.close(channel);
  }

  @Override
  public boolean isClosed() {
    return real.isClosed();
  }

  @Override
  public void bind(SocketAddress address) throws SocketException {
    real.bind(address);
  }

  @Override
  public void connect(InetAddress address, int port) {
    real.connect(address, port);
  }

  @Override
  public void connect(SocketAddress address) throws SocketException {
    real.connect(address);
  }

  @Override
  public void disconnect() {
    real.disconnect();
  }

  @Override
  public boolean isBound() {
    return real.isBound();
  }

  @Override
  public boolean isConnected() {
    return real.isConnected();
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
  public SocketAddress getLocalSocketAddress() {
    return real.getLocalSocketAddress();
  }

  @Override
  public void send(DatagramPacket packet) throws IOException {
    real.send(packet);
  }

  @Override
  public void receive(DatagramPacket packet) throws IOException {
    real.receive(packet);
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
  public void setSoTimeout(int millis) throws SocketException {
    real.setSoTimeout(millis);
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return real.getSoTimeout();
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
  public void setReuseAddress(boolean on) throws SocketException {
    real.setReuseAddress(on);
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    return real.getReuseAddress();
  }

  @Override
  public void setBroadcast(boolean on) throws SocketException {
    real.setBroadcast(on);
  }

  @Override
  public boolean getBroadcast() throws SocketException {
    return real.getBroadcast();
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
  public <T> DatagramSocket setOption(SocketOption<T> name, T value) throws IOException {
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
  public void joinGroup(SocketAddress group, NetworkInterface network) throws IOException {
    real.joinGroup(group, network);
  }

  @Override
  public void leaveGroup(SocketAddress group, NetworkInterface network) throws IOException {
    real.leaveGroup(group, network);
  }
}
