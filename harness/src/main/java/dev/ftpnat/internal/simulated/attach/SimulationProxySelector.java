package dev.ftpnat.internal.simulated.attach;

import dev.ftpnat.internal.address.AddressBook;
import dev.ftpnat.internal.simulated.routing.ConnectFailure;
import dev.ftpnat.internal.simulated.routing.ConnectFailures;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.trace.event.Outcome;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How unmodified {@code java.net.Socket} code gets onto the simulated networks. A socket that
 * connects asks here, on its own thread; for a simulated address it is sent to that network's SOCKS
 * server. A refusal is thrown from here, since {@code Socket.connect} passes it on as it is,
 * whereas a refusal by the SOCKS server would come out as an exception of the wrong type.
 */
final class SimulationProxySelector extends ProxySelector {

  private static final Pattern IPV6 = Pattern.compile("(\\[[^\\]]+\\]):(\\d{1,5})");

  private final SimulatedNetworks internet;
  private final Optional<ProxySelector> previous;

  SimulationProxySelector(SimulatedNetworks internet, Optional<ProxySelector> previous) {
    this.internet = internet;
    this.previous = previous;
  }

  /** The selector that was the default before. */
  Optional<ProxySelector> previous() {
    return previous;
  }

  @Override
  public List<Proxy> select(URI uri) {
    if (uri == null) {
      throw new IllegalArgumentException("uri is null");
    }
    boolean socket = "socket".equalsIgnoreCase(uri.getScheme());
    if (socket) {
      checkIpv6(uri);
    }
    Optional<InetAddress> address = address(uri, socket);
    Optional<SimulatedHost> network = address.flatMap(internet::networkOf);
    if (network.isEmpty() && (socket || isFtp(uri))) {
      // Who wants HTTP there follows no reply: it may be a web server that the test itself has.
      network = address.flatMap(at -> internet.announcerOf(at, uri.getPort()));
    }
    if (network.isEmpty() && socket && address.isPresent()) {
      checkElsewhere(address.get());
      internet.connecting(address.get(), uri.getPort());
    }
    if (network.isEmpty()) {
      return previous
          .map(selector -> selector.select(uri))
          .orElseGet(() -> List.of(Proxy.NO_PROXY));
    }
    if (socket) {
      return attach(network.get(), new Endpoint(address.get(), Math.max(0, uri.getPort())));
    }
    // No proxy, rather than ours: the JDK's FTP handler then opens plain sockets, which ask here
    // again and get their refusals by the right exceptions.
    return isFtp(uri) ? List.of() : List.of(network.get().socksProxy());
  }

  private static boolean isFtp(URI uri) {
    return "ftp".equalsIgnoreCase(uri.getScheme());
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    Optional<BlackHole> blackHole = BlackHole.behind(address);
    if (blackHole.isPresent()) {
      if (failure instanceof SocketTimeoutException) {
        blackHole.get().givenUp();
        throw ConnectFailures.<RuntimeException>sneak(ConnectFailures.callerTimedOut());
      }
      return;
    }
    previous.ifPresent(
        selector -> {
          if (address(uri, false).flatMap(internet::networkOf).isEmpty()) {
            selector.connectFailed(uri, address, failure);
          }
        });
  }

  /** There is no IPv6 on these networks, but a reply may have named such an address. */
  private void checkIpv6(URI uri) {
    // Java escapes the brackets, so that there is no host in it, but something like one.
    Matcher literal = IPV6.matcher(Optional.ofNullable(uri.getAuthority()).orElse(""));
    Optional<Inet6Address> address =
        literal.matches()
            ? IpAddresses.parse(literal.group(1))
                .filter(Inet6Address.class::isInstance)
                .map(Inet6Address.class::cast)
            : Optional.empty();
    if (address.isEmpty()) {
      return;
    }
    int port = Integer.parseInt(literal.group(2));
    internet.connecting(address.get(), port);
    internet
        .announcerOf(address.get(), port)
        .ifPresent(
            network -> {
              ConnectFailure refusal = network.refusal(address.get(), port);
              throw ConnectFailures.<RuntimeException>sneak(refusal.exception());
            });
  }

  /** Lets through what isn't simulated, unless it would leave the machine by mistake. */
  private void checkElsewhere(InetAddress address) {
    Optional<NetworkGuard> guard = internet.guardOf(address);
    try {
      if (guard.isPresent()) {
        guard.get().check(address);
      } else if (isNobodys(address)) {
        throw ConnectFailures.of(Outcome.UNREACHABLE);
      }
    } catch (IOException e) {
      throw ConnectFailures.<RuntimeException>sneak(e);
    }
  }

  /** A neighbour of an environment, or an environment that is gone: nothing real to connect to. */
  private boolean isNobodys(InetAddress address) {
    return internet.isRunning() && AddressBook.isFromPublicPools(address);
  }

  private Optional<InetAddress> address(URI uri, boolean askNameService) {
    String host = uri == null ? null : uri.getHost();
    if (host == null || host.startsWith("[")) {
      return Optional.empty();
    }
    Optional<InetAddress> known = internet.addressOf(host);
    return known.isEmpty() && askNameService
        ? internet.addressByNameService(host, uri.getPort())
        : known;
  }

  private List<Proxy> attach(SimulatedHost network, Endpoint target) {
    internet.attached(network);
    Optional<ConnectFailure> refusal = network.refusal(target);
    if (refusal.isEmpty()) {
      return List.of(network.socksProxy());
    }
    if (refusal.get().isSilent()) {
      return new BlackHole(network, refusal.get());
    }
    throw ConnectFailures.<RuntimeException>sneak(refusal.get().exception());
  }
}
