package dev.ftpnat.internal.simulated.attach;

import dev.ftpnat.internal.simulated.routing.ConnectFailure;
import dev.ftpnat.internal.simulated.routing.ConnectFailures;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
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

  private static final Pattern IPV6 =
      Pattern.compile(
          "(?:[^@]*@)?(\\[[^\\]]+\\])(?::(\\d{1,4}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d\\d|655[0-2]\\d|6553[0-5]))?");

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
    Optional<Endpoint> ipv6 = ipv6(uri);
    int port = ipv6.map(Endpoint::port).orElse(uri.getPort());
    Optional<InetAddress> address =
        ipv6.isPresent() ? ipv6.map(Endpoint::address) : address(uri, socket);
    Optional<SimulatedHost> network = address.flatMap(internet::networkOf);
    if (network.isEmpty() && (socket || isFtp(uri))) {
      // Who wants HTTP there follows no reply: it may be a web server that the test itself has.
      network = address.flatMap(at -> internet.announcerOf(at, port));
    }
    if (network.isEmpty() && socket && address.isPresent()) {
      checkElsewhere(address.get());
      internet.connecting(address.get(), port);
    }
    if (network.isEmpty() && socket && address.isEmpty()) {
      return elsewhere(uri);
    }
    if (network.isEmpty()) {
      return previous
          .map(selector -> selector.select(uri))
          .orElseGet(() -> List.of(Proxy.NO_PROXY));
    }
    if (socket) {
      return attach(network.get(), new Endpoint(address.get(), Math.max(0, port)));
    }
    // No proxy, rather than ours: the JDK's FTP handler then opens plain sockets, which ask here
    // again and get their refusals by the right exceptions.
    return isFtp(uri) ? List.of() : List.of(network.get().socksProxy());
  }

  /**
   * What isn't known to be an address of an environment, for whoever goes by a name. A socket that
   * has an address as well doesn't tell it: {@code InetAddress.getByAddress("any.name", bytes)}. If
   * no name service knows the name, it may be any, and to go there directly may be to leave the
   * machine.
   */
  private List<Proxy> elsewhere(URI uri) {
    List<Proxy> proxies =
        previous.map(selector -> selector.select(uri)).orElse(List.of(Proxy.NO_PROXY));
    String host = host(uri);
    if (!internet.isRunning() || host == null || internet.isNamed(host)) {
      return proxies;
    }
    List<Proxy> others =
        proxies.stream().filter(proxy -> proxy.type() != Proxy.Type.DIRECT).toList();
    if (others.isEmpty()) {
      throw ConnectFailures.<RuntimeException>sneak(
          new UnknownHostException(
              host
                  + ": no name service knows it, and a java.net.Socket tells FtpNat no more than"
                  + " the name. If it has an address (InetAddress.getByAddress(name, bytes)), that"
                  + " may be one of the environment's, so it isn't let out to the real network."
                  + " Connect to the address without a name, or by nat.socketFactory()"));
    }
    return others;
  }

  /** Java takes a name for none that has an underscore in it, and keeps it as the authority. */
  private static String host(URI uri) {
    String authority = uri.getAuthority();
    return uri.getHost() != null || authority == null || authority.contains("[")
        ? uri.getHost()
        : authority.replaceFirst(":\\d*$", "");
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
          Optional<InetAddress> ipv6 =
              uri == null ? Optional.empty() : ipv6(uri).map(Endpoint::address);
          if (ipv6.or(() -> address(uri, false)).flatMap(internet::networkOf).isEmpty()) {
            selector.connectFailed(uri, address, failure);
          }
        });
  }

  /** The IPv6 literal of a URI; port 0 if it has none. */
  private static Optional<Endpoint> ipv6(URI uri) {
    // Java escapes the brackets of a socket's, so that there is no host in it, but something like
    // one.
    Matcher literal = IPV6.matcher(Optional.ofNullable(uri.getAuthority()).orElse(""));
    return literal.matches()
        ? IpAddresses.parse(literal.group(1))
            .filter(Inet6Address.class::isInstance)
            .map(address -> new Endpoint(address, port(literal.group(2))))
        : Optional.empty();
  }

  private static int port(String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  /** Lets through what isn't simulated, unless it would leave the machine by mistake. */
  private void checkElsewhere(InetAddress address) {
    try {
      internet.checkElsewhere(address);
    } catch (IOException e) {
      throw ConnectFailures.<RuntimeException>sneak(e);
    }
  }

  private Optional<InetAddress> address(URI uri, boolean askNameService) {
    String host = uri == null ? null : host(uri);
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
