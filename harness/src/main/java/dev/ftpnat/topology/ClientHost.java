package dev.ftpnat.topology;

import dev.ftpnat.internal.family.Families;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A further host with FTP clients, beside the one at the client's end of the topology.
 *
 * @param name what it is called, for example {@code inside}
 * @param place where it is
 * @param address its own address; empty while it is left to the environment
 */
public record ClientHost(String name, Place place, Optional<InetAddress> address) {

  /** Names that mean something else already. */
  static final Set<String> TAKEN = Set.of("client", "server", "internet");

  /** A place that a host may have in a topology. */
  public enum Place {
    /**
     * In the server's own network, behind the gateways before the server. It reaches the server at
     * the server's own address without any gateway, and at the public address only if the gateway
     * leads it back in: see {@link Gateway.Hairpinning}.
     */
    SERVER_NETWORK,
    /** In the client's own network, behind the gateways before the client. */
    CLIENT_NETWORK,
    /** On the internet, with no gateway before it. */
    INTERNET
  }

  /**
   * What a host does to the data connections of others (RFC 2577 section 8): it comes first. See
   * {@link Topology.Builder#intruder}.
   */
  public enum Intrusion {
    /**
     * As soon as the server listens for a data connection, and before it says where, the host
     * connects there, sends {@link #CONTENT} again and again, {@link #BYTES} in all, ends its side
     * and reads to the end. So it gets what was meant for the client, or gives something in the
     * client's place, unless the server looks who comes (see {@link ForeignData}), or wants TLS
     * there.
     */
    STEALS_PASSIVE_DATA,
    /**
     * As soon as the client has said where it listens, and before it gets an answer, the host
     * connects there, sends {@link #CONTENT} again and again, {@link #BYTES} in all, ends its side
     * and reads to the end. So the client gets another file than the server's, or gives its own
     * away, unless it looks who comes, or uses TLS there.
     */
    INJECTS_ACTIVE_DATA;

    /** What the host sends in the place of a file: a line of ASCII, 16 bytes. */
    public static final String CONTENT = "of an intruder\r\n";

    /**
     * How much it sends: 16 MiB, more than fits into the buffers on the way, of which each grows to
     * 4 or 6 MiB on Linux. So it knows whether the other side reads it, or closes without.
     */
    public static final int BYTES = 16 << 20;
  }

  public ClientHost {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(place, "place");
    if (name.isBlank()) {
      throw new IllegalArgumentException("a client host needs a name that isn't blank");
    }
  }

  /** The same host at this address. */
  public ClientHost at(InetAddress newAddress) {
    return new ClientHost(name, place, Optional.of(Objects.requireNonNull(newAddress, "address")));
  }

  /** For example {@code inside at 10.64.1.11}. */
  @Override
  public String toString() {
    return name + address.map(at -> " at " + IpAddresses.text(at)).orElse("");
  }

  // Which of them a topology can have ----------------------------------------------------------

  /**
   * Refuses what isn't played.
   *
   * @param taken the names that a host can't have
   */
  static void check(
      String topology,
      List<ClientHost> hosts,
      List<Gateway> clientGateways,
      List<Gateway> serverGateways,
      Set<String> taken) {
    Set<String> names = new HashSet<>(taken);
    for (ClientHost host : hosts) {
      if (!names.add(host.name())) {
        throw refused(topology, "client host \"%s\" has a name that is taken", host.name());
      }
      if (clientGateways.stream().anyMatch(gateway -> gateway.nat64().isPresent())) {
        throw refused(topology, "client host \"%s\" can't be beside a NAT64", host.name());
      }
      List<Gateway> before =
          switch (host.place()) {
            case SERVER_NETWORK -> serverGateways;
            case CLIENT_NETWORK -> clientGateways;
            case INTERNET -> List.of();
          };
      if (before.stream().anyMatch(gateway -> !gateway.translates())) {
        throw refused(
            topology,
            "client host \"%s\" can't be behind a gateway that translates nothing, which is before"
                + " one host here",
            host.name());
      }
      if (host.place() == Place.SERVER_NETWORK && before.size() > 1) {
        throw refused(
            topology,
            "client host \"%s\" can't be in the server's network, which is behind several gateways",
            host.name());
      }
    }
  }

  /** Each has an address of the only family that the topology has. */
  static void check(String topology, List<ClientHost> hosts, Families families) {
    for (ClientHost host : hosts) {
      boolean fits =
          families.all().size() == 1
              && host.address().map(AddressFamily::of).stream().allMatch(families.all()::contains);
      if (!fits) {
        throw refused(
            topology,
            "client host \"%s\" has one address, of the only family that the topology has",
            host.name());
      }
    }
  }

  private static IllegalArgumentException refused(String topology, String why, String host) {
    return new IllegalArgumentException(
        "topology \"%s\": ".formatted(topology) + why.formatted(host));
  }
}
