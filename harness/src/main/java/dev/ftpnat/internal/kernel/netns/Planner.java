package dev.ftpnat.internal.kernel.netns;

import dev.ftpnat.internal.kernel.netns.Plan.Host;
import dev.ftpnat.internal.kernel.netns.Plan.Link;
import dev.ftpnat.net.Subnet;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.topology.Vantage;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Draws up the {@link Plan} of a topology. Pure: it runs nothing.
 *
 * <p>Every address is a /32 and every route goes to an interface, so that any addresses go
 * together: those of both public sides out of one network, or of none. What nobody has in the
 * network behind a gateway is unreachable at once and not after three unanswered ARP requests.
 */
public final class Planner {

  /** The internet's own address on each of its links; only ARP and ICMP errors show it. */
  private static final String INTERNET_ROUTER = "169.254.0.1";

  /** A firewall's own addresses on both of its links; only ARP and ICMP errors show them. */
  private static final String INSIDE_OF_FIREWALL = "169.254.1.";

  private static final String OUTSIDE_OF_FIREWALL = "169.254.2.";

  private static final String FORWARDING = "ipv4/ip_forward";

  private final Topology topology;
  private final List<Host> hosts = new ArrayList<>();
  private final List<Link> links = new ArrayList<>();
  private final Sketch internet;

  private Planner(Topology topology) {
    this.topology = topology;
    this.internet = new Sketch(Plan.INTERNET);
  }

  /** The plan of a topology with every name and address filled in. */
  public static Plan plan(Topology topology) {
    return new Planner(topology).plan();
  }

  private Plan plan() {
    internet.forwards();
    side(
        Plan.CLIENT,
        topology.clientAddress().orElseThrow(),
        topology.clientGateways(),
        topology.connectGiveUp());
    List<Host> clientSide = new ArrayList<>(hosts);
    hosts.clear();
    side(
        Plan.SERVER,
        topology.server().address().orElseThrow(),
        topology.serverGateways(),
        topology.serverConnectGiveUp());
    internet.ip("route add unreachable default");
    Collections.reverse(hosts);
    clientSide.add(internet.host());
    clientSide.addAll(hosts);
    return new Plan(clientSide, links);
  }

  /** One side of the internet, from the end outwards. */
  private void side(String end, InetAddress address, List<Gateway> gateways, Duration giveUp) {
    Sketch inner = new Sketch(end);
    inner.resolvesNoNames();
    inner.parameter("ipv4/tcp_syn_retries", "" + synRetries(giveUp));
    String innerInterface = Plan.HOST_INTERFACE;
    InetAddress innerAddress = address;
    // Where the inner one is on its link, which a firewall has another address for.
    String hop = address.getHostAddress();
    List<Subnet> behind = new ArrayList<>();
    for (Gateway gateway : gateways) {
      Subnet network = gateway.insideNetwork().orElseThrow();
      String number = "" + (behind.size() + 1);
      String router =
          gateway.translates()
              ? gateway.insideAddress(innerAddress).getHostAddress()
              : INSIDE_OF_FIREWALL + number;
      inner.connect(innerInterface, hop);
      if (gateway.translates()) {
        inner.ip("route add unreachable " + network);
      }
      inner.ip("route add default via " + router + " dev " + innerInterface + " onlink");
      if (gateway.masqueradesAnythingInbound()) {
        inner.ip("route add " + router + "/32 dev " + innerInterface);
      }
      hosts.add(inner.host());

      Sketch outer = new Sketch(gateway.name().orElseThrow());
      outer.forwards();
      outer.connect(Plan.INSIDE, router);
      String neighbour = innerAddress.getHostAddress();
      String via = " via " + hop + " dev " + Plan.INSIDE + " onlink";
      if (gateway.translates()) {
        outer.ip("route add " + network + " dev " + Plan.INSIDE);
      }
      if (!hop.equals(neighbour)) {
        outer.ip("route add " + neighbour + "/32" + via);
      } else if (!gateway.translates()) {
        outer.ip("route add " + neighbour + "/32 dev " + Plan.INSIDE);
      }
      behind.stream()
          .filter(further -> further.prefixLength() < Integer.SIZE)
          .forEach(further -> outer.ip("route add " + further + via));
      behind.add(network);
      NftRuleset rules = new NftRuleset(gateway, topology.server(), innerAddress, behind);
      outer.nft = Optional.of(rules.nft());
      rules.parameters().forEach(outer::parameter);
      links.add(new Link(inner.name, innerInterface, outer.name, Plan.INSIDE));
      inner = outer;
      innerInterface = Plan.OUTSIDE;
      innerAddress = gateway.publicAddress().orElseThrow();
      hop = gateway.translates() ? innerAddress.getHostAddress() : OUTSIDE_OF_FIREWALL + number;
    }
    String outside = innerAddress.getHostAddress();
    inner.connect(innerInterface, hop);
    inner.ip("route add default via " + INTERNET_ROUTER + " dev " + innerInterface + " onlink");
    hosts.add(inner.host());

    String toSide = "to-" + end;
    internet.connect(toSide, INTERNET_ROUTER);
    String via = " via " + hop + " dev " + toSide + " onlink";
    internet.ip("route add " + outside + "/32" + (hop.equals(outside) ? " dev " + toSide : via));
    behind.stream()
        .filter(network -> network.prefixLength() < Integer.SIZE)
        .forEach(network -> internet.ip("route add " + network + via));
    links.add(new Link(inner.name, innerInterface, internet.name, toSide));
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
    private Optional<String> nft = Optional.empty();

    Sketch(String name) {
      this.name = name;
      ip("link set lo up");
      // Addresses of one network are at both sides of a router.
      parameter("ipv4/conf/all/rp_filter", "0");
      parameter("ipv4/conf/default/rp_filter", "0");
      // Nothing here speaks IPv6, and its autoconfiguration is noise.
      parameter("ipv6/conf/default/disable_ipv6", "1");
      if (topology.vantage() == Vantage.LOOPBACK) {
        parameter("ipv4/conf/all/route_localnet", "1");
        // All but 127.0.0.1 may be elsewhere.
        ip("route del local 127.0.0.0/8 dev lo table local");
      }
    }

    void parameter(String parameter, String value) {
      parameters.put(parameter, value);
    }

    void ip(String line) {
      ip.add(line);
    }

    void connect(String name, String address) {
      // Without the scope, no packet could leave with an address that begins with 127.
      ip("addr add " + address + "/32 dev " + name + " scope global");
      ip("link set " + name + " up");
    }

    void forwards() {
      parameter(FORWARDING, "1");
      // Every attempt that a rule refuses is told so, and not only some in a second. Routes that
      // are
      // unreachable answer five times at once all the same, and a namespace can't change that.
      parameter("ipv4/icmp_ratelimit", "0");
    }

    /**
     * Java asks for the names of peers. An answer that doesn't come looks like a NAT that drops.
     */
    void resolvesNoNames() {
      ip("rule add pref 1 ipproto udp dport 53 unreachable");
      ip("rule add pref 1 ipproto tcp dport 53 unreachable");
    }

    Host host() {
      return new Host(name, parameters, ip, nft);
    }
  }
}
