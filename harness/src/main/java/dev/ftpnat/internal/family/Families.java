package dev.ftpnat.internal.family;

import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import java.net.InetAddress;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which families of addresses the hosts of a topology have.
 *
 * @param client those of the client and the gateways before it
 * @param server those of the server and the gateways before it
 * @param about the one that the topology is about
 */
public record Families(Set<AddressFamily> client, Set<AddressFamily> server, AddressFamily about) {

  public static final Set<AddressFamily> IPV4 = Set.of(AddressFamily.IPV4);
  public static final Set<AddressFamily> IPV6 = Set.of(AddressFamily.IPV6);
  public static final Set<AddressFamily> BOTH =
      Collections.unmodifiableSet(EnumSet.allOf(AddressFamily.class));

  /** That it is about IPv6 wherever it has it, unless it was said to be about another. */
  public static Families of(
      Set<AddressFamily> client, Set<AddressFamily> server, Optional<AddressFamily> about) {
    boolean isCommon = server.contains(AddressFamily.IPV6) || Collections.disjoint(client, server);
    boolean isIpv6 = client.contains(AddressFamily.IPV6) && isCommon;
    AddressFamily chosen = about.orElse(isIpv6 ? AddressFamily.IPV6 : AddressFamily.IPV4);
    return new Families(client, server, chosen);
  }

  /** Those that are given; unmodifiable. */
  public static Set<AddressFamily> set(AddressFamily first, AddressFamily... more) {
    return Collections.unmodifiableSet(EnumSet.of(first, more));
  }

  /** Those of anything in it. */
  public Set<AddressFamily> all() {
    if (client.equals(server)) {
      return client;
    }
    Set<AddressFamily> all = EnumSet.noneOf(AddressFamily.class);
    all.addAll(client);
    all.addAll(server);
    return Collections.unmodifiableSet(all);
  }

  /** Whether there is this one and no other. */
  public boolean areJust(AddressFamily family) {
    return client.size() == 1 && client.contains(family) && server.equals(client);
  }

  /**
   * Whether that is what a NAT64 stands between.
   *
   * @param hasClat whether a CLAT gives the client IPv4
   */
  public boolean areOnBothSidesOfNat64(boolean hasClat) {
    return client.equals(hasClat ? BOTH : IPV6)
        && server.equals(IPV4)
        && about == (hasClat ? AddressFamily.IPV4 : AddressFamily.IPV6);
  }

  /** The same of one family only; a side that has none of it has nothing. */
  public Families only(AddressFamily family) {
    return new Families(only(client, family), only(server, family), family);
  }

  private static Set<AddressFamily> only(Set<AddressFamily> families, AddressFamily family) {
    return families.contains(family) ? Set.of(family) : Set.of();
  }

  /**
   * Makes sure that they go with the addresses that are pinned, and with what the topology is
   * about.
   *
   * @param topology its name, for errors
   * @throws IllegalArgumentException if they don't
   */
  public void require(String topology, List<InetAddress> ofClient, List<InetAddress> ofServer) {
    if (!client.isEmpty() && !client.contains(about)) {
      throw new IllegalArgumentException(
          "topology \"%s\" can't be about %s: its client has %s alone"
              .formatted(topology, about.text(), text(client)));
    }
    foreign(client, ofClient)
        .ifPresent(it -> refuse(topology, "client", client, it, Stream.of(ofClient, ofServer)));
    foreign(server, ofServer)
        .ifPresent(it -> refuse(topology, "server", server, it, Stream.of(ofClient, ofServer)));
  }

  private static Optional<InetAddress> foreign(
      Set<AddressFamily> families, List<InetAddress> pinned) {
    for (InetAddress each : pinned) {
      if (!families.contains(AddressFamily.of(each))) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  private void refuse(
      String topology,
      String side,
      Set<AddressFamily> families,
      InetAddress foreign,
      Stream<List<InetAddress>> pinned) {
    String literal = IpAddresses.text(foreign);
    if (!client.equals(server)) {
      throw new IllegalArgumentException(
          "topology \"%s\": %s is pinned on the %s's side, which has %s alone"
              .formatted(topology, literal, side, text(families)));
    }
    Optional<InetAddress> other =
        pinned
            .flatMap(List::stream)
            .filter(each -> families.contains(AddressFamily.of(each)))
            .findFirst();
    throw new IllegalArgumentException(
        "topology \"%s\": %s is pinned, and %s: all addresses are of IPv4, or all of IPv6, unless it has dualStack()"
            .formatted(
                topology,
                literal,
                other
                    .map(each -> IpAddresses.text(each) + " as well")
                    .orElseGet(() -> "the topology is of " + text(families))));
  }

  private static String text(Set<AddressFamily> families) {
    return families.stream().map(AddressFamily::text).sorted().collect(Collectors.joining(" and "));
  }
}
