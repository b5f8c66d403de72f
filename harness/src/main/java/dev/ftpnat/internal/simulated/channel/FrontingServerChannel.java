package dev.ftpnat.internal.simulated.channel;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** A listening channel of the JDK's, for our selectors, as those are that it accepts. */
final class FrontingServerChannel extends ServerSocketChannel implements Fronting {

  private final ServerSocketChannel real;
  private final Registrations registrations = new Registrations();
  private final AtomicReference<ServerChannelSocket> socket = new AtomicReference<>();

  FrontingServerChannel(SelectorProvider provider, ServerSocketChannel real) {
    super(provider);
    this.real = real;
  }

  @Override
  public SelectableChannel real() {
    return real;
  }

  @Override
  public Registrations registrations() {
    return registrations;
  }

  @Override
  public SocketChannel accept() throws IOException {
    SocketChannel accepted = on(real::accept);
    return accepted == null ? null : front(accepted);
  }

  /** What has been accepted by the JDK's, as this accepts it. */
  SocketChannel front(SocketChannel accepted) {
    return new SimulatedChannel(provider(), accepted);
  }

  @Override
  public ServerSocketChannel bind(SocketAddress local, int backlog) throws IOException {
    on(() -> real.bind(local, backlog));
    return this;
  }

  @Override
  public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
    on(() -> real.setOption(name, value));
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return on(() -> real.getOption(name));
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return real.supportedOptions();
  }

  @Override
  public ServerSocket socket() {
    if (socket.get() == null) {
      socket.compareAndSet(null, new ServerChannelSocket(this, real.socket()));
    }
    return socket.get();
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return on(real::getLocalAddress);
  }

  @Override
  protected void implConfigureBlocking(boolean block) throws IOException {
    registrations.configureBlocking(real, block);
  }

  @Override
  protected void implCloseSelectableChannel() throws IOException {
    real.close();
  }

  @Override
  public String toString() {
    return real.toString();
  }
}
