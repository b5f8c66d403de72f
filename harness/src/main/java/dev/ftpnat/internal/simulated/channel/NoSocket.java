package dev.ftpnat.internal.simulated.channel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocketImpl;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;

/**
 * What sockets of channels have instead of sockets of their own. All that they are asked they ask
 * the JDK's, so this is never asked for anything.
 */
final class NoSocket {

  private NoSocket() {}

  private static SocketException none() {
    return new SocketException("the socket of a channel has no other socket than the channel");
  }

  /** Of connections and listeners. */
  static final class OfStreams extends SocketImpl {

    @Override
    protected void create(boolean stream) throws IOException {
      throw none();
    }

    @Override
    protected void connect(String host, int port) throws IOException {
      throw none();
    }

    @Override
    protected void connect(InetAddress address, int port) throws IOException {
      throw none();
    }

    @Override
    protected void connect(SocketAddress address, int timeout) throws IOException {
      throw none();
    }

    @Override
    protected void bind(InetAddress host, int port) throws IOException {
      throw none();
    }

    @Override
    protected void listen(int backlog) throws IOException {
      throw none();
    }

    @Override
    protected void accept(SocketImpl socket) throws IOException {
      throw none();
    }

    @Override
    protected InputStream getInputStream() throws IOException {
      throw none();
    }

    @Override
    protected OutputStream getOutputStream() throws IOException {
      throw none();
    }

    @Override
    protected int available() throws IOException {
      throw none();
    }

    @Override
    protected void close() {
      // There is nothing to close.
    }

    @Override
    protected void sendUrgentData(int data) throws IOException {
      throw none();
    }

    @Override
    public void setOption(int option, Object value) throws SocketException {
      throw none();
    }

    @Override
    public Object getOption(int option) throws SocketException {
      throw none();
    }
  }

  /** Of datagrams. */
  static final class OfDatagrams extends DatagramSocketImpl {

    @Override
    protected void create() {
      // There is nothing to create.
    }

    @Override
    protected void bind(int port, InetAddress address) throws SocketException {
      throw none();
    }

    @Override
    protected void send(DatagramPacket packet) throws IOException {
      throw none();
    }

    @Override
    protected int peek(InetAddress address) throws IOException {
      throw none();
    }

    @Override
    protected int peekData(DatagramPacket packet) throws IOException {
      throw none();
    }

    @Override
    protected void receive(DatagramPacket packet) throws IOException {
      throw none();
    }

    @Override
    @Deprecated
    protected void setTTL(byte ttl) throws IOException {
      throw none();
    }

    @Override
    @Deprecated
    protected byte getTTL() throws IOException {
      throw none();
    }

    @Override
    protected void setTimeToLive(int ttl) throws IOException {
      throw none();
    }

    @Override
    protected int getTimeToLive() throws IOException {
      throw none();
    }

    @Override
    protected void join(InetAddress address) throws IOException {
      throw none();
    }

    @Override
    protected void leave(InetAddress address) throws IOException {
      throw none();
    }

    @Override
    protected void joinGroup(SocketAddress address, NetworkInterface network) throws IOException {
      throw none();
    }

    @Override
    protected void leaveGroup(SocketAddress address, NetworkInterface network) throws IOException {
      throw none();
    }

    @Override
    protected void close() {
      // There is nothing to close.
    }

    @Override
    public void setOption(int option, Object value) throws SocketException {
      throw none();
    }

    @Override
    public Object getOption(int option) throws SocketException {
      throw none();
    }
  }
}
