package dev.ftpnat.internal.simulated.channel;

import dev.ftpnat.internal.io.DelegatingSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** A channel's socket, by which code sets options, and some connects. */
final class ChannelSocket extends DelegatingSocket {

  private final SimulatedChannel channel;

  ChannelSocket(SimulatedChannel channel, Socket real) {
    super(real);
    this.channel = channel;
  }

  @Override
  public SocketChannel getChannel() {
    return channel;
  }

  @Override
  public void connect(SocketAddress endpoint) throws IOException {
    channel.connect(endpoint);
  }

  @Override
  public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
    channel.connect(endpoint, Duration.ofMillis(timeoutMillis));
  }

  @Override
  public InetAddress getInetAddress() {
    return channel.target().map(InetSocketAddress::getAddress).orElseGet(super::getInetAddress);
  }

  @Override
  public int getPort() {
    return channel.target().map(InetSocketAddress::getPort).orElseGet(super::getPort);
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return channel.target().<SocketAddress>map(at -> at).orElseGet(super::getRemoteSocketAddress);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
