package dev.ftpnat.internal.kernel.netns;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a topology is made of on the kernel: hosts, each a network namespace, and links between
 * them, each a pair of virtual Ethernet interfaces.
 *
 * @param hosts the hosts, from the client to the server
 * @param links the links
 */
public record Plan(List<Host> hosts, List<Link> links) {

  /** The names of the hosts that every plan has. Gateways have the names of the topology. */
  public static final String CLIENT = "client";

  public static final String INTERNET = "internet";
  public static final String SERVER = "server";

  /** What a client or server calls its interface. */
  public static final String HOST_INTERFACE = "eth0";

  /** What a gateway calls its interface to the network behind it. */
  static final String INSIDE = "inside";

  /** What a gateway calls its interface towards the internet. */
  static final String OUTSIDE = "outside";

  /** What a NAT64 calls its interface to what translates for it. */
  static final String NAT64 = "nat64";

  /**
   * Where a gateway listens to which is redirected what it accepts itself: nobody reads there, or
   * connections are reset once they are established.
   */
  public static final int SILENT_PORT = 60_001;

  public static final int RESETTING_PORT = 60_002;

  /** Between the tables of a ruleset. */
  private static final Pattern TABLE = Pattern.compile("(?m)(?=^table )");

  /** The number of the first interface; each link has two. */
  private static final int FIRST_INTERFACE = 10;

  /** The number of a link's left interface, and the right one's is the next. */
  static int leftInterface(int link) {
    return FIRST_INTERFACE + 2 * link;
  }

  /** The hardware address of a link's left interface: a locally administered one. */
  static String leftHardware(int link) {
    return hardware(leftInterface(link));
  }

  /** The hardware address of a link's right interface. */
  static String rightHardware(int link) {
    return hardware(leftInterface(link) + 1);
  }

  static String hardware(int number) {
    return String.format(
        Locale.ROOT, "02:46:54:50:%02x:%02x", number >> Byte.SIZE & 0xff, number & 0xff);
  }

  /** How parameters begin that aren't there before there are rules that need them. */
  static final String CONNTRACK = "netfilter/nf_conntrack_";

  /**
   * A network namespace.
   *
   * @param name what it stands for
   * @param parameters kernel parameters below {@code /proc/sys/net}, and their values
   * @param ip what is to be done when the links are there, in lines as {@code ip -batch} takes them
   * @param nft a ruleset for {@code nft -f}
   * @param tayga the settings of a translator between IPv6 and IPv4, tayga.conf(5)
   */
  public record Host(
      String name,
      Map<String, String> parameters,
      List<String> ip,
      Optional<String> nft,
      Optional<String> tayga) {

    /** One that translates nothing between families. */
    Host(String name, Map<String, String> parameters, List<String> ip, Optional<String> nft) {
      this(name, parameters, ip, nft, Optional.empty());
    }

    public Host {
      parameters = Map.copyOf(parameters);
      ip = List.copyOf(ip);
    }
  }

  /** A link between two hosts, and what each of them calls its interface. */
  public record Link(String left, String leftInterface, String right, String rightInterface) {}

  /**
   * What makes of this plan, which runs, another one with the same hosts and links: the lines and
   * rulesets of the hosts that change.
   */
  List<Host> changesTo(Plan now) {
    List<Host> changes = new ArrayList<>();
    for (int n = 0; n < hosts.size(); n++) {
      Host was = hosts.get(n);
      Host is = now.hosts.get(n);
      Optional<String> nft = changed(was.nft().orElse(""), is.nft().orElse(""));
      List<String> ip = changes(was.ip(), is.ip());
      if (nft.isPresent() || !ip.isEmpty()) {
        changes.add(new Host(is.name(), Map.of(), ip, nft));
      }
    }
    return changes;
  }

  /**
   * The tables of a ruleset that differ; those of the other family, and their connections, stay.
   */
  private static Optional<String> changed(String was, String is) {
    Set<String> before = Set.of(TABLE.split(was));
    String tables =
        Stream.of(TABLE.split(is))
            .filter(table -> !before.contains(table))
            .map(table -> "delete " + table.substring(0, table.indexOf(" {")) + "\n" + table)
            .collect(Collectors.joining());
    return Optional.of(tables).filter(rules -> !rules.isEmpty());
  }

  /**
   * New addresses come before old ones go, and routes the other way round: they may be the same.
   */
  private static List<String> changes(List<String> before, List<String> now) {
    List<String> gone = before.stream().filter(line -> !now.contains(line)).toList();
    List<String> come = now.stream().filter(line -> !before.contains(line)).toList();
    List<String> changes = new ArrayList<>();
    come.stream().filter(line -> line.startsWith("addr ")).forEach(changes::add);
    gone.stream().filter(line -> line.startsWith("route ")).map(Plan::undo).forEach(changes::add);
    come.stream().filter(line -> line.startsWith("route ")).forEach(changes::add);
    come.stream().filter(line -> line.startsWith("neigh ")).forEach(changes::add);
    gone.stream().filter(line -> line.startsWith("addr ")).map(Plan::undo).forEach(changes::add);
    return changes;
  }

  private static String undo(String line) {
    return line.replaceFirst(" add ", " del ");
  }

  public Plan {
    hosts = List.copyOf(hosts);
    links = List.copyOf(links);
  }
}
