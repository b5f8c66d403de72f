package dev.ftpnat.internal.simulated.channel;

import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.internal.simulated.attach.SimulatedHost;
import dev.ftpnat.internal.simulated.attach.SimulatedNetworks;
import dev.ftpnat.internal.simulated.routing.ConnectFailure;
import dev.ftpnat.internal.simulated.routing.ConnectFailures;
import dev.ftpnat.net.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NoConnectionPendingException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** A socket channel of the JDK's that is on whichever network it is connected to. */
final class SimulatedChannel extends SocketChannel implements Fronting {

  private static final Duration PACE = Duration.ofMillis(4);

  private final SocketChannel real;
  private final Registrations registrations = new Registrations();
  private final AtomicReference<ChannelSocket> socket = new AtomicReference<>();
  private volatile Optional<InetSocketAddress> target = Optional.empty();
  private volatile Optional<RefusedConnect> refused = Optional.empty();
  private volatile Runnable forget = () -> {};

  SimulatedChannel(SelectorProvider provider, SocketChannel real) {
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

  /** The connect that goes on now and comes to nothing. */
  Optional<RefusedConnect> refused() {
    return refused;
  }

  /** What it is connected to on a simulated network. */
  Optional<InetSocketAddress> target() {
    return real.isConnected() ? target : Optional.empty();
  }

  // Connecting --------------------------------------------------------------------------------

  @Override
  public boolean connect(SocketAddress remote) throws IOException {
    return connect(remote, Duration.ZERO, () -> real.connect(remote));
  }

  /**
   * Connects as sockets do, which is only in blocking mode.
   *
   * @param timeoutMillis how long to wait at most; zero for as long as the stack does
   */
  void connect(SocketAddress remote, int timeoutMillis) throws IOException {
    if (timeoutMillis < 0) {
      throw new IllegalArgumentException("the timeout is negative: " + timeoutMillis + " ms");
    }
    if (!isBlocking()) {
      throw new IllegalBlockingModeException();
    }
    boolean connected =
        connect(
            remote,
            Duration.ofMillis(timeoutMillis),
            () -> {
              real.socket().connect(remote, timeoutMillis);
              return true;
            });
    assert connected : "a connect that blocks has ended before it was done";
  }

  /** Connects; elsewhere than on simulated networks, and to what can't be, as the JDK's does. */
  private boolean connect(SocketAddress remote, Duration timeout, Operation<Boolean> elsewhere)
      throws IOException {
    if (refused.isPresent()) {
      throw new ConnectionPendingException();
    }
    if (!isOpen()
        || real.isConnected()
        || real.isConnectionPending()
        || !(remote instanceof InetSocketAddress address)
        || address.isUnresolved()) {
      return connectElsewhere(elsewhere);
    }
    try {
      Optional<SimulatedHost> network =
          SimulatedNetworks.shared().leadingTo(address.getAddress(), address.getPort());
      if (network.isPresent()) {
        return connect(network.get(), address, timeout);
      }
    } catch (IOException e) {
      close();
      throw e;
    }
    return connectElsewhere(elsewhere);
  }

  private boolean connectElsewhere(Operation<Boolean> elsewhere) throws IOException {
    try {
      return elsewhere.run();
    } finally {
      closeWithReal();
    }
  }

  /** The JDK's closes itself when a connect fails, when a thread is interrupted, by its streams. */
  void closeWithReal() throws IOException {
    if (!real.isOpen()) {
      close();
    }
  }

  private boolean connect(SimulatedHost network, InetSocketAddress address, Duration timeout)
      throws IOException {
    Endpoint endpoint = new Endpoint(address.getAddress(), address.getPort());
    Optional<ConnectFailure> failure = network.refusal(endpoint);
    if (failure.isEmpty()) {
      target = Optional.of(address);
      if (real.getLocalAddress() == null) {
        real.bind(new InetSocketAddress(Sockets.loopback(), 0));
      }
      int port = ((InetSocketAddress) real.getLocalAddress()).getPort();
      network.expect(port, endpoint);
      forget = () -> network.expectNoMore(port);
      return real.connect(network.socksProxy().address());
    }
    RefusedConnect pending = new RefusedConnect(failure.get(), network.connectGiveUp());
    if (!isBlocking()) {
      refused = Optional.of(pending);
      registrations.connecting();
      return false;
    }
    long deadline = System.nanoTime() + timeout.toNanos();
    boolean timedOut = false;
    while (!pending.isDue() && !timedOut) {
      network.awaitSilence(PACE);
      if (!isOpen()) {
        pending.givenUp();
        throw new AsynchronousCloseException();
      }
      timedOut = !timeout.isZero() && System.nanoTime() - deadline >= 0;
    }
    pending.givenUp();
    throw timedOut ? ConnectFailures.callerTimedOut() : pending.exception();
  }

  @Override
  public boolean finishConnect() throws IOException {
    requireOpen();
    if (!isConnectionPending() && !real.isConnected()) {
      throw new NoConnectionPendingException();
    }
    try {
      Optional<RefusedConnect> pending = refused;
      if (pending.isEmpty()) {
        return real.finishConnect();
      }
      while (isBlocking() && !pending.get().isDue()) {
        LockSupport.parkNanos(PACE.toNanos());
        requireOpen();
      }
      if (!pending.get().isDue()) {
        return false;
      }
      throw pending.get().exception();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  @Override
  public boolean isConnectionPending() {
    return refused.isPresent() || real.isConnectionPending();
  }

  @Override
  public boolean isConnected() {
    return real.isConnected();
  }

  @Override
  public SocketAddress getRemoteAddress() throws IOException {
    SocketAddress remote = on(real::getRemoteAddress);
    return target().<SocketAddress>map(at -> at).orElse(remote);
  }

  private void requireOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  // What the JDK's does -----------------------------------------------------------------------

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    return on(() -> real.read(buffer));
  }

  @Override
  public long read(ByteBuffer[] buffers, int offset, int length) throws IOException {
    return on(() -> real.read(buffers, offset, length));
  }

  @Override
  public int write(ByteBuffer buffer) throws IOException {
    return on(() -> real.write(buffer));
  }

  @Override
  public long write(ByteBuffer[] buffers, int offset, int length) throws IOException {
    return on(() -> real.write(buffers, offset, length));
  }

  @Override
  public SocketChannel bind(SocketAddress local) throws IOException {
    on(() -> real.bind(local));
    return this;
  }

  @Override
  public <T> SocketChannel setOption(SocketOption<T> name, T value) throws IOException {
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
  public SocketChannel shutdownInput() throws IOException {
    on(() -> real.shutdownInput());
    return this;
  }

  @Override
  public SocketChannel shutdownOutput() throws IOException {
    on(() -> real.shutdownOutput());
    return this;
  }

  @Override
  public Socket socket() {
    if (socket.get() == null) {
      socket.compareAndSet(null, new ChannelSocket(this, real.socket()));
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
    refused.ifPresent(RefusedConnect::givenUp);
    refused = Optional.empty();
    forget.run();
    real.close();
  }

  @Override
  public String toString() {
    return target()
        .map(at -> SocketChannel.class.getName() + "[connected remote=" + at + "]")
        .orElseGet(real::toString);
  }
}
