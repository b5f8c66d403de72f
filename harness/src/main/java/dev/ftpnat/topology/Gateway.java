package dev.ftpnat.topology;

import dev.ftpnat.internal.family.PerFamily;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Nat64Prefix;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.net.Subnet;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A NAT gateway (RFC 2663) between an inside network and an outside one. Connections from inside
 * are masqueraded behind its public address; connections from outside come in only through a {@link
 * Forward}, a pinhole of its ALG, or a mapping that its filtering opens. One that {@linkplain
 * Builder#withoutTranslation translates nothing} is a stateful firewall.
 */
public final class Gateway {

  /** What it has inside where the network has no room for it. */
  private static final InetAddress LINK_ADDRESS = IpAddresses.of("169.254.0.2");

  private static final InetAddress IPV6_LINK_ADDRESS = IpAddresses.of("fd46:5450:6e61:7400::2");

  private static final PortRange UNPRIVILEGED = new PortRange(1024, 65535);

  private final Optional<String> name;
  private final PerFamily<InetAddress> publicAddresses;
  private final PerFamily<Subnet> insideNetworks;
  private final List<Forward> forwards;
  private final AlgBehavior alg;
  private final Set<Integer> algPorts;
  private final int addressPool;
  private final List<InetAddress> furtherAddresses;
  private final AddressPooling addressPooling;
  private final PortRange mappedPorts;
  private final OptionalInt portBlock;
  private final boolean algPortsInside;
  private final MappingBehavior mapping;
  private final FilteringBehavior filtering;
  private final PortAllocation portAllocation;
  private final Refusal unmappedPorts;
  private final Refusal privateDestinations;
  private final Duration pinholeLifetime;
  private final IdleTimeouts idleTimeouts;
  private final OptionalInt connectionLimit;
  private final OptionalInt halfOpenLimit;
  private final boolean masqueradesInbound;
  private final Hairpinning hairpinning;
  private final Set<AddressFamily> translated;
  private final AddressFamily about;
  private final Optional<Set<Integer>> outgoingPorts;
  private final AuthHandling authHandling;
  private final Optional<Nat64Prefix> nat64;
  private final boolean clat;

  private Gateway(Builder builder) {
    name = builder.name;
    publicAddresses = builder.publicAddresses.about(builder.about);
    insideNetworks = builder.insideNetworks.about(builder.about);
    forwards = List.copyOf(builder.forwards);
    alg = builder.alg;
    algPorts = Set.copyOf(builder.algPorts);
    addressPool = builder.addressPool;
    furtherAddresses = List.copyOf(builder.furtherAddresses);
    addressPooling = builder.addressPooling;
    mappedPorts = builder.mappedPorts;
    portBlock = builder.portBlock;
    algPortsInside = builder.algPortsInside;
    mapping = builder.mapping;
    filtering = builder.filtering;
    portAllocation = builder.portAllocation;
    unmappedPorts = builder.unmappedPorts;
    privateDestinations = builder.privateDestinations;
    pinholeLifetime = builder.pinholeLifetime;
    idleTimeouts = builder.idleTimeouts;
    connectionLimit = builder.connectionLimit;
    halfOpenLimit = builder.halfOpenLimit;
    masqueradesInbound = builder.masqueradesInbound;
    hairpinning = builder.hairpinning;
    translated = Set.copyOf(builder.translated);
    about = builder.about;
    outgoingPorts = builder.outgoingPorts;
    authHandling = builder.authHandling;
    nat64 = builder.nat64;
    clat = builder.clat;
  }

  /** A builder with the defaults: a NAT that forwards nothing and has no ALG. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * A builder of a stateful firewall: a gateway that {@linkplain Builder#withoutTranslation
   * translates nothing}, lets everything out and nothing in.
   */
  public static Builder firewall() {
    return builder().withoutTranslation();
  }

  /** A builder that starts from this gateway. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** What the gateway is called in a trace; empty while it is left to the topology. */
  public Optional<String> name() {
    return name;
  }

  /**
   * Its outside address, of the family that the {@linkplain Topology#family() topology is about} if
   * it has both; empty while it is left to the environment to hand one out.
   */
  public Optional<InetAddress> publicAddress() {
    return publicAddresses.meant();
  }

  /** How many public addresses it has; by default one. */
  public int addressPool() {
    return addressPool;
  }

  /** Its public addresses but the first, of the same family, as far as they are known. */
  public List<InetAddress> furtherAddresses() {
    return furtherAddresses.isEmpty()
        ? furtherAddresses
        : furtherAddresses(publicAddress().map(AddressFamily::of).orElse(about));
  }

  /** Those of a family. */
  public List<InetAddress> furtherAddresses(AddressFamily family) {
    return furtherAddresses.stream()
        .filter(address -> AddressFamily.of(address) == family)
        .toList();
  }

  /** {@link #publicAddress} and {@link #furtherAddresses()}. */
  public List<InetAddress> publicAddresses() {
    return furtherAddresses.isEmpty()
        ? publicAddress().map(List::of).orElse(List.of())
        : Stream.concat(publicAddress().stream(), furtherAddresses().stream()).toList();
  }

  /** Which of its addresses a new mapping gets; by default {@link AddressPooling#PAIRED}. */
  public AddressPooling addressPooling() {
    return addressPooling;
  }

  /** Whether two connections of a host may come from two addresses of its. */
  public boolean spreadsAddresses() {
    return addressPool > 1 && addressPooling == AddressPooling.ARBITRARY;
  }

  /** The ports that mappings may get; by default 1024 to 65535. */
  public PortRange mappedPorts() {
    return mappedPorts;
  }

  /** Whether those are fewer than all. */
  public boolean hasMappedPorts() {
    return !mappedPorts.equals(UNPRIVILEGED);
  }

  /** How many of those each host behind it has for itself; empty if all have all. */
  public OptionalInt portBlock() {
    return portBlock;
  }

  /** Its outside address of a family; empty if it has none, or none yet. */
  public Optional<InetAddress> publicAddress(AddressFamily family) {
    return publicAddresses.of(family);
  }

  /**
   * The network behind it, of the family that the {@linkplain Topology#family() topology is about}
   * if it has both; empty while it is left to the environment.
   */
  public Optional<Subnet> insideNetwork() {
    return insideNetworks.meant();
  }

  /** The network behind it of a family; empty if there is none, or none yet. */
  public Optional<Subnet> insideNetwork(AddressFamily family) {
    return insideNetworks.of(family);
  }

  /** Whatever is pinned of it. */
  Stream<InetAddress> pinned() {
    List<InetAddress> all = new ArrayList<>();
    addPinned(all);
    return all.stream();
  }

  void addPinned(List<InetAddress> all) {
    publicAddresses.addTo(all);
    all.addAll(furtherAddresses);
    insideNetworks.ipv4().map(Subnet::network).ifPresent(all::add);
    insideNetworks.ipv6().map(Subnet::network).ifPresent(all::add);
  }

  /**
   * The same gateway as connections of one family meet it: with nothing of the other, and without
   * what is about translation where it translates nothing of this family.
   */
  public Gateway in(AddressFamily family) {
    Builder view = toBuilder();
    view.about = family;
    view.publicAddresses = publicAddresses.only(family);
    view.insideNetworks = insideNetworks.only(family);
    view.furtherAddresses = furtherAddresses(family);
    if (translates(family)) {
      view.translated = EnumSet.allOf(AddressFamily.class);
    } else {
      view.withoutTranslation().keepsInboundSources().keepsClientsAtOneServer().addressPool(1);
      view.forwards.removeIf(Forward::translates);
      view.alg = alg.isPartOfNat() ? AlgBehavior.NONE : alg;
    }
    return view.build();
  }

  /** The same gateway where the topology is about a family. */
  Gateway about(AddressFamily family) {
    if (family == about) {
      return this;
    }
    Builder same = toBuilder();
    same.about = family;
    return same.build();
  }

  /** What it forwards from outside; by default nothing. */
  public List<Forward> forwards() {
    return forwards;
  }

  /**
   * Where its rules send a connection to this port of its public address, given the server behind
   * it: the first rule for a port wins. Empty if none is for it, or if it leads to another server.
   */
  public OptionalInt insidePort(int outside, Server server) {
    return rule(outside, server)
        .filter(forward -> !forward.isToOtherServer())
        .map(forward -> forward.inside(server).first() + outside - forward.outside(server).first())
        .map(OptionalInt::of)
        .orElse(OptionalInt.empty());
  }

  /** Its first rule for a port of its public address. */
  private Optional<Forward> rule(int outside, Server server) {
    return forwards.stream()
        .filter(forward -> forward.outside(server).contains(outside))
        .findFirst();
  }

  /**
   * Whether its rules send a connection to this port of its public address to {@linkplain
   * Forward#toOtherServer another server}.
   */
  public boolean leadsToOtherServer(int outside, Server server) {
    return rule(outside, server).filter(Forward::isToOtherServer).isPresent();
  }

  /** Whether any of its rules leads to another server. */
  public boolean hasOtherServer() {
    return forwards.stream().anyMatch(Forward::isToOtherServer);
  }

  /** The ports of its public address that its rules send to one of these, in the rules' order. */
  public Set<Integer> outsidePorts(Set<Integer> inside, Server server) {
    Set<Integer> ports = new LinkedHashSet<>();
    for (Forward forward : forwards) {
      PortRange to = forward.inside(server);
      for (int port : inside) {
        int outside = forward.outside(server).first() + port - to.first();
        if (to.contains(port) && insidePort(outside, server).equals(OptionalInt.of(port))) {
          ports.add(outside);
        }
      }
    }
    return ports;
  }

  /** Its FTP ALG; by default {@link AlgBehavior#NONE}. */
  public AlgBehavior alg() {
    return alg;
  }

  /**
   * What its ALG does about AUTH; by default {@link AuthHandling#BLIND}. A {@linkplain
   * AlgBehavior#isProxy proxy} refuses it, whatever is set.
   */
  public AuthHandling authHandling() {
    return alg.isProxy() ? AuthHandling.REFUSED : authHandling;
  }

  /** The destination ports whose connections the ALG looks at; by default only 21. */
  public Set<Integer> algPorts() {
    return algPorts;
  }

  /**
   * Whether {@link #algPorts} are those that connections go to behind it, after translation; by
   * default those that they come to.
   */
  public boolean matchesAlgPortsInside() {
    return algPortsInside;
  }

  /** By default {@link MappingBehavior#ENDPOINT_INDEPENDENT} (RFC 5382 REQ-1). */
  public MappingBehavior mapping() {
    return mapping;
  }

  /** By default {@link FilteringBehavior#ADDRESS_AND_PORT_DEPENDENT}, as on Linux. */
  public FilteringBehavior filtering() {
    return filtering;
  }

  /** By default {@link PortAllocation#PRESERVING}, as on Linux. */
  public PortAllocation portAllocation() {
    return portAllocation;
  }

  /**
   * The answer to a connection from outside to a port of the public address that leads nowhere; by
   * default {@link Refusal#DROP}. A bare Linux router does {@link Refusal#REJECT}.
   */
  public Refusal unmappedPorts() {
    return unmappedPorts;
  }

  /**
   * The answer to a connection from outside to an address of the inside network; by default {@link
   * Refusal#DROP}.
   */
  public Refusal privateDestinations() {
    return privateDestinations;
  }

  /** Whether it accepts itself some of what it doesn't let through. */
  public boolean acceptsItself() {
    return unmappedPorts.accepts() || privateDestinations.accepts();
  }

  /** How long a pinhole waits to be used; by default 300 s, as in Linux. */
  public Duration pinholeLifetime() {
    return pinholeLifetime;
  }

  /** When it forgets connections; by default {@link IdleTimeouts#RFC_5382}. */
  public IdleTimeouts idleTimeouts() {
    return idleTimeouts;
  }

  /**
   * How many connections it has room for, half-open ones included, until both sides have closed
   * them or one has reset them: as netfilter's connlimit counts, which leaves out the states
   * TIME_WAIT and CLOSE. When there is no room, attempts are dropped. By default there is no limit.
   *
   * <p>On the simulated network a data connection counts until the server has closed it, whatever
   * the client does.
   */
  public OptionalInt connectionLimit() {
    return connectionLimit;
  }

  /**
   * How many half-open connections it lets there be: attempts that nobody has answered, for as long
   * as {@link IdleTimeouts#transitory} says. Further attempts are dropped meanwhile. By default
   * there is no limit.
   */
  public OptionalInt halfOpenLimit() {
    return halfOpenLimit;
  }

  /**
   * Whether it translates addresses, as a NAT does; by default it does. If not it is a firewall:
   * what is behind it keeps its address, which is the gateway's {@link #publicAddress} then, and
   * its {@link #forwards} are what it lets in.
   */
  public boolean translates() {
    return translates(about);
  }

  /** Whether it translates addresses of this family; see {@link #translates()}. */
  public boolean translates(AddressFamily family) {
    return translated.contains(family);
  }

  /**
   * The ports to which it lets connections out, beside those that its ALG expects; empty if it lets
   * them out to any, which is the default.
   */
  public Optional<Set<Integer>> outgoingPorts() {
    return outgoingPorts;
  }

  /** Whether it lets connections out to this port. */
  public boolean letsOut(int port) {
    return outgoingPorts.isEmpty() || outgoingPorts.get().contains(port);
  }

  /**
   * Whether every connection that its rules forward gets its {@linkplain #insideAddress inside
   * address} for a source; by default the source stays. See also {@link Forward#masqueraded}.
   */
  public boolean masqueradesInbound() {
    return masqueradesInbound;
  }

  /**
   * What it does to connections from behind it to a port of its public address that it forwards; by
   * default {@link Hairpinning#NONE}.
   */
  public Hairpinning hairpinning() {
    return hairpinning;
  }

  /** Whether anything that its rules forward gets its inside address for a source. */
  public boolean masqueradesAnythingInbound() {
    return alg.isProxy()
        || forwards.stream().anyMatch(forward -> masqueradesInbound || forward.isMasqueraded());
  }

  /** Whether what its rules forward from this port gets its inside address for a source. */
  public boolean masqueradesInboundTo(int outside, Server server) {
    return rule(outside, server)
        .filter(
            forward -> masqueradesInbound || forward.isMasqueraded() || isProxyAt(outside, server))
        .isPresent();
  }

  /** Whether its proxy, if it has one, takes connections to this port of its public address. */
  private boolean isProxyAt(int outside, Server server) {
    return alg.isProxy()
        && algPorts.contains(
            algPortsInside ? insidePort(outside, server).orElse(outside) : outside);
  }

  /**
   * Its address in the network behind it: the lowest that the neighbour doesn't have, or one of the
   * link where the network has no room for it.
   *
   * @param neighbour the host or gateway behind it
   */
  public InetAddress insideAddress(InetAddress neighbour) {
    return insideNetworks
        .of(AddressFamily.of(neighbour))
        .filter(network -> network.hostBits() >= 2)
        .map(network -> network.host(network.host(1).equals(neighbour) ? 2 : 1))
        .orElse(neighbour instanceof Inet6Address ? IPV6_LINK_ADDRESS : LINK_ADDRESS);
  }

  /**
   * The prefix under which a NAT64 shows what is outside to what is behind it; empty if it
   * translates within one family of addresses, which is the default.
   */
  public Optional<Nat64Prefix> nat64() {
    return nat64;
  }

  /** Whether it is the CLAT of 464XLAT; see {@link Builder#clat()}. */
  public boolean isClat() {
    return clat;
  }

  /**
   * What a NAT does to a connection from behind it to its own public address (RFC 4787 section 6,
   * RFC 5382 REQ-8): it may lead it back to what the port is forwarded to.
   */
  public enum Hairpinning {
    /**
     * It takes the connection as meant for itself; its {@linkplain Gateway#unmappedPorts answer} is
     * that to a port that nothing is forwarded from. Linux does so where the rule is about what
     * comes in from outside ({@code iifname}), as firewalld's and most routers' are.
     */
    NONE,
    /**
     * It leads it back with the source that it had. A host in the same network answers directly,
     * and who has connected to the public address doesn't take that answer: it waits until it gives
     * up. Linux does so where the rule is about the address alone ({@code daddr}), and nothing is
     * masqueraded; {@link Builder#masqueradesInbound} mends it.
     */
    INTERNAL_SOURCE,
    /**
     * It leads it back with a public source, its own public address and a port of a mapping, as RFC
     * 5382 REQ-8 demands: it works, and the server sees the gateway's public address. Many home
     * routers call it NAT loopback; pfSense's pure NAT reflection with automatic outbound NAT is
     * similar.
     */
    EXTERNAL_SOURCE
  }

  /** Collects the settings of a {@link Gateway}. */
  public static final class Builder {

    private Optional<String> name = Optional.empty();
    private PerFamily<InetAddress> publicAddresses = PerFamily.none();
    private PerFamily<Subnet> insideNetworks = PerFamily.none();
    private final List<Forward> forwards = new ArrayList<>();
    private AlgBehavior alg = AlgBehavior.NONE;
    private Set<Integer> algPorts = Set.of(21);
    private int addressPool = 1;
    private List<InetAddress> furtherAddresses = List.of();
    private AddressPooling addressPooling = AddressPooling.PAIRED;
    private PortRange mappedPorts = UNPRIVILEGED;
    private OptionalInt portBlock = OptionalInt.empty();
    private boolean algPortsInside;
    private MappingBehavior mapping = MappingBehavior.ENDPOINT_INDEPENDENT;
    private FilteringBehavior filtering = FilteringBehavior.ADDRESS_AND_PORT_DEPENDENT;
    private PortAllocation portAllocation = PortAllocation.PRESERVING;
    private Refusal unmappedPorts = Refusal.DROP;
    private Refusal privateDestinations = Refusal.DROP;
    private Duration pinholeLifetime = Duration.ofSeconds(300);
    private IdleTimeouts idleTimeouts = IdleTimeouts.RFC_5382;
    private OptionalInt connectionLimit = OptionalInt.empty();
    private OptionalInt halfOpenLimit = OptionalInt.empty();
    private boolean masqueradesInbound;
    private Hairpinning hairpinning = Hairpinning.NONE;
    private Set<AddressFamily> translated = EnumSet.allOf(AddressFamily.class);
    private AddressFamily about = AddressFamily.IPV4;
    private Optional<Set<Integer>> outgoingPorts = Optional.empty();
    private AuthHandling authHandling = AuthHandling.BLIND;
    private Optional<Nat64Prefix> nat64 = Optional.empty();
    private boolean clat;

    private Builder() {}

    private Builder(Gateway gateway) {
      name = gateway.name;
      publicAddresses = gateway.publicAddresses;
      insideNetworks = gateway.insideNetworks;
      forwards.addAll(gateway.forwards);
      alg = gateway.alg;
      algPorts = gateway.algPorts;
      addressPool = gateway.addressPool;
      furtherAddresses = gateway.furtherAddresses;
      addressPooling = gateway.addressPooling;
      mappedPorts = gateway.mappedPorts;
      portBlock = gateway.portBlock;
      algPortsInside = gateway.algPortsInside;
      mapping = gateway.mapping;
      filtering = gateway.filtering;
      portAllocation = gateway.portAllocation;
      unmappedPorts = gateway.unmappedPorts;
      privateDestinations = gateway.privateDestinations;
      pinholeLifetime = gateway.pinholeLifetime;
      idleTimeouts = gateway.idleTimeouts;
      connectionLimit = gateway.connectionLimit;
      halfOpenLimit = gateway.halfOpenLimit;
      masqueradesInbound = gateway.masqueradesInbound;
      hairpinning = gateway.hairpinning;
      translated = gateway.translated;
      about = gateway.about;
      outgoingPorts = gateway.outgoingPorts;
      authHandling = gateway.authHandling;
      nat64 = gateway.nat64;
      clat = gateway.clat;
    }

    /**
     * Sets what the gateway is called in a trace, and by {@code FtpNat.gateway}. No other gateway
     * or host of the topology may be called so. By default it's named by what it is: {@code server
     * NAT}.
     */
    public Builder name(String newName) {
      name = Optional.of(Objects.requireNonNull(newName, "name"));
      return this;
    }

    /**
     * Pins the outside address, one of each family.
     *
     * @throws IllegalArgumentException if it is no address
     */
    public Builder publicAddress(String literal) {
      InetAddress address = IpAddresses.of(literal);
      publicAddresses = publicAddresses.with(AddressFamily.of(address), address);
      return this;
    }

    /**
     * Gives it several public addresses: {@link #publicAddress}, and others that are handed out.
     * All of them lead to what it {@linkplain #forward forwards}; {@link #addressPooling} says what
     * connections from inside get.
     *
     * @param size how many in all, at least 1
     * @throws IllegalArgumentException if there is none
     */
    public Builder addressPool(int size) {
      addressPool = requirePositive("addressPool", size);
      furtherAddresses = List.of();
      return this;
    }

    /**
     * Pins its public addresses but the first of each family, which is {@link #publicAddress}. They
     * are as many as there are of the family of which there are more.
     *
     * @throws IllegalArgumentException if one is no address
     */
    public Builder furtherAddresses(String... literals) {
      Objects.requireNonNull(literals, "literals");
      furtherAddresses = Stream.of(literals).map(IpAddresses::of).toList();
      long ipv4 = furtherAddresses.stream().filter(Inet4Address.class::isInstance).count();
      addressPool = 1 + (int) Math.max(ipv4, furtherAddresses.size() - ipv4);
      return this;
    }

    /** Sets which of its public addresses a new mapping gets. */
    public Builder addressPooling(AddressPooling pooling) {
      addressPooling = Objects.requireNonNull(pooling, "pooling");
      return this;
    }

    /**
     * Sets the ports that mappings may get, of each of its addresses. Where none of them is left,
     * attempts are dropped.
     *
     * @throws IllegalArgumentException if they are not a range within 1 to 65535
     */
    public Builder mappedPorts(int first, int last) {
      mappedPorts = new PortRange(first, last);
      return this;
    }

    /**
     * Gives each host behind it a block of that many ports of its own, the first host that connects
     * the first block, as carrier-grade NATs do who must tell their customers apart (RFC 7422).
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder portBlock(int size) {
      portBlock = OptionalInt.of(requirePositive("portBlock", size));
      return this;
    }

    /**
     * Pins the network behind it, one of each family, for example {@code 10.0.1.0/24} or {@code
     * fd00:1::/64}.
     *
     * @throws IllegalArgumentException if it is no network in this notation
     */
    public Builder insideNetwork(String cidr) {
      Subnet network = Subnet.of(cidr);
      insideNetworks = insideNetworks.with(AddressFamily.of(network.network()), network);
      return this;
    }

    /** Adds a forwarding rule; the first that matches wins. */
    public Builder forward(Forward forward) {
      forwards.add(Objects.requireNonNull(forward, "forward"));
      return this;
    }

    /** Replaces all forwarding rules; the first that matches wins. */
    public Builder forwards(List<Forward> newForwards) {
      List<Forward> copy = List.copyOf(Objects.requireNonNull(newForwards, "forwards"));
      forwards.clear();
      forwards.addAll(copy);
      return this;
    }

    /** Adds {@link Forward#controlPort()}. */
    public Builder forwardControlPort() {
      return forward(Forward.controlPort());
    }

    /** Adds {@link Forward#passivePorts()}. */
    public Builder forwardPassivePorts() {
      return forward(Forward.passivePorts());
    }

    /** Sets the FTP ALG. */
    public Builder alg(AlgBehavior behavior) {
      alg = Objects.requireNonNull(behavior, "behavior");
      return this;
    }

    /** Sets what its ALG does about AUTH. */
    public Builder authHandling(AuthHandling handling) {
      authHandling = Objects.requireNonNull(handling, "handling");
      return this;
    }

    /**
     * Sets the destination ports whose connections the ALG looks at, as they arrive at the gateway:
     * before it translates them. So {@code iptables -t raw … -j CT --helper ftp} does, and an nft
     * chain before {@code dstnat}.
     *
     * @throws IllegalArgumentException if one is not within 1 to 65535
     */
    public Builder algPorts(int... ports) {
      algPortsInside = false;
      return matchAlgPorts(ports);
    }

    /**
     * Sets the destination ports whose connections the ALG looks at, as they leave the gateway:
     * after it has translated them. So the usual rule of nft does, {@code tcp dport 21 ct helper
     * set} in a chain of priority 0. It makes a difference where the control port is forwarded from
     * another one; the wrong one of the two then does nothing at all.
     *
     * @throws IllegalArgumentException if one is not within 1 to 65535
     */
    public Builder algPortsInside(int... ports) {
      algPortsInside = true;
      return matchAlgPorts(ports);
    }

    private Builder matchAlgPorts(int... ports) {
      Objects.requireNonNull(ports, "ports");
      Set<Integer> newPorts = new TreeSet<>();
      for (int port : ports) {
        newPorts.add(PortRange.of(port).first());
      }
      algPorts = newPorts;
      return this;
    }

    /** Sets when an external port is reused. */
    public Builder mapping(MappingBehavior behavior) {
      mapping = Objects.requireNonNull(behavior, "behavior");
      return this;
    }

    /** Sets from whom connections come in on a mapped port. */
    public Builder filtering(FilteringBehavior behavior) {
      filtering = Objects.requireNonNull(behavior, "behavior");
      return this;
    }

    /** Sets which external port a new mapping gets. */
    public Builder portAllocation(PortAllocation allocation) {
      portAllocation = Objects.requireNonNull(allocation, "allocation");
      return this;
    }

    /** Sets the answer to connections to ports that lead nowhere. */
    public Builder unmappedPorts(Refusal answer) {
      unmappedPorts = Objects.requireNonNull(answer, "answer");
      return this;
    }

    /** Sets the answer to connections from outside to addresses of the inside network. */
    public Builder privateDestinations(Refusal answer) {
      privateDestinations = Objects.requireNonNull(answer, "answer");
      return this;
    }

    /**
     * Sets how long a pinhole waits to be used.
     *
     * @throws IllegalArgumentException if it isn't positive
     */
    public Builder pinholeLifetime(Duration lifetime) {
      Objects.requireNonNull(lifetime, "lifetime");
      if (lifetime.isNegative() || lifetime.isZero()) {
        throw new IllegalArgumentException("pinhole lifetime " + lifetime + " is not positive");
      }
      pinholeLifetime = lifetime;
      return this;
    }

    /** Sets when it forgets connections, for example {@link IdleTimeouts#AWS_NAT_GATEWAY}. */
    public Builder idleTimeouts(IdleTimeouts timeouts) {
      idleTimeouts = Objects.requireNonNull(timeouts, "timeouts");
      return this;
    }

    /**
     * Sets how many connections it has room for.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder connectionLimit(int most) {
      connectionLimit = OptionalInt.of(requirePositive("connectionLimit", most));
      return this;
    }

    /**
     * Sets how many half-open connections it lets there be.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder halfOpenLimit(int most) {
      halfOpenLimit = OptionalInt.of(requirePositive("halfOpenLimit", most));
      return this;
    }

    /**
     * Gives every connection that is forwarded the gateway's inside address for a source, so that
     * the server takes the gateway for its client: as container bridges with a userland proxy do,
     * kube-proxy for NodePorts, swarm's ingress, and load balancers. A server that {@linkplain
     * Server.Builder#refuseForeignTargets compares addresses} refuses every PORT then.
     */
    public Builder masqueradesInbound() {
      masqueradesInbound = true;
      return this;
    }

    /**
     * Sets what it does to connections from behind it to its own public address, where it forwards
     * the port or its ALG expects them. What goes to other ports isn't led back in any case. It
     * matters to {@linkplain Topology.Builder#clientHost client hosts} in the server's network.
     */
    public Builder hairpinning(Hairpinning newHairpinning) {
      hairpinning = Objects.requireNonNull(newHairpinning, "hairpinning");
      return this;
    }

    /**
     * Makes it a stateful firewall before hosts that keep their own addresses. Its {@link #forward
     * forwards} are the ports that it lets in, each to itself; {@link #unmappedPorts} is its answer
     * to everything else; an {@linkplain #alg ALG} opens pinholes and rewrites nothing, as {@code
     * nf_conntrack_ftp} without {@code nf_nat_ftp}. It has no address to be pinned, and {@link
     * #mapping}, {@link #filtering} and {@link #portAllocation} have no meaning.
     */
    public Builder withoutTranslation() {
      translated = EnumSet.noneOf(AddressFamily.class);
      return this;
    }

    /**
     * Makes it such a firewall for one family, as nearly all home routers are for IPv6, which
     * masquerade IPv4. What its rules and its ALG do about translation they do for the other family
     * only.
     */
    public Builder withoutTranslationOf(AddressFamily family) {
      Objects.requireNonNull(family, "family");
      Set<AddressFamily> others = EnumSet.noneOf(AddressFamily.class);
      others.addAll(translated);
      others.remove(family);
      translated = others;
      return this;
    }

    /**
     * Lets connections out to these ports only, and to those that the ALG expects; to none if none
     * is given. {@link #unmappedPorts} is the answer to others.
     *
     * @throws IllegalArgumentException if one is not within 1 to 65535
     */
    public Builder outgoingPorts(int... ports) {
      Objects.requireNonNull(ports, "ports");
      Set<Integer> newPorts = new TreeSet<>();
      for (int port : ports) {
        newPorts.add(PortRange.of(port).first());
      }
      outgoingPorts = Optional.of(Set.copyOf(newPorts));
      return this;
    }

    /** Takes back {@link #outgoingPorts}: connections are let out to any port. */
    public Builder anyOutgoingPort() {
      outgoingPorts = Optional.empty();
      return this;
    }

    /** Takes back {@link #masqueradesInbound}, and {@link Forward#masqueraded} of every rule. */
    public Builder keepsInboundSources() {
      masqueradesInbound = false;
      forwards.replaceAll(Forward::keepingSource);
      return this;
    }

    /** Takes back {@link Forward#toOtherServer} of every rule. */
    public Builder keepsClientsAtOneServer() {
      forwards.replaceAll(Forward::toTheServer);
      return this;
    }

    /** {@link #nat64(String)} with the well-known prefix, {@code 64:ff9b::/96}. */
    public Builder nat64() {
      return nat64(Nat64Prefix.WELL_KNOWN.toString());
    }

    /**
     * Makes it a stateful NAT64 (RFC 6146) before a client that has IPv6 only: inside it has IPv6,
     * outside IPv4. Hosts behind it reach {@code 203.0.113.7} at that address embedded in the
     * prefix (RFC 6052), and IPv4 addresses not at all; outside they share its public address. As
     * an ALG it may have {@link AlgBehavior#RFC_6384}.
     *
     * @param prefix as {@code 64:ff9b::/96}; 32, 40, 48, 56, 64 or 96 bits long. Unlike RFC 6052
     *     section 3.1, the well-known one leads to private addresses as well, since those of
     *     documentation count as public here
     * @throws IllegalArgumentException if it is no such prefix
     */
    public Builder nat64(String prefix) {
      Objects.requireNonNull(prefix, "prefix");
      nat64 = Optional.of(Nat64Prefix.of(prefix));
      return this;
    }

    /**
     * Makes it the CLAT of 464XLAT (RFC 6877), for programs that know IPv4 alone: it stands next to
     * the client, with a {@linkplain #nat64() NAT64} further out. The client has an IPv4 address of
     * 192.0.0.0/29 (RFC 7335), and what it sends to {@code 203.0.113.7} goes as IPv6 to that
     * address embedded in the NAT64's prefix, from an address that the CLAT has for it, and to the
     * same port. It keeps no state (RFC 7915), lets in whatever is for its address, and has no ALG.
     * What the client sends from its IPv6 address passes as it is. On a phone it is a part of the
     * host; here it is a gateway of its own all the same.
     *
     * <p>Its public address is of IPv6, and may be pinned, as may the client's address of each
     * family.
     */
    public Builder clat() {
      clat = true;
      return this;
    }

    private static int requirePositive(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " " + value + " is less than 1");
      }
      return value;
    }

    /**
     * The gateway.
     *
     * @throws IllegalArgumentException if it is to translate nothing, and something else of it is
     *     about translation, or its ALG is part of one ({@link AlgBehavior#isPartOfNat}); if it is
     *     a NAT64 and its ALG is that of another kind of NAT, or the other way round
     */
    public Gateway build() {
      Gateway gateway = new Gateway(this);
      GatewayCheck.check(gateway);
      return gateway;
    }
  }
}
