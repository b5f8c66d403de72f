package dev.ftpnat.internal.kernel.netns;

import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The rules of a gateway that accepts itself what it doesn't let through: they redirect it to ports
 * of the gateway's own, behind which somebody has to listen. What an ALG expects isn't new.
 */
final class AcceptanceRules {

  private final Gateway gateway;
  private final String inside;
  private final String family;
  private final String publicAddress;
  private final String behind;

  /**
   * Of a gateway.
   *
   * @param inside its interface to what is behind it
   * @param family what nft calls the family of its addresses
   * @param behind a set of the networks behind it; empty if there are none
   */
  AcceptanceRules(
      Gateway gateway, String inside, String family, String publicAddress, String behind) {
    this.gateway = gateway;
    this.inside = inside;
    this.family = family;
    this.publicAddress = publicAddress;
    this.behind = behind;
  }

  /** What stands behind the forwards in the chain that translates destinations. */
  List<String> redirections() {
    List<String> rules = new ArrayList<>();
    if (gateway.unmappedPorts().accepts()) {
      String redirect = redirect(gateway.unmappedPorts());
      rules.add(toPublicAddress("iifname " + Plan.OUTSIDE) + redirect);
      if (gateway.translates()) {
        rules.add(toPublicAddress("iifname " + inside) + redirect);
      }
      gateway
          .outgoingPorts()
          .ifPresent(
              ports ->
                  rules.add(
                      "iifname "
                          + inside
                          + (ports.isEmpty()
                              ? ""
                              : ports.stream()
                                  .sorted()
                                  .map(String::valueOf)
                                  .collect(Collectors.joining(", ", " tcp dport != { ", " }")))
                          + redirect));
    }
    if (gateway.privateDestinations().accepts() && !behind.isEmpty()) {
      // Behind a firewall the public address is one of these, and has been decided about.
      rules.add(toPublicAddress("iifname " + Plan.OUTSIDE) + " accept");
      rules.add(
          String.format(Locale.ROOT, "iifname %s %s daddr %s", Plan.OUTSIDE, family, behind)
              + redirect(gateway.privateDestinations()));
    }
    return rules;
  }

  private String toPublicAddress(String from) {
    return String.format(Locale.ROOT, "%s %s daddr %s", from, family, publicAddress);
  }

  private String redirect(Refusal answer) {
    // A redirection leads to the address of the interface, and a NAT64's translator has none.
    String there =
        gateway.nat64().isPresent()
            ? "dnat to " + IpAddresses.text(gateway.publicAddress().orElseThrow())
            : "redirect to ";
    return " ct state new meta l4proto tcp "
        + there
        + ":"
        + (answer == Refusal.ACCEPT_SILENTLY ? Plan.SILENT_PORT : Plan.RESETTING_PORT);
  }

  /** What lets it in to the gateway itself. */
  String input() {
    return gateway.acceptsItself()
        ? String.format(
            Locale.ROOT,
            "ct status dnat tcp dport { %d, %d } accept",
            Plan.SILENT_PORT,
            Plan.RESETTING_PORT)
        : "";
  }
}
