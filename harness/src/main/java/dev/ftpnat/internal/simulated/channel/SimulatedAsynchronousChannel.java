package dev.ftpnat.internal.simulated.channel;

import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.internal.simulated.attach.SimulatedHost;
import dev.ftpnat.internal.simulated.attach.SimulatedNetworks;
import dev.ftpnat.internal.simulated.routing.ConnectFailure;
import dev.ftpnat.net.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** An asynchronous channel of the JDK's that is on whichever network it is connected to. */
final class SimulatedAsynchronousChannel extends AsynchronousSocketChannel {

  private final AsynchronousSocketChannel real;
  private final AtomicReference<CompletableFuture<Void>> refused = new AtomicReference<>();
  private volatile Optional<InetSocketAddress> target = Optional.empty();
  private volatile Runnable forget = () -> {};

  SimulatedAsynchronousChannel(
      AsynchronousChannelProvider provider, AsynchronousSocketChannel real) {
    super(provider);
    this.real = real;
  }

  // Connecting --------------------------------------------------------------------------------

  @Override
  public <A> void connect(
      SocketAddress remote, A attachment, CompletionHandler<Void, ? super A> handler) {
    if (handler == null) {
      throw new NullPointerException("'handler' is null");
    }
    requireNotPending();
    SocketAddress way;
    try {
      way = way(remote);
    } catch (IOException e) {
      fail(e, attachment, handler);
      return;
    }
    CompletableFuture<Void> failing = refused.get();
    if (failing == null) {
      real.connect(way, attachment, handler);
    } else {
      var unused = failing.whenComplete((nothing, failure) -> handler.failed(failure, attachment));
    }
  }

  @Override
  public Future<Void> connect(SocketAddress remote) {
    requireNotPending();
    try {
      SocketAddress way = way(remote);
      CompletableFuture<Void> failing = refused.get();
      return failing == null ? real.connect(way) : failing;
    } catch (IOException e) {
      Sockets.close(this);
      return CompletableFuture.failedFuture(e);
    }
  }

  private void requireNotPending() {
    if (refused.get() != null && isOpen()) {
      throw new ConnectionPendingException();
    }
  }

  private <A> void fail(
      IOException failure, A attachment, CompletionHandler<Void, ? super A> handler) {
    Sockets.close(this);
    CompletableFuture.delayedExecutor(0, TimeUnit.NANOSECONDS)
        .execute(() -> handler.failed(failure, attachment));
  }

  /** Where the JDK's has to connect to; there is a failure to come if it is to do nothing. */
  private SocketAddress way(SocketAddress remote) throws IOException {
    if (!(remote instanceof InetSocketAddress address)
        || address.isUnresolved()
        || !isOpen()
        || real.getRemoteAddress() != null) {
      return remote; // The JDK's says what is wrong with it.
    }
    Optional<SimulatedHost> network =
        SimulatedNetworks.shared().leadingTo(address.getAddress(), address.getPort());
    return network.isPresent() ? way(network.get(), address) : remote;
  }

  private SocketAddress way(SimulatedHost network, InetSocketAddress address) throws IOException {
    Endpoint endpoint = new Endpoint(address.getAddress(), address.getPort());
    Optional<ConnectFailure> failure = network.refusal(endpoint);
    if (failure.isPresent()) {
      refuse(new RefusedConnect(failure.get(), network.connectGiveUp()));
      return address;
    }
    target = Optional.of(address);
    if (real.getLocalAddress() == null) {
      real.bind(new InetSocketAddress(Sockets.loopback(), 0));
    }
    int port = ((InetSocketAddress) real.getLocalAddress()).getPort();
    network.expect(port, endpoint);
    forget = () -> network.expectNoMore(port);
    return network.socksProxy().address();
  }

  /** Fails when it is time, unless the channel is closed before. */
  private void refuse(RefusedConnect refusal) {
    CompletableFuture<Void> failing = new CompletableFuture<>();
    refused.set(failing);
    Executor later =
        CompletableFuture.delayedExecutor(Math.max(0, refusal.nanosLeft()), TimeUnit.NANOSECONDS);
    later.execute(
        () -> {
          refusal.givenUp();
          Sockets.close(real);
          failing.completeExceptionally(refusal.exception());
        });
  }

  @Override
  public SocketAddress getRemoteAddress() throws IOException {
    SocketAddress remote = real.getRemoteAddress();
    return remote == null ? null : target.<SocketAddress>map(at -> at).orElse(remote);
  }

  @Override
  public boolean isOpen() {
    return real.isOpen();
  }

  @Override
  public void close() throws IOException {
    forget.run();
    real.close();
    CompletableFuture<Void> failing = refused.get();
    if (failing != null) {
      failing.completeExceptionally(new ClosedChannelException());
    }
  }

  // What the JDK's does -----------------------------------------------------------------------

  @Override
  public <A> void read(
      ByteBuffer buffer,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Integer, ? super A> handler) {
    real.read(buffer, timeout, unit, attachment, handler);
  }

  @Override
  public Future<Integer> read(ByteBuffer buffer) {
    return real.read(buffer);
  }

  @Override
  public <A> void read(
      ByteBuffer[] buffers,
      int offset,
      int length,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Long, ? super A> handler) {
    real.read(buffers, offset, length, timeout, unit, attachment, handler);
  }

  @Override
  public <A> void write(
      ByteBuffer buffer,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Integer, ? super A> handler) {
    real.write(buffer, timeout, unit, attachment, handler);
  }

  @Override
  public Future<Integer> write(ByteBuffer buffer) {
    return real.write(buffer);
  }

  @Override
  public <A> void write(
      ByteBuffer[] buffers,
      int offset,
      int length,
      long timeout,
      TimeUnit unit,
      A attachment,
      CompletionHandler<Long, ? super A> handler) {
    real.write(buffers, offset, length, timeout, unit, attachment, handler);
  }

  @Override
  public AsynchronousSocketChannel bind(SocketAddress local) throws IOException {
    real.bind(local);
    return this;
  }

  @Override
  public <T> AsynchronousSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
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
  public AsynchronousSocketChannel shutdownInput() throws IOException {
    real.shutdownInput();
    return this;
  }

  @Override
  public AsynchronousSocketChannel shutdownOutput() throws IOException {
    real.shutdownOutput();
    return this;
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return real.getLocalAddress();
  }

  @Override
  public String toString() {
    return target
        .map(at -> AsynchronousSocketChannel.class.getName() + "[remote=" + at + "]")
        .orElseGet(real::toString);
  }
}
