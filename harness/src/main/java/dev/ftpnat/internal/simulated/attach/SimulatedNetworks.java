package dev.ftpnat.internal.simulated.attach;

import dev.ftpnat.internal.address.AddressBook;
import dev.ftpnat.internal.simulated.routing.ConnectFailures;
import dev.ftpnat.net.IpAddresses;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ProxySelector;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * All simulated networks of this JVM, found by the addresses that exist in them. While there is
 * one, the JVM's default {@link ProxySelector} is ours, because that is what {@code
 * java.net.Socket} asks on every connect; the one from before answers for all other addresses, and
 * is put back in the end. The same selector asks the {@link NetworkGuard}s.
 */
public final class SimulatedNetworks {

  private static final SimulatedNetworks SHARED = new SimulatedNetworks();

  private final List<SimulatedHost> networks = new CopyOnWriteArrayList<>();
  private final List<NetworkGuard> guards = new CopyOnWriteArrayList<>();
  private final ThreadLocal<WeakReference<SimulatedHost>> attachedTo =
      ThreadLocal.withInitial(() -> new WeakReference<>(null));

  /** Which of a network's client hosts a thread is on, if it has been told. */
  private final ThreadLocal<WeakReference<SimulatedHost>> entered = new InheritableThreadLocal<>();

  private SimulationProxySelector installed;

  private SimulatedNetworks() {}

  public static SimulatedNetworks shared() {
    return SHARED;
  }

  public synchronized void join(SimulatedHost network) {
    install();
    networks.add(network);
  }

  public synchronized void join(NetworkGuard guard) {
    install();
    guards.add(guard);
  }

  private void install() {
    ProxySelector current = ProxySelector.getDefault();
    // Somebody may have replaced ours meanwhile. Then a second one goes in front of theirs; the
    // first keeps what it stands in front of, so the chain has no loop.
    if (installed == null || current != installed) {
      installed = new SimulationProxySelector(this, Optional.ofNullable(current));
      ProxySelector.setDefault(installed);
    }
  }

  public synchronized void leave(SimulatedHost network) {
    networks.remove(network);
    uninstallIfUnused();
  }

  public synchronized void leave(NetworkGuard guard) {
    guards.remove(guard);
    uninstallIfUnused();
  }

  private void uninstallIfUnused() {
    if (networks.isEmpty() && guards.isEmpty() && installed != null) {
      if (ProxySelector.getDefault() == installed) {
        ProxySelector.setDefault(installed.previous().orElse(null));
      }
      installed = null;
    }
  }

  /**
   * The network that a connection of the calling thread has to be made in; empty if it is the
   * machine's own.
   *
   * @throws IOException if it is none of these, as there is nobody real at the address
   */
  public Optional<SimulatedHost> leadingTo(InetAddress address, int port) throws IOException {
    Optional<SimulatedHost> network = networkOf(address).or(() -> announcerOf(address, port));
    if (network.isPresent()) {
      attached(network.get());
    } else {
      checkElsewhere(address);
      connecting(address, port);
    }
    return network;
  }

  /** Lets through what isn't simulated, unless it would leave the machine by mistake. */
  void checkElsewhere(InetAddress address) throws IOException {
    Optional<NetworkGuard> guard = guardOf(address);
    if (guard.isPresent()) {
      guard.get().check(address);
    } else if (isRunning() && AddressBook.isFromPublicPools(address)) {
      // A neighbour of an environment, or an environment that is gone.
      throw ConnectFailures.noRoute(address);
    }
  }

  /** Whether there is any network. */
  boolean isRunning() {
    return !networks.isEmpty();
  }

  /** The network in which an address exists, or below whose NAT64's prefix it is. */
  Optional<SimulatedHost> networkOf(InetAddress address) {
    return networks.stream()
        .filter(network -> network.covers(address))
        .findFirst()
        .or(() -> translatorOf(address))
        .map(this::asEntered);
  }

  /**
   * From now on the calling thread, and those that it starts, are on this host when they connect to
   * its network.
   *
   * @return what puts the thread back to where it was
   */
  public Runnable enter(SimulatedHost host) {
    WeakReference<SimulatedHost> before = entered.get();
    entered.set(new WeakReference<>(host));
    return () -> {
      if (before == null) {
        entered.remove();
      } else {
        entered.set(before);
      }
    };
  }

  private Optional<SimulatedHost> entered() {
    return Optional.ofNullable(entered.get()).map(WeakReference::get);
  }

  private SimulatedHost asEntered(SimulatedHost network) {
    return entered().filter(host -> host.lease() == network.lease()).orElse(network);
  }

  /**
   * Networks have a NAT64's prefix in common. An address below it that is no host's in any of them
   * is looked for where the calling thread is.
   */
  private Optional<SimulatedHost> translatorOf(InetAddress address) {
    List<SimulatedHost> translators =
        networks.stream().filter(network -> network.lease().translates(address)).toList();
    if (translators.isEmpty()
        || guardOf(address).filter(guard -> guard.covers(address) || guard.isHere()).isPresent()) {
      return Optional.empty();
    }
    SimulatedHost before = attachedTo.get().get();
    return Optional.of(translators.contains(before) ? before : translators.get(0));
  }

  /**
   * The network whose server has told a client to connect there, to an endpoint that is outside of
   * it. If several have, that is the one that the calling thread has connected to before, or else
   * the one that said so last; none of them if the thread is on a network that isn't simulated.
   */
  Optional<SimulatedHost> announcerOf(InetAddress address, int port) {
    List<SimulatedHost> announcers =
        networks.stream().filter(network -> network.announced().contains(address, port)).toList();
    Optional<SimulatedHost> guest =
        entered().filter(host -> announcers.stream().anyMatch(it -> it.lease() == host.lease()));
    if (guest.isPresent()) {
      return guest;
    }
    SimulatedHost before = attachedTo.get().get();
    if (announcers.contains(before)) {
      return Optional.of(before);
    }
    return announcers.stream()
        .filter(network -> guards.stream().noneMatch(NetworkGuard::isHere))
        .max(
            Comparator.comparingLong(network -> network.announced().turn(address, port).orElse(0)));
  }

  /** The calling thread connects to a network. */
  void attached(SimulatedHost network) {
    attachedTo.set(new WeakReference<>(network));
  }

  /** Who guards the address of a network that isn't simulated. */
  Optional<NetworkGuard> guardOf(InetAddress address) {
    return guards.stream()
        .filter(guard -> guard.covers(address))
        .findFirst()
        .or(
            () ->
                guards.stream()
                    .filter(guard -> guard.translates(address))
                    .max(Comparator.comparing(NetworkGuard::isHere)));
  }

  /** The calling thread connects to an address that no simulated network has. */
  void connecting(InetAddress address, int port) {
    guards.forEach(guard -> guard.connecting(address, port));
  }

  /** The network in which a name is known, and the address that it has there. */
  Optional<InetAddress> addressOf(String host) {
    Optional<InetAddress> literal = IpAddresses.parse(host);
    return literal.isPresent()
        ? literal
        : networks.stream()
            .flatMap(network -> network.resolve(host).filter(at -> isIn(network, at)).stream())
            .findFirst();
  }

  private static boolean isIn(SimulatedHost network, InetAddress address) {
    return network.covers(address) || network.lease().translates(address);
  }

  /** Whether the name service knows a name. */
  boolean isNamed(String host) {
    try {
      return InetAddress.getAllByName(host).length > 0;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /**
   * The address of a name that the outside world gave to one of our addresses: {@code
   * InetAddress.getHostName()} asks the real name service, and a socket then asks its proxy
   * selector by that name. The answer is in the JDK's cache, since whoever connects has just asked.
   */
  Optional<InetAddress> addressByNameService(String host, int port) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (networkOf(address).isPresent()
            || announcerOf(address, port).isPresent()
            || guardOf(address).isPresent()) {
          return Optional.of(address);
        }
      }
    } catch (UnknownHostException e) {
      // Then it isn't ours.
    }
    return Optional.empty();
  }
}
