package dev.ftpnat.internal.simulated.attach;

import dev.ftpnat.internal.address.AddressBook.Lease;
import dev.ftpnat.net.IpAddresses;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.util.function.BooleanSupplier;
import java.util.function.ObjIntConsumer;

/**
 * Keeps threads from the addresses of a network that is really there, but not where they are: out
 * in the machine's own network, these addresses are somebody else's. Sees what {@code
 * java.net.Socket} connects to, as long as it isn't closed.
 */
public final class NetworkGuard implements AutoCloseable {

  private final Lease lease;
  private final BooleanSupplier onIt;
  private final ObjIntConsumer<InetAddress> connecting;

  private NetworkGuard(Lease lease, BooleanSupplier onIt, ObjIntConsumer<InetAddress> connecting) {
    this.lease = lease;
    this.onIt = onIt;
    this.connecting = connecting;
  }

  /**
   * Begins to guard.
   *
   * @param onIt whether the calling thread is on the network
   * @param connecting told of the address and the port that a thread which is there connects to
   */
  public static NetworkGuard of(
      Lease lease, BooleanSupplier onIt, ObjIntConsumer<InetAddress> connecting) {
    NetworkGuard guard = new NetworkGuard(lease, onIt, connecting);
    SimulatedNetworks.shared().join(guard);
    return guard;
  }

  /** The calling thread is about to connect. */
  void connecting(InetAddress address, int port) {
    if (isHere()) {
      connecting.accept(address, port);
    }
  }

  /** Whether the calling thread is on the network. */
  boolean isHere() {
    return onIt.getAsBoolean();
  }

  boolean covers(InetAddress address) {
    return lease.covers(address);
  }

  boolean translates(InetAddress address) {
    return lease.translates(address);
  }

  /**
   * Whether the calling thread may connect there.
   *
   * @throws NoRouteToHostException if it is elsewhere
   */
  void check(InetAddress address) throws NoRouteToHostException {
    if (!isHere()) {
      throw new NoRouteToHostException(
          IpAddresses.text(address)
              + " is on the kernel network of \""
              + lease.topology().name()
              + "\", and the thread "
              + Thread.currentThread().getName()
              + " isn't: call FtpNat.enter() on it, or start it from a thread that is there");
    }
  }

  @Override
  public void close() {
    SimulatedNetworks.shared().leave(this);
  }
}
