package dev.ftpnat.trace.ladder;

import dev.ftpnat.internal.text.Ellipsis;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Place;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The uprights of a ladder: the client, the gateways, the server. */
record Lifelines(List<Lifeline> all) {

  public Lifelines {
    all = List.copyOf(all);
  }

  /**
   * One of them.
   *
   * @param left its address towards the client; empty if there is none
   * @param right its address towards the server; empty if there is none
   */
  public record Lifeline(String name, String left, String right) {

    public Lifeline {
      name = Ellipsis.narrow(name);
    }
  }

  /** Those of a record; of two families of addresses, that of its first connection. */
  static Lifelines of(EventLog trace) {
    Topology topology = trace.topology();
    return trace.connectionAttempts().stream()
        .findFirst()
        .map(first -> AddressFamily.of(first.source().address()))
        .filter(topology.families()::contains)
        .map(family -> of(topology.in(family)))
        .orElseGet(() -> of(topology));
  }

  private static Lifelines of(Topology topology) {
    List<Lifeline> all = new ArrayList<>();
    all.add(new Lifeline("client", "", text(topology.clientAddress())));
    for (Gateway gateway : topology.path().outwards()) {
      all.add(new Lifeline(name(gateway), inside(gateway), outside(gateway)));
    }
    for (Gateway gateway : topology.path().inwards()) {
      all.add(new Lifeline(name(gateway), outside(gateway), inside(gateway)));
    }
    all.add(new Lifeline("server", text(topology.server().address()), ""));
    return new Lifelines(all);
  }

  private static String name(Gateway gateway) {
    return gateway.name().orElse("gateway");
  }

  /** A firewall has no addresses of its own. */
  private static String outside(Gateway gateway) {
    return gateway.translates() ? text(gateway.publicAddress()) : "";
  }

  private static String inside(Gateway gateway) {
    return !gateway.translates() ? "" : gateway.insideNetwork().map(Object::toString).orElse("");
  }

  private static String text(Optional<InetAddress> address) {
    return address.map(IpAddresses::text).orElse("");
  }

  /** How many links there are between them. */
  int links() {
    return all.size() - 1;
  }

  /** Where a side of the network is. */
  public int of(Party party) {
    return party == Party.CLIENT ? 0 : links();
  }

  /** Whether there is such a link; a record of another network may have others. */
  boolean hasLink(int link) {
    return link >= 0 && link < links();
  }

  /** The lifeline so many links from a side, or the last one. */
  int from(Party party, int steps) {
    int within = Math.max(0, Math.min(steps, links()));
    return party == Party.CLIENT ? within : links() - within;
  }

  /** The gateway that this place is. */
  OptionalInt gateway(Place place) {
    return place instanceof Place.AtGateway at ? gateway(at.name()) : OptionalInt.empty();
  }

  /** The gateway of this name. */
  OptionalInt gateway(String name) {
    for (int i = 1; i < links(); i++) {
      if (all.get(i).name().equals(Ellipsis.narrow(name))) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }
}
