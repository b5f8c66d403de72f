package dev.ftpnat.topology;

import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Subnet;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The immutable description of a network: an FTP client, an FTP server, and the gateways that stand
 * between each of them and the internet.
 *
 * <pre>
 *   client ── client gateways ── internet ── server gateways ── server
 * </pre>
 *
 * Whatever has no address gets one when the topology is started, so that any number of environments
 * run side by side. Pinned addresses exist in one environment at a time.
 */
public final class Topology {

  /** One second: nobody wants to wait longer in a test. */
  public static final Duration FAST_CONNECT_GIVE_UP = Duration.ofSeconds(1);

  /** As long as Linux waits by default, with six retransmissions of a SYN (tcp_syn_retries). */
  public static final Duration LINUX_CONNECT_GIVE_UP = Duration.ofSeconds(127);

  private final String name;
  private final Vantage vantage;
  private final Optional<InetAddress> clientAddress;
  private final List<Gateway> clientGateways;
  private final List<Gateway> serverGateways;
  private final Server server;
  private final Duration connectGiveUp;
  private final boolean isIpv6;

  private Topology(Builder builder) {
    name = builder.name;
    vantage = builder.vantage;
    clientAddress = builder.clientAddress;
    clientGateways = List.copyOf(builder.clientGateways);
    serverGateways = List.copyOf(builder.serverGateways);
    server = builder.server;
    connectGiveUp = builder.connectGiveUp;
    isIpv6 = builder.isIpv6 || builder.pinned().anyMatch(Inet6Address.class::isInstance);
  }

  /** A builder that starts from a client and a server with nothing between them. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that starts from this topology. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** What the topology is called in traces and errors; by default {@code custom}. */
  public String name() {
    return name;
  }

  /** The class of the public side's addresses; by default {@link Vantage#PUBLIC}. */
  public Vantage vantage() {
    return vantage;
  }

  /**
   * Whether all addresses are of IPv6 and nothing has one of IPv4: {@link Builder#ipv6()} was
   * called, or an IPv6 address is pinned.
   */
  public boolean isIpv6() {
    return isIpv6;
  }

  /** The client's own address; empty while it is left to the environment. */
  public Optional<InetAddress> clientAddress() {
    return clientAddress;
  }

  /** The gateways before the client, the one next to it first. */
  public List<Gateway> clientGateways() {
    return clientGateways;
  }

  /** The gateways before the server, the one next to it first. */
  public List<Gateway> serverGateways() {
    return serverGateways;
  }

  /** The gateways between the client and the server, in that order. */
  public List<Gateway> gateways() {
    return path().gateways();
  }

  /** The order of all of them and of the links between them, from the client on. */
  public NetworkPath path() {
    return NetworkPath.of(this);
  }

  /** The server. */
  public Server server() {
    return server;
  }

  /**
   * The port at which clients come to the server's control connections: the port of the outermost
   * gateway's public address from which forwards lead to {@link Server#controlPort()}, or that port
   * itself if no gateway is before the server. Where several ports lead there, it is the server's
   * own one if that is among them, else that of the rule that was added first. Empty if none does.
   */
  public OptionalInt publicControlPort() {
    int own = server.controlPort();
    Set<Integer> ports = Set.of(own);
    for (Gateway gateway : serverGateways) {
      ports = gateway.outsidePorts(ports, server);
    }
    return ports.contains(own)
        ? OptionalInt.of(own)
        : ports.stream().mapToInt(Integer::intValue).findFirst();
  }

  /**
   * How long the client's TCP stack waits for an answer to a SYN before it gives up; by default
   * {@link #FAST_CONNECT_GIVE_UP}. A shorter connect timeout of the client wins. On the kernel
   * network the stack repeats SYNs as seldom as the kernel lets it: it gives up after 3 s or more.
   */
  public Duration connectGiveUp() {
    return connectGiveUp;
  }

  /**
   * How long the server waits for an answer to a SYN in active mode: {@link Server#connectGiveUp()}
   * if that is set, else as long as the client's stack.
   */
  public Duration serverConnectGiveUp() {
    return server.connectGiveUp().orElse(connectGiveUp);
  }

  /** The same topology with the server in this TLS mode. */
  public Topology withTls(TlsMode tls) {
    return toBuilder().server(s -> s.tls(tls)).build();
  }

  /**
   * The same topology with a server that insists on reused TLS sessions, or doesn't.
   *
   * @throws IllegalArgumentException if it does, and has no TLS
   */
  public Topology withSessionReuse(SessionReuse reuse) {
    return toBuilder().server(s -> s.sessionReuse(reuse)).build();
  }

  /**
   * The same topology with a server that tries this, or somebody in its place.
   *
   * @throws IllegalArgumentException if it is about TLS and the server has none, or if the server
   *     is told to do something else there
   */
  public Topology withAttack(Attack attack) {
    return attack.in(this);
  }

  /** The same topology seen from this vantage point. */
  public Topology withVantage(Vantage newVantage) {
    return toBuilder().vantage(newVantage).build();
  }

  /** The name. */
  @Override
  public String toString() {
    return name;
  }

  /** Collects the settings of a {@link Topology}. */
  public static final class Builder {

    private String name = "custom";
    private Vantage vantage = Vantage.PUBLIC;
    private Optional<InetAddress> clientAddress = Optional.empty();
    private final List<Gateway> clientGateways = new ArrayList<>();
    private final List<Gateway> serverGateways = new ArrayList<>();
    private Server server = Server.builder().build();
    private Duration connectGiveUp = FAST_CONNECT_GIVE_UP;
    private boolean isIpv6;

    private Builder() {}

    private Builder(Topology topology) {
      name = topology.name;
      vantage = topology.vantage;
      clientAddress = topology.clientAddress;
      clientGateways.addAll(topology.clientGateways);
      serverGateways.addAll(topology.serverGateways);
      server = topology.server;
      connectGiveUp = topology.connectGiveUp;
      isIpv6 = topology.isIpv6;
    }

    /** Sets what the topology is called. */
    public Builder name(String newName) {
      name = Objects.requireNonNull(newName, "name");
      return this;
    }

    /** Sets the class of the public side's addresses, for those that are not pinned. */
    public Builder vantage(Vantage newVantage) {
      vantage = Objects.requireNonNull(newVantage, "vantage");
      return this;
    }

    /**
     * Makes it a network of IPv6 alone. What isn't pinned gets an address out of 2001:db8::/32 (RFC
     * 3849) outside, and out of fd00::/8 (RFC 4193) behind gateways that translate.
     */
    public Builder ipv6() {
      isIpv6 = true;
      return this;
    }

    /** Pins the client's own address, for example {@code 198.51.100.2} or {@code 2001:db8::2}. */
    public Builder clientAddress(String literal) {
      clientAddress = Optional.of(IpAddresses.of(literal));
      return this;
    }

    /** Adds a gateway before the client, outside of those that were added before. */
    public Builder clientGateway(Gateway gateway) {
      clientGateways.add(Objects.requireNonNull(gateway, "gateway"));
      return this;
    }

    /** Adds a gateway before the server, outside of those that were added before. */
    public Builder serverGateway(Gateway gateway) {
      serverGateways.add(Objects.requireNonNull(gateway, "gateway"));
      return this;
    }

    /** Changes every gateway, on both sides. */
    public Builder gateways(UnaryOperator<Gateway.Builder> change) {
      clientGateways.replaceAll(gateway -> change.apply(gateway.toBuilder()).build());
      return serverGateways(change);
    }

    /** Changes every gateway before the server. */
    public Builder serverGateways(UnaryOperator<Gateway.Builder> change) {
      serverGateways.replaceAll(gateway -> change.apply(gateway.toBuilder()).build());
      return this;
    }

    /** Sets the server. */
    public Builder server(Server newServer) {
      server = Objects.requireNonNull(newServer, "server");
      return this;
    }

    /** Changes the server. */
    public Builder server(UnaryOperator<Server.Builder> change) {
      server = change.apply(server.toBuilder()).build();
      return this;
    }

    /**
     * Sets how long the client's TCP stack waits for an answer to a SYN, for example as {@linkplain
     * #LINUX_CONNECT_GIVE_UP Linux} does. The server waits as long, unless it has {@linkplain
     * Server.Builder#connectGiveUp a time of its own}.
     *
     * @throws IllegalArgumentException if it isn't between a millisecond and an hour
     */
    public Builder connectGiveUp(Duration duration) {
      connectGiveUp = Server.Builder.withinAnHour("connectGiveUp", duration);
      return this;
    }

    /**
     * Sets the addresses of everything at once, for whoever hands them out.
     *
     * @param client the client's own address
     * @param newClientGateways the gateways before the client, with addresses
     * @param serverHost the server's own address
     * @param newServerGateways the gateways before the server, with addresses
     */
    public Builder addressed(
        InetAddress client,
        List<Gateway> newClientGateways,
        InetAddress serverHost,
        List<Gateway> newServerGateways) {
      clientAddress = Optional.of(client);
      clientGateways.clear();
      clientGateways.addAll(newClientGateways);
      serverGateways.clear();
      serverGateways.addAll(newServerGateways);
      return server(s -> s.address(IpAddresses.text(serverHost)));
    }

    /**
     * The topology.
     *
     * @throws IllegalArgumentException if pinned addresses are of both families
     */
    public Topology build() {
      requireOneFamily();
      return new Topology(this);
    }

    private Stream<InetAddress> pinned() {
      Stream<InetAddress> ofGateways =
          Stream.concat(clientGateways.stream(), serverGateways.stream())
              .flatMap(
                  gateway ->
                      Stream.concat(
                          gateway.publicAddress().stream(),
                          gateway.insideNetwork().map(Subnet::network).stream()));
      Stream<InetAddress> ofHosts =
          Stream.of(clientAddress, server.address(), server.advertisedAddress())
              .flatMap(Optional::stream);
      return Stream.concat(ofHosts, ofGateways);
    }

    private void requireOneFamily() {
      Optional<InetAddress> ipv4 = pinned().filter(Inet4Address.class::isInstance).findFirst();
      Optional<InetAddress> ipv6 = pinned().filter(Inet6Address.class::isInstance).findFirst();
      if (ipv4.isPresent() && (isIpv6 || ipv6.isPresent())) {
        throw new IllegalArgumentException(
            "topology \"%s\": %s is pinned, and %s: all addresses are of IPv4, or all of IPv6"
                .formatted(
                    name,
                    IpAddresses.text(ipv4.get()),
                    ipv6.map(address -> IpAddresses.text(address) + " as well")
                        .orElse("the topology is of IPv6")));
      }
    }
  }
}
