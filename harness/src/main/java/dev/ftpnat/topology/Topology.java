package dev.ftpnat.topology;

import dev.ftpnat.internal.family.Families;
import dev.ftpnat.internal.family.PerFamily;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

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
  private final PerFamily<InetAddress> clientAddresses;
  private final List<Gateway> clientGateways;
  private final List<Gateway> serverGateways;
  private final Server server;
  private final Duration connectGiveUp;
  private final List<ClientHost> clientHosts;
  private final List<Decoy> decoys;
  private final Map<String, ClientHost.Intrusion> intruders;
  private final Families families;
  private final Optional<Gateway> nat64;
  private final Optional<Gateway> clat;

  /** What was said about families; the rest follows from the addresses. */
  private final Optional<Set<AddressFamily>> saidOfClient;

  private final Optional<Set<AddressFamily>> saidOfServer;
  private final Optional<AddressFamily> saidAbout;

  private Topology(Builder builder, Families families) {
    this.families = families;
    saidOfClient = builder.clientFamilies;
    saidOfServer = builder.serverFamilies;
    saidAbout = builder.about;

    name = builder.name;
    vantage = builder.vantage;
    AddressFamily about = families.about();
    clientAddresses = builder.clientAddresses.about(about);
    clientGateways = about(about, builder.clientGateways);
    serverGateways = about(about, builder.serverGateways);
    server = builder.server.about(about);
    connectGiveUp = builder.connectGiveUp;
    clientHosts = List.copyOf(builder.clientHosts);
    decoys = List.copyOf(builder.decoys);
    intruders = Map.copyOf(builder.intruders);
    nat64 = first(gateway -> gateway.nat64().isPresent());
    clat = first(Gateway::isClat);
  }

  private static List<Gateway> about(AddressFamily family, List<Gateway> gateways) {
    Gateway[] about = new Gateway[gateways.size()];
    for (int n = 0; n < about.length; n++) {
      about[n] = gateways.get(n).about(family);
    }
    return List.of(about);
  }

  private Optional<Gateway> first(Predicate<Gateway> kind) {
    for (Gateway gateway : clientGateways) {
      if (kind.test(gateway)) {
        return Optional.of(gateway);
      }
    }
    return Optional.empty();
  }

  /**
   * A host next to the client, before any gateway, that listens wherever a reply leads the client
   * at its address, and keeps what the client sends there. So a client that believes a hostile
   * reply gets through, as it would to a service of its own network, and nothing real is contacted.
   * {@link dev.ftpnat.trace.event.HostileEvent.DecoyVisit} is what it has seen of a connection.
   *
   * <p>It listens on the ports that replies (227, 228, 229) have named together with its address,
   * and on no others. It says its words, if it has any, as soon as somebody has connected, then
   * ends its side, and reads until the client ends its own. What passes isn't in packet captures.
   *
   * @param name what it is called, for example {@code metadata}
   * @param address its address; several environments may have a decoy at the same one
   * @param says what it says to whoever connects, in UTF-8; may be empty
   */
  public record Decoy(String name, InetAddress address, String says) {

    public Decoy {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(address, "address");
      Objects.requireNonNull(says, "says");
      if (name.isBlank()) {
        throw new IllegalArgumentException("a decoy needs a name that isn't blank");
      }
    }

    /** For example {@code metadata at 169.254.169.254}. */
    @Override
    public String toString() {
      return name + " at " + IpAddresses.text(address);
    }
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
    return families.areJust(AddressFamily.IPV6);
  }

  /**
   * The family that it is about: that of {@code FtpNat.host()}, and of whatever is asked for one
   * address where it has two. By default IPv6, if both sides have it.
   */
  public AddressFamily family() {
    return families.about();
  }

  /** The families of all its addresses: one, or both. */
  public Set<AddressFamily> families() {
    return families.all();
  }

  /** Those of the client and of the gateways before it. */
  public Set<AddressFamily> clientFamilies() {
    return families.client();
  }

  /** Those of the server and of the gateways before it. */
  public Set<AddressFamily> serverFamilies() {
    return families.server();
  }

  /**
   * The same network as connections of one family meet it: nothing has an address of the other, and
   * a side that has none of this family has none at all. That of an only family is the topology
   * itself, and so it is with a NAT64, which makes one way of both.
   */
  public Topology in(AddressFamily family) {
    Objects.requireNonNull(family, "family");
    if (families.areJust(family) || nat64().isPresent()) {
      return this;
    }
    Families only = families.only(family);
    Builder view = new Builder(this);
    view.clientFamilies = Optional.of(only.client());
    view.serverFamilies = Optional.of(only.server());
    view.about = Optional.of(family);
    view.clientAddresses = clientAddresses.only(family);
    view.clientGateways.replaceAll(gateway -> gateway.in(family));
    view.serverGateways.replaceAll(gateway -> gateway.in(family));
    view.server = server.in(family);
    view.decoys.removeIf(decoy -> AddressFamily.of(decoy.address()) != family);
    return new Topology(view, only);
  }

  /**
   * The client's own address, of the family that the topology is about if it has both; empty while
   * it is left to the environment.
   */
  public Optional<InetAddress> clientAddress() {
    return clientAddresses.meant();
  }

  /** The client's own address of a family; empty if it has none, or none yet. */
  public Optional<InetAddress> clientAddress(AddressFamily family) {
    return clientAddresses.of(family);
  }

  /** The further hosts with clients, in the order in which they were added; by default none. */
  public List<ClientHost> clientHosts() {
    return clientHosts;
  }

  /**
   * One of the {@linkplain #clientHosts() further hosts}.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public ClientHost clientHost(String named) {
    return clientHosts.stream()
        .filter(host -> host.name().equals(named))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "topology \"%s\" has no client host \"%s\": %s"
                        .formatted(
                            name,
                            named,
                            clientHosts.isEmpty()
                                ? "it has none at all; Topology.Builder.clientHost adds one"
                                : clientHosts.stream()
                                    .map(host -> '"' + host.name() + '"')
                                    .collect(Collectors.joining(", ", "it has ", "")))));
  }

  /**
   * The network as one of the {@linkplain #clientHosts() further hosts} meets it: that host is the
   * client, and the gateways are those on its way to the server. For one in the server's network
   * these are the gateways that it comes to if it goes to the public address. There are no further
   * hosts in it.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public Topology from(String clientHost) {
    ClientHost host = clientHost(Objects.requireNonNull(clientHost, "clientHost"));
    Builder view = new Builder(this);
    view.clientHosts.clear();
    view.decoys.clear();
    view.intruders.clear();
    view.name = name + ", from " + clientHost;
    view.clientAddresses = PerFamily.none();
    host.address().ifPresent(at -> view.clientAddress(IpAddresses.text(at)));
    if (host.place() != ClientHost.Place.CLIENT_NETWORK) {
      view.clientGateways.clear();
    }
    return view.build();
  }

  /** The gateways before the client, the one next to it first. */
  public List<Gateway> clientGateways() {
    return clientGateways;
  }

  /** The gateways before the server, the one next to it first. */
  public List<Gateway> serverGateways() {
    return serverGateways;
  }

  /** The hosts that wait for clients which believe hostile replies. */
  public List<Decoy> decoys() {
    return decoys;
  }

  /** The client hosts that come first to data connections of others, by name; and how. */
  public Map<String, ClientHost.Intrusion> intruders() {
    return intruders;
  }

  /** The gateways between the client and the server, in that order. */
  public List<Gateway> gateways() {
    return path().gateways();
  }

  /** The order of all of them and of the links between them, from the client on. */
  public NetworkPath path() {
    return NetworkPath.of(this);
  }

  /**
   * The NAT64 before the client, which has IPv6 alone then, unless a {@linkplain #clat() CLAT}
   * stands between, and the server IPv4 alone; empty if there is none.
   */
  public Optional<Gateway> nat64() {
    return nat64;
  }

  /**
   * The CLAT next to the client (464XLAT, RFC 6877), which gives it IPv4 beside its IPv6; empty if
   * there is none.
   */
  public Optional<Gateway> clat() {
    return clat;
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
   * if that is set, else as long as the client's stack. On the kernel network one second is 1.25 s
   * for an IPv6 address: only then does Linux tell of an ICMPv6 error.
   */
  public Duration serverConnectGiveUp() {
    return server.connectGiveUp().orElse(connectGiveUp);
  }

  /**
   * The same topology with the server in this TLS mode.
   *
   * @throws IllegalArgumentException if the server's personality doesn't have that mode
   */
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
    return Objects.requireNonNull(attack, "attack").in(this);
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

    private static final Server PLAIN_SERVER = Server.builder().build();

    private String name = "custom";
    private Vantage vantage = Vantage.PUBLIC;
    private PerFamily<InetAddress> clientAddresses = PerFamily.none();
    private final List<Gateway> clientGateways = new ArrayList<>();
    private final List<Gateway> serverGateways = new ArrayList<>();
    private Server server = PLAIN_SERVER;
    private Duration connectGiveUp = FAST_CONNECT_GIVE_UP;
    private final List<ClientHost> clientHosts = new ArrayList<>();
    private final List<Decoy> decoys = new ArrayList<>();
    private final Map<String, ClientHost.Intrusion> intruders = new TreeMap<>();
    private Optional<Set<AddressFamily>> clientFamilies = Optional.empty();
    private Optional<Set<AddressFamily>> serverFamilies = Optional.empty();
    private Optional<AddressFamily> about = Optional.empty();

    private Builder() {}

    private Builder(Topology topology) {
      name = topology.name;
      vantage = topology.vantage;
      clientAddresses = topology.clientAddresses;
      clientGateways.addAll(topology.clientGateways);
      serverGateways.addAll(topology.serverGateways);
      server = topology.server;
      connectGiveUp = topology.connectGiveUp;
      clientHosts.addAll(topology.clientHosts);
      decoys.addAll(topology.decoys);
      intruders.putAll(topology.intruders);
      clientFamilies = topology.saidOfClient;
      serverFamilies = topology.saidOfServer;
      about = topology.saidAbout;
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
      return families(Families.IPV6);
    }

    /**
     * Gives client, server and gateways an address of each family. The topology is about IPv6 then,
     * unless {@link #about} says otherwise. What isn't pinned gets an address as with {@link
     * #ipv6()}, and one of IPv4.
     */
    public Builder dualStack() {
      return families(Families.BOTH);
    }

    private Builder families(Set<AddressFamily> families) {
      clientFamilies = Optional.of(families);
      serverFamilies = Optional.of(families);
      about = Optional.empty();
      return this;
    }

    /** Sets which families the client has, and the gateways before it. */
    public Builder clientFamilies(AddressFamily first, AddressFamily... more) {
      clientFamilies = Optional.of(set(first, more));
      return this;
    }

    /** Sets which families the server has, and the gateways before it. */
    public Builder serverFamilies(AddressFamily first, AddressFamily... more) {
      serverFamilies = Optional.of(set(first, more));
      return this;
    }

    private static Set<AddressFamily> set(AddressFamily first, AddressFamily... more) {
      Objects.requireNonNull(first, "first");
      for (AddressFamily family : Objects.requireNonNull(more, "more")) {
        Objects.requireNonNull(family, "family");
      }
      return Families.set(first, more);
    }

    /** Sets which family it is about where there are both; see {@link Topology#family()}. */
    public Builder about(AddressFamily family) {
      about = Optional.of(Objects.requireNonNull(family, "family"));
      return this;
    }

    /**
     * Pins the client's own address, one of each family, for example {@code 198.51.100.2} or {@code
     * 2001:db8::2}.
     *
     * @throws IllegalArgumentException if it is no address
     */
    public Builder clientAddress(String literal) {
      InetAddress address = IpAddresses.of(literal);
      clientAddresses = clientAddresses.with(AddressFamily.of(address), address);
      return this;
    }

    /**
     * Adds a further host with clients, for example {@code clientHost("inside",
     * ClientHost.Place.SERVER_NETWORK)}. All of them can be used at once, and the client at the end
     * of the topology stays what it is; {@code FtpNat.client("inside")} is the host as it runs.
     * What it sends isn't in packet captures.
     *
     * <p>There can be none in a topology of two families of addresses or with a NAT64, none behind
     * a gateway that translates nothing, and in the server's network none behind several gateways:
     * {@link #build} refuses them.
     */
    public Builder clientHost(String hostName, ClientHost.Place place) {
      clientHosts.add(new ClientHost(hostName, place, Optional.empty()));
      return this;
    }

    /**
     * The same with a pinned address, for example {@code 10.0.1.50}.
     *
     * @throws IllegalArgumentException if it is no address
     */
    public Builder clientHost(String hostName, ClientHost.Place place, String literal) {
      clientHosts.add(new ClientHost(hostName, place, Optional.of(IpAddresses.of(literal))));
      return this;
    }

    /**
     * Has a further client host come first to the data connections of others. {@link
     * dev.ftpnat.trace.event.HostileEvent.DataIntrusion} is what comes of each.
     *
     * <p>To the server it goes at the server's own address if it is in the server's network, else
     * at the public one. To the client it goes only where no gateway is before it.
     *
     * @param hostName the name of a {@link #clientHost}
     */
    public Builder intruder(String hostName, ClientHost.Intrusion intrusion) {
      intruders.put(
          Objects.requireNonNull(hostName, "hostName"),
          Objects.requireNonNull(intrusion, "intrusion"));
      return this;
    }

    /** Sets all further hosts with clients at once, for whoever hands out addresses. */
    public Builder clientHosts(List<ClientHost> hosts) {
      Objects.requireNonNull(hosts, "hosts");
      clientHosts.clear();
      clientHosts.addAll(hosts);
      if (hosts.isEmpty()) {
        intruders.clear();
      }
      return this;
    }

    /**
     * Adds a {@link Decoy} that says nothing, for example {@code decoy("printer", "192.168.1.9")}
     * where a {@linkplain Server.Builder#reply scripted} 227 names that address.
     *
     * @throws IllegalArgumentException if it isn't an address
     */
    public Builder decoy(String decoyName, String literal) {
      return decoy(decoyName, literal, "");
    }

    /**
     * The same with something to say, as some services do to whoever connects.
     *
     * @throws IllegalArgumentException if it is no address
     */
    public Builder decoy(String decoyName, String literal, String says) {
      decoys.add(new Decoy(decoyName, IpAddresses.of(literal), says));
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
      Objects.requireNonNull(change, "change");
      clientGateways.replaceAll(gateway -> change.apply(gateway.toBuilder()).build());
      return serverGateways(change);
    }

    /** Changes every gateway before the server. */
    public Builder serverGateways(UnaryOperator<Gateway.Builder> change) {
      Objects.requireNonNull(change, "change");
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
      Objects.requireNonNull(change, "change");
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
     * Sets all gateways at once, for whoever hands out addresses.
     *
     * @param newClientGateways the gateways before the client
     * @param newServerGateways the gateways before the server
     */
    public Builder gateways(List<Gateway> newClientGateways, List<Gateway> newServerGateways) {
      Objects.requireNonNull(newClientGateways, "clientGateways");
      Objects.requireNonNull(newServerGateways, "serverGateways");
      clientGateways.clear();
      clientGateways.addAll(newClientGateways);
      serverGateways.clear();
      serverGateways.addAll(newServerGateways);
      return this;
    }

    /**
     * The topology.
     *
     * @throws IllegalArgumentException if more than one gateway has a {@linkplain
     *     AlgBehavior#isProxy proxy}, or if an address is pinned of a family that its host doesn't
     *     have, or the client has none of the family that the topology is about
     */
    public Topology build() {
      TopologyCheck check =
          new TopologyCheck(
              name,
              clientAddresses,
              clientGateways,
              serverGateways,
              server,
              clientHosts,
              decoys,
              intruders);
      return new Topology(this, check.families(clientFamilies, serverFamilies, about));
    }
  }
}
