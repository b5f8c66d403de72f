package dev.ftpnat.internal.kernel.netns;

import dev.ftpnat.internal.kernel.netns.Plan.Host;
import dev.ftpnat.internal.kernel.netns.Plan.Link;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Subnet;
import dev.ftpnat.topology.ClientHost;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.topology.Vantage;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Draws up the {@link Plan} of a topology. Pure: it runs nothing.
 *
 * <p>Every address is a /32, or /128 of IPv6, and every route goes to an interface, so that any
 * addresses go together: those of both public sides out of one network, or of none. What nobody has
 * in the network behind a gateway is unreachable at once and not after three unanswered ARP
 * requests.
 */
public final class Planner {

  private static final int INTERNET_LINK = 0;
  private static final int INSIDE_OF_FIREWALL = 1;
  private static final int OUTSIDE_OF_FIREWALL = 2;
  private static final int INSIDE_OF_CLAT = 3;
  private static final int OUTSIDE_OF_CLAT = 4;

  /** A router takes no packet, not even an ICMP error, that comes from an address of its own. */
  private static final int OF_SERVERS_SIDE = 32;

  private static final InetAddress LOCALHOST = IpAddresses.of("127.0.0.1");

  private final Topology topology;

  /** By name, in the order of the path. */
  private final Map<String, Sketch> sketches = new LinkedHashMap<>();

  private final Set<Link> links = new LinkedHashSet<>();
  private final Sketch internet;

  private Planner(Topology topology) {
    this.topology = topology;
    sketch(Plan.CLIENT, topology.clientFamilies());
    boolean outside = false;
    for (Gateway gateway : topology.clientGateways()) {
      boolean isNat64 = gateway.nat64().isPresent();
      outside |= isNat64;
      sketch(
          gateway,
          isNat64
              ? topology.families()
              : outside ? topology.serverFamilies() : topology.clientFamilies());
    }
    this.internet =
        sketch(Plan.INTERNET, outside ? topology.serverFamilies() : topology.families());
    topology.path().inwards().forEach(gateway -> sketch(gateway, topology.serverFamilies()));
    sketch(Plan.SERVER, topology.serverFamilies());
    // Behind all others, so that these have the numbers that they have without.
    topology.clientHosts().forEach(host -> sketch(host.name(), topology.families()));
    for (Topology.Decoy decoy : topology.decoys()) {
      sketches.get(Plan.CLIENT).has(decoy.address());
    }
  }

  private void sketch(Gateway gateway, Set<AddressFamily> families) {
    sketch(gateway.name().orElseThrow(), families);
  }

  private Sketch sketch(String name, Set<AddressFamily> families) {
    Sketch sketch = new Sketch(name, families);
    sketches.put(name, sketch);
    return sketch;
  }

  /** The plan of a topology with every name and address filled in. */
  public static Plan plan(Topology topology) {
    return new Planner(topology).plan();
  }

  private Plan plan() {
    if (topology.nat64().isPresent()) {
      return withNat64();
    }
    for (AddressFamily each : topology.families()) {
      Topology view = topology.in(each);
      Family family = Family.of(each);
      internet.forwards(family);
      view.clientAddress()
          .ifPresent(
              address ->
                  side(
                      Plan.CLIENT,
                      address,
                      view.clientGateways(),
                      topology.connectGiveUp(),
                      family));
      view.server()
          .address()
          .ifPresent(
              address ->
                  side(
                      Plan.SERVER,
                      address,
                      view.serverGateways(),
                      topology.serverConnectGiveUp(),
                      family));
      for (int n = 0; n < view.clientHosts().size(); n++) {
        further(view, view.clientHosts().get(n), n + 1, family);
      }
      internet.ip("route add unreachable " + family.defaultRoute());
    }
    return new Plan(sketches.values().stream().map(Sketch::host).toList(), List.copyOf(links));
  }

  /**
   * A further client host. One in the server's network has a link to the server besides the one to
   * the gateway, as a switch would give it: what goes from one to the other isn't routed.
   */
  private void further(Topology view, ClientHost host, int number, Family family) {
    InetAddress address = host.address().orElseThrow();
    boolean besideServer = host.place() == ClientHost.Place.SERVER_NETWORK;
    List<Gateway> before =
        switch (host.place()) {
          case SERVER_NETWORK -> view.serverGateways();
          case CLIENT_NETWORK -> view.clientGateways();
          case INTERNET -> List.of();
        };
    if (before.isEmpty()) {
      side(host.name(), "host" + number, address, before, topology.connectGiveUp(), family);
      return;
    }
    String text = IpAddresses.text(address);
    String server = IpAddresses.text(view.server().address().orElseThrow());
    InetAddress neighbour =
        besideServer ? view.server().address().orElseThrow() : view.clientAddress().orElseThrow();
    Gateway gateway = before.get(0);
    String router = IpAddresses.text(gateway.insideAddress(neighbour));
    Sketch own = sketches.get(host.name());
    own.resolvesNoNames(family);
    own.parameter("ipv4/tcp_syn_retries", "" + synRetries(topology.connectGiveUp()));
    own.connect(Plan.HOST_INTERFACE, text, family);
    if (family == Family.IPV6) {
      own.ip("route add " + family.host(router) + " dev " + Plan.HOST_INTERFACE);
    }
    own.ip("route add unreachable " + gateway.insideNetwork().orElseThrow());
    own.defaultRoute(router, Plan.HOST_INTERFACE, family);
    Sketch outer = sketches.get(gateway.name().orElseThrow());
    String inside = Plan.INSIDE + number;
    outer.connect(inside, router, family);
    outer.ip("route add " + family.host(text) + " dev " + inside);
    link(new Link(own.name, Plan.HOST_INTERFACE, outer.name, inside), text, router, family);
    if (besideServer) {
      Sketch there = sketches.get(Plan.SERVER);
      String to = "beside" + number;
      own.connect("beside", text, family);
      own.ip("route add " + family.host(server) + " dev beside");
      there.connect(to, server, family);
      there.ip("route add " + family.host(text) + " dev " + to);
      link(new Link(own.name, "beside", there.name, to), text, server, family);
    }
  }

  /** The client's side begins with IPv6, and all else is of IPv4. */
  private Plan withNat64() {
    internet.forwards(Family.IPV4);
    InetAddress client = topology.clientAddress().orElseThrow();
    side(
        Plan.CLIENT,
        client,
        topology.clientGateways(),
        topology.connectGiveUp(),
        Family.of(client));
    side(
        Plan.SERVER,
        topology.server().address().orElseThrow(),
        topology.serverGateways(),
        topology.serverConnectGiveUp(),
        Family.IPV4);
    internet.ip("route add unreachable " + Family.IPV4.defaultRoute());
    return new Plan(sketches.values().stream().map(Sketch::host).toList(), List.copyOf(links));
  }

  /**
   * One side of the internet, from the end outwards.
   *
   * @param ofEnd the family that the end has, which a NAT64 changes
   */
  private void side(
      String end, InetAddress address, List<Gateway> gateways, Duration giveUp, Family ofEnd) {
    side(end, end, address, gateways, giveUp, ofEnd);
  }

  private void side(
      String end,
      String shortName,
      InetAddress address,
      List<Gateway> gateways,
      Duration giveUp,
      Family ofEnd) {
    Family family = ofEnd;
    Sketch inner = sketches.get(end);
    inner.resolvesNoNames(family);
    inner.parameter("ipv4/tcp_syn_retries", "" + synRetries(giveUp));
    String innerInterface = Plan.HOST_INTERFACE;
    InetAddress innerAddress = address;
    // Where the inner one is on its link, which a firewall has another address for.
    String hop = IpAddresses.text(address);
    List<Subnet> behind = new ArrayList<>();
    List<InetAddress> pool = List.of();
    // What a CLAT leaves as it is, up to who translates it.
    Optional<InetAddress> beside = Optional.empty();
    for (Gateway gateway : gateways) {
      Subnet network = gateway.insideNetwork().orElseThrow();
      int number = (end.equals(Plan.SERVER) ? OF_SERVERS_SIDE : 0) + behind.size() + 1;
      String router =
          gateway.translates()
              ? IpAddresses.text(gateway.insideAddress(innerAddress))
              : linkAddress(family, INSIDE_OF_FIREWALL, number);
      inner.connect(innerInterface, hop, family);
      inner.alias(innerInterface, pool, family);
      String toRouter = "route add " + family.host(router) + " dev " + innerInterface;
      if (family == Family.IPV6) {
        // A route is taken through what another route leads to only, even with onlink.
        inner.ip(toRouter);
      }
      if (gateway.translates()) {
        inner.ip("route add unreachable " + network);
      }
      inner.defaultRoute(router, innerInterface, family);
      if (gateway.masqueradesAnythingInbound() && family == Family.IPV4) {
        inner.ip(toRouter);
      }

      Sketch outer = sketches.get(gateway.name().orElseThrow());
      outer.forwards(family);
      outer.connect(Plan.INSIDE, router, family);
      String neighbour = IpAddresses.text(innerAddress);
      String via = " via " + hop + " dev " + Plan.INSIDE + " onlink";
      if (gateway.translates()) {
        outer.ip("route add " + network + " dev " + Plan.INSIDE);
      }
      if (!hop.equals(neighbour)) {
        outer.ip("route add " + family.host(neighbour) + via);
      } else if (!gateway.translates()) {
        outer.ip("route add " + family.host(neighbour) + " dev " + Plan.INSIDE);
      }
      behind.stream()
          .filter(further -> further.hostBits() > 0)
          .forEach(further -> outer.ip("route add " + further + via));
      behind.add(network);
      beside.ifPresent(host -> outer.ip("route add " + Family.IPV6.host(host) + via));
      Link link = new Link(inner.name, innerInterface, outer.name, Plan.INSIDE);
      link(link, hop, router, Family.of(innerAddress));
      if (gateway.isClat()) {
        ClatPlan clat = clat(gateway, innerAddress);
        clat.nft().ifPresent(outer.nft::append);
        outer.tayga = Optional.of(clat.tayga());
        clat.ip().forEach(outer::ip);
        beside = topology.clientAddress(AddressFamily.IPV6);
        besides(link, beside.orElseThrow());
        behind.clear();
        family = Family.IPV6;
        outer.forwards(family);
        inner = outer;
        innerInterface = Plan.OUTSIDE;
        innerAddress = clat.ipv6();
        // The address is its translator's and not its own.
        hop = linkAddress(family, OUTSIDE_OF_CLAT, number);
        continue;
      }
      boolean isShared = !topology.clientHosts().isEmpty();
      NftRuleset rules = new NftRuleset(gateway, topology.server(), innerAddress, behind, isShared);
      if (gateway.nat64().isPresent()) {
        Nat64Plan nat64 = new Nat64Plan(gateway, innerAddress, beside);
        outer.nft.append(nat64.nft());
        outer.tayga = Optional.of(nat64.tayga());
        nat64.ip().forEach(outer::ip);
        behind.clear();
        rules = new NftRuleset(gateway, topology.server(), Nat64Plan.MAPPED, behind);
        family = Family.IPV4;
        outer.forwards(family);
      }
      outer.nft.append(rules.nft());
      rules.parameters().forEach(outer::parameter);
      beside = gateway.translates() ? Optional.empty() : beside;
      inner = outer;
      innerInterface = Plan.OUTSIDE;
      innerAddress = gateway.publicAddress().orElseThrow();
      pool = gateway.furtherAddresses();
      hop =
          gateway.translates()
              ? IpAddresses.text(innerAddress)
              : linkAddress(family, OUTSIDE_OF_FIREWALL, number);
    }
    // The internet's own address on each of its links; only ARP and ICMP errors show it.
    String internetRouter = linkAddress(family, INTERNET_LINK, 1);
    String outside = IpAddresses.text(innerAddress);
    inner.connect(innerInterface, hop, family);
    inner.alias(innerInterface, pool, family);
    if (family == Family.IPV6) {
      inner.ip("route add " + family.host(internetRouter) + " dev " + innerInterface);
    }
    inner.defaultRoute(internetRouter, innerInterface, family);

    String toSide = "to-" + shortName;
    internet.connect(toSide, internetRouter, family);
    String via = " via " + hop + " dev " + toSide + " onlink";
    internet.ip(
        "route add " + family.host(outside) + (hop.equals(outside) ? " dev " + toSide : via));
    behind.stream()
        .filter(network -> network.hostBits() > 0)
        .forEach(network -> internet.ip("route add " + network + via));
    for (InetAddress further : pool) {
      internet.ip("route add " + family.host(IpAddresses.text(further)) + " dev " + toSide);
    }
    link(new Link(inner.name, innerInterface, internet.name, toSide), hop, internetRouter, family);
  }

  private ClatPlan clat(Gateway gateway, InetAddress client) {
    return new ClatPlan(
        client,
        gateway.publicAddress().orElseThrow(),
        topology.nat64().flatMap(Gateway::nat64).orElseThrow());
  }

  /** The client's IPv6, which its CLAT is but a router of. */
  private void besides(Link link, InetAddress client) {
    Sketch host = sketches.get(link.left());
    Sketch router = sketches.get(link.right());
    String address = IpAddresses.text(client);
    String at = linkAddress(Family.IPV6, INSIDE_OF_CLAT, 1);
    host.resolvesNoNames(Family.IPV6);
    host.connect(link.leftInterface(), address, Family.IPV6);
    host.ip("route add " + Family.IPV6.host(at) + " dev " + link.leftInterface());
    host.defaultRoute(at, link.leftInterface(), Family.IPV6);
    router.connect(link.rightInterface(), at, Family.IPV6);
    router.ip("route add " + Family.IPV6.host(address) + " dev " + link.rightInterface());
    acquaint(link, address, at);
  }

  /**
   * A router's own address on a link, which its ICMP errors come from. tayga(8) translates none
   * that comes from a link-local address, so behind it they are of 192.0.0.0/24, which is nobody's
   * either.
   */
  private String linkAddress(Family family, int link, int number) {
    return family == Family.IPV4 && topology.nat64().isPresent()
        ? "192.0.0." + (16 + 64 * link + number)
        : family.linkAddress(link, number);
  }

  /**
   * Adds a link. On IPv6 both ends know each other from the beginning: a neighbour solicitation
   * that is lost is repeated after a second only, which no test waits for.
   */
  private void link(Link link, String left, String right, Family family) {
    links.add(link);
    if (family == Family.IPV6) {
      acquaint(link, left, right);
    }
  }

  private void acquaint(Link link, String left, String right) {
    int number = List.copyOf(links).indexOf(link);
    sketches.get(link.left()).neighbour(right, Plan.rightHardware(number), link.leftInterface());
    sketches.get(link.right()).neighbour(left, Plan.leftHardware(number), link.rightInterface());
  }

  /**
   * How often to repeat an unanswered SYN, so as to give up after about this time. The kernel
   * repeats at least once, after a second, and waits for as long again or longer.
   */
  private static int synRetries(Duration giveUp) {
    int retries = 1;
    for (long waited = 3; waited < giveUp.toSeconds() && retries < 6; retries++) {
      waited = 2 * waited + 1;
    }
    return retries;
  }

  /** A host while it is being planned. */
  private final class Sketch {
    private final String name;
    private final Map<String, String> parameters = new TreeMap<>();
    private final List<String> ip = new ArrayList<>();
    private final StringBuilder nft = new StringBuilder();
    private Optional<String> tayga = Optional.empty();

    Sketch(String name, Set<AddressFamily> families) {
      this.name = name;
      ip("link set lo up");
      // Addresses of one network are at both sides of a router.
      parameter("ipv4/conf/all/rp_filter", "0");
      parameter("ipv4/conf/default/rp_filter", "0");
      if (families.contains(AddressFamily.IPV6)) {
        speaksIpv6();
      } else {
        // Nothing here speaks IPv6, and its autoconfiguration is noise.
        parameter("ipv6/conf/default/disable_ipv6", "1");
      }
      if (topology.vantage() == Vantage.LOOPBACK) {
        parameter("ipv4/conf/all/route_localnet", "1");
        // All but 127.0.0.1 may be elsewhere.
        ip("route del local 127.0.0.0/8 dev lo table local");
      }
    }

    /** With the addresses that it is given, at once, and with no others but those of its links. */
    private void speaksIpv6() {
      for (String which : List.of("all", "default")) {
        parameter("ipv6/conf/" + which + "/disable_ipv6", "0");
        parameter("ipv6/conf/" + which + "/accept_dad", "0");
        parameter("ipv6/conf/" + which + "/accept_ra", "0");
        parameter("ipv6/conf/" + which + "/router_solicitations", "0");
      }
    }

    void parameter(String parameter, String value) {
      parameters.put(parameter, value);
    }

    /** An address that nobody else is to reach it by. */
    void has(InetAddress address) {
      boolean given =
          address.isLoopbackAddress()
              && (topology.vantage() != Vantage.LOOPBACK || address.equals(LOCALHOST));
      if (!given) {
        Family family = Family.of(address);
        connect("lo", IpAddresses.text(address), family);
      }
    }

    void neighbour(String address, String hardware, String name) {
      ip("neigh replace " + address + " lladdr " + hardware + " dev " + name);
    }

    void ip(String line) {
      ip.add(line);
    }

    void connect(String name, String address, Family family) {
      // Else nothing can be bound to it until the kernel finds the time to see that it is free.
      String atOnce = family == Family.IPV6 ? " nodad" : "";
      // Without the scope, no packet could leave with an address that begins with 127.
      ip("addr add " + family.host(address) + " dev " + name + " scope global" + atOnce);
      ip("link set " + name + " up");
    }

    /** Further addresses, for the answers of the host itself. */
    void alias(String name, List<InetAddress> addresses, Family family) {
      String atOnce = family == Family.IPV6 ? " nodad" : "";
      addresses.forEach(
          address ->
              ip(
                  "addr add "
                      + family.host(IpAddresses.text(address))
                      + " dev "
                      + name
                      + " scope global"
                      + atOnce));
    }

    void defaultRoute(String router, String name, Family family) {
      ip("route add " + family.defaultRoute() + " via " + router + " dev " + name + " onlink");
    }

    void forwards(Family family) {
      if (family == Family.IPV6) {
        parameter("ipv6/conf/all/forwarding", "1");
        parameter("ipv6/icmp/ratelimit", "0");
        return;
      }
      parameter("ipv4/ip_forward", "1");
      // Every attempt that a rule refuses is told so, and not only some in a second. Routes that
      // are
      // unreachable answer five times at once all the same, and a namespace can't change that.
      parameter("ipv4/icmp_ratelimit", "0");
    }

    /**
     * Java asks for the names of peers. An answer that doesn't come looks like a NAT that drops.
     */
    void resolvesNoNames(Family family) {
      String rule = family == Family.IPV6 ? "rule add from " + family.everything() : "rule add";
      ip(rule + " pref 1 ipproto udp dport 53 unreachable");
      ip(rule + " pref 1 ipproto tcp dport 53 unreachable");
    }

    Host host() {
      return new Host(
          name,
          parameters,
          ip,
          nft.isEmpty() ? Optional.empty() : Optional.of(nft.toString()),
          tayga);
    }
  }
}
