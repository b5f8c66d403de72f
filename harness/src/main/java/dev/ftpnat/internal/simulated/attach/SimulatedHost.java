package dev.ftpnat.internal.simulated.attach;

import dev.ftpnat.internal.address.AddressBook.Lease;
import dev.ftpnat.internal.address.Announced;
import dev.ftpnat.internal.simulated.routing.ConnectFailure;
import dev.ftpnat.net.Endpoint;
import java.net.InetAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.Optional;

/** The client's host on a simulated network, as the ways onto the network know it. */
public interface SimulatedHost {

  /** The addresses and names that exist on the network. */
  Lease lease();

  /** Whether an address exists on the network. */
  boolean covers(InetAddress address);

  /** Where replies of the network's server lead. */
  Announced announced();

  /** Whether an address is one of the host's own. */
  boolean isClient(InetAddress address);

  /** The address of a name that is known on the network, or that is an address. */
  Optional<InetAddress> resolve(String name);

  /** How client code that knows SOCKS gets onto the network. */
  Proxy socksProxy();

  /**
   * A socket that is bound to this port of loopback is about to connect to the {@link #socksProxy}
   * without speaking SOCKS, and is led to the target.
   */
  void expect(int realPort, Endpoint target);

  /** It won't. */
  void expectNoMore(int realPort);

  /** What a connection attempt would be refused with; empty if it would be established. */
  Optional<ConnectFailure> refusal(Endpoint target);

  /** How long an attempt that nobody answers takes. */
  Duration connectGiveUp();

  /**
   * Waits for an answer that doesn't come.
   *
   * @return false if the network was closed meanwhile
   */
  boolean awaitSilence(Duration duration);

  /** Whether the network is closed. */
  boolean isClosed();

  /** The virtual endpoint that a connection to the client comes from, by its real source port. */
  Optional<Endpoint> sourceOf(int realPort);
}
