package dev.ftpnat.internal.simulated.channel;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.SelectableChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** A channel of datagrams of the JDK's, for our selectors. No datagram is simulated. */
final class FrontingDatagramChannel extends DatagramChannel implements Fronting {

  private final DatagramChannel real;
  private final Registrations registrations = new Registrations();
  private final AtomicReference<DatagramChannelSocket> socket = new AtomicReference<>();

  FrontingDatagramChannel(SelectorProvider provider, DatagramChannel real) {
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
  public DatagramChannel bind(SocketAddress local) throws IOException {
    on(() -> real.bind(local));
    return this;
  }

  @Override
  public <T> DatagramChannel setOption(SocketOption<T> name, T value) throws IOException {
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
  public DatagramSocket socket() {
    if (socket.get() == null) {
      socket.compareAndSet(null, new DatagramChannelSocket(this, real.socket()));
    }
    return socket.get();
  }

  @Override
  public boolean isConnected() {
    return real.isConnected();
  }

  @Override
  public DatagramChannel connect(SocketAddress remote) throws IOException {
    on(() -> real.connect(remote));
    return this;
  }

  @Override
  public DatagramChannel disconnect() throws IOException {
    on(real::disconnect);
    return this;
  }

  @Override
  public SocketAddress getRemoteAddress() throws IOException {
    return on(real::getRemoteAddress);
  }

  @Override
  public SocketAddress getLocalAddress() throws IOException {
    return on(real::getLocalAddress);
  }

  @Override
  public SocketAddress receive(ByteBuffer buffer) throws IOException {
    return on(() -> real.receive(buffer));
  }

  @Override
  public int send(ByteBuffer buffer, SocketAddress target) throws IOException {
    return on(() -> real.send(buffer, target));
  }

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
  public MembershipKey join(InetAddress group, NetworkInterface network) throws IOException {
    return on(() -> new Membership(this, real.join(group, network)));
  }

  @Override
  public MembershipKey join(InetAddress group, NetworkInterface network, InetAddress source)
      throws IOException {
    return on(() -> new Membership(this, real.join(group, network, source)));
  }

  /** The JDK's, which is the same for who joins a group again; so this is equal then. */
  private static final class Membership extends MembershipKey {

    private final FrontingDatagramChannel channel;
    private final MembershipKey key;

    Membership(FrontingDatagramChannel channel, MembershipKey key) {
      this.channel = channel;
      this.key = key;
    }

    @Override
    public boolean isValid() {
      return key.isValid();
    }

    @Override
    public void drop() {
      key.drop();
    }

    @Override
    public MembershipKey block(InetAddress source) throws IOException {
      key.block(source);
      return this;
    }

    @Override
    public MembershipKey unblock(InetAddress source) {
      key.unblock(source);
      return this;
    }

    @Override
    public DatagramChannel channel() {
      return channel;
    }

    @Override
    public InetAddress group() {
      return key.group();
    }

    @Override
    public NetworkInterface networkInterface() {
      return key.networkInterface();
    }

    @Override
    public InetAddress sourceAddress() {
      return key.sourceAddress();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Membership membership && membership.key.equals(key);
    }

    @Override
    public int hashCode() {
      return key.hashCode();
    }

    @Override
    public String toString() {
      return key.toString();
    }
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
