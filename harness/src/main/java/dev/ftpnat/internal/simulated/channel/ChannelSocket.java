package dev.ftpnat.internal.simulated.channel;

import dev.ftpnat.internal.io.DelegatingSocket;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;

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
    channel.connect(endpoint, 0);
  }

  @Override
  public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
    channel.connect(endpoint, timeoutMillis);
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

  // Streams -----------------------------------------------------------------------------------

  @Override
  public InputStream getInputStream() throws IOException {
    return new Input(super.getInputStream());
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new Output(super.getOutputStream());
  }

  /** The channel is closed when it is, or when the thread that reads is interrupted. */
  private final class Input extends FilterInputStream {

    Input(InputStream real) {
      super(real);
    }

    @Override
    public int read() throws IOException {
      try {
        return in.read();
      } finally {
        channel.closeWithReal();
      }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return in.read(bytes, offset, length);
      } finally {
        channel.closeWithReal();
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** The channel is closed when it is, or when the thread that writes is interrupted. */
  private final class Output extends FilterOutputStream {

    Output(OutputStream real) {
      super(real);
    }

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } finally {
        channel.closeWithReal();
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
