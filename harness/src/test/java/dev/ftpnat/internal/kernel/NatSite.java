package dev.ftpnat.internal.kernel;

import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.Party;

/**
 * Where the NAT of an exchange is, and the addresses there. The public address is longer than the
 * private one before the server and shorter before the client, so translation lengthens and
 * shortens segments.
 */
enum NatSite {
  BEFORE_SERVER("10.0.1.121", "10.0.1.0/24", "198.51.100.100"),
  BEFORE_CLIENT("192.168.100.100", "192.168.100.0/24", "192.0.2.1");

  static final String GATEWAY = "NAT";

  private final String inside;
  private final String insideNetwork;
  private final String publicAddress;

  NatSite(String inside, String insideNetwork, String publicAddress) {
    this.inside = inside;
    this.insideNetwork = insideNetwork;
    this.publicAddress = publicAddress;
  }

  static NatSite before(Party party) {
    return party == Party.SERVER ? BEFORE_SERVER : BEFORE_CLIENT;
  }

  /** The address of whoever is behind the NAT. */
  String inside() {
    return inside;
  }

  String publicAddress() {
    return publicAddress;
  }

  /** The address that a client connects to. */
  String controlAddress(String outside) {
    return this == BEFORE_SERVER ? publicAddress : outside;
  }

  /** The address that a party has itself. */
  String own(Party party, String outside) {
    return before(party) == this ? inside : outside;
  }

  /** The topology with the other party at an address. */
  Topology topology(String outside) {
    Gateway.Builder gateway =
        Gateway.builder()
            .name(GATEWAY)
            .publicAddress(publicAddress)
            .insideNetwork(insideNetwork)
            .alg(AlgBehavior.NETFILTER);
    Topology.Builder topology = Topology.builder().clientAddress(own(Party.CLIENT, outside));
    topology.server(server -> server.address(own(Party.SERVER, outside)));
    return this == BEFORE_SERVER
        ? topology.serverGateway(gateway.forwardControlPort().build()).build()
        : topology.clientGateway(gateway.build()).build();
  }
}
