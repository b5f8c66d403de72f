package dev.ftpnat.internal.kernel;

import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.Party;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the NAT of an exchange is, or the firewall that translates nothing, and the addresses
 * there. The public address is longer than the private one before the server and shorter before the
 * client, so translation lengthens and shortens segments.
 */
enum NatSite {
  BEFORE_SERVER(Party.SERVER, true, "10.0.1.121", "10.0.1.0/24", "198.51.100.100"),
  BEFORE_CLIENT(Party.CLIENT, true, "192.168.100.100", "192.168.100.0/24", "192.0.2.1"),
  FIREWALL_BEFORE_SERVER(Party.SERVER, false, "10.0.1.121", "10.0.1.121/32", "198.51.100.100"),
  FIREWALL_BEFORE_CLIENT(Party.CLIENT, false, "192.168.100.100", "192.168.100.100/32", "192.0.2.1"),
  IPV6_BEFORE_SERVER(Party.SERVER, true, "fd00:1::121", "fd00:1::/64", "2001:db8:1::1"),
  IPV6_BEFORE_CLIENT(Party.CLIENT, true, "fdff:ffff::100", "fdff:ffff::/64", "2001:db8::1"),
  IPV6_FIREWALL_BEFORE_SERVER(
      Party.SERVER, false, "2001:db8:1::121", "2001:db8:1::121/128", "fd00:1::1"),
  IPV6_FIREWALL_BEFORE_CLIENT(Party.CLIENT, false, "fd00:1::121", "fd00:1::121/128", "fd00:2::1");

  static final String GATEWAY = "NAT";

  private static final Path LOOSE = Path.of("/sys/module/nf_conntrack_ftp/parameters/loose");

  private final Party behind;
  private final boolean translates;
  private final String inside;
  private final String insideNetwork;
  private final String publicAddress;

  NatSite(
      Party behind, boolean translates, String inside, String insideNetwork, String publicAddress) {
    this.behind = behind;
    this.translates = translates;
    this.inside = inside;
    this.insideNetwork = insideNetwork;
    this.publicAddress = publicAddress;
  }

  /** Those of IPv4, or of IPv6. */
  static List<NatSite> of(StandardProtocolFamily family) {
    return Stream.of(values()).filter(site -> site.family() == family).toList();
  }

  /** The family of all addresses. */
  StandardProtocolFamily family() {
    return inside.indexOf(':') < 0 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
  }

  boolean isIpv6() {
    return family() == StandardProtocolFamily.INET6;
  }

  /** Different addresses next to each other, with different numbers of digits. */
  String outside(int number) {
    return isIpv6()
        ? IpAddresses.text(
            IpAddresses.of("2001:db8:99:%x::%x".formatted(number / 250, number % 250 * 257 + 1)))
        : "198.18.%d.%d".formatted(number / 250 % 250, number % 250 + 1);
  }

  /** The network of all of them. */
  String outsideNetwork() {
    return isIpv6() ? "2001:db8:99::/48" : "198.18.0.0/16";
  }

  /** An address in it that is nobody's. */
  String outsideHost() {
    return isIpv6() ? "2001:db8:99:ffff::fffe" : "198.18.255.254";
  }

  /** A NAT before a party. */
  static NatSite before(Party party) {
    return party == Party.SERVER ? BEFORE_SERVER : BEFORE_CLIENT;
  }

  /** Who is behind it. */
  Party behind() {
    return behind;
  }

  /** The address of whoever is behind the NAT. */
  String inside() {
    return inside;
  }

  /** That of the NAT; a stranger's where there is none. */
  String publicAddress() {
    return publicAddress;
  }

  /** The address that a client connects to. */
  String controlAddress(String outside) {
    if (behind == Party.CLIENT) {
      return outside;
    }
    return translates ? publicAddress : inside;
  }

  /** The address that a party has itself. */
  String own(Party party, String outside) {
    return party == behind ? inside : outside;
  }

  /** How the module's parameter is set here. */
  static boolean isLoose() {
    try {
      return Files.readString(LOOSE).startsWith("Y");
    } catch (IOException e) {
      return false; // The module isn't loaded yet, and has its default when it is.
    }
  }

  /** The topology with the other party at an address. */
  Topology topology(String outside) {
    Gateway.Builder gateway =
        Gateway.builder()
            .name(GATEWAY)
            .publicAddress(translates ? publicAddress : inside)
            .insideNetwork(insideNetwork)
            .alg(isLoose() ? AlgBehavior.NETFILTER_LOOSE : AlgBehavior.NETFILTER);
    if (!translates) {
      gateway.withoutTranslation();
    }
    Topology.Builder topology = Topology.builder().clientAddress(own(Party.CLIENT, outside));
    topology.server(server -> server.address(own(Party.SERVER, outside)));
    return behind == Party.SERVER
        ? topology.serverGateway(gateway.forwardControlPort().build()).build()
        : topology.clientGateway(gateway.build()).build();
  }
}
