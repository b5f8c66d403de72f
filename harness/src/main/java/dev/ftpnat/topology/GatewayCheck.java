package dev.ftpnat.topology;

import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.topology.Gateway.Hairpinning;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which settings of a gateway contradict each other. */
final class GatewayCheck {

  private final Gateway gateway;
  private final String name;

  private GatewayCheck(Gateway gateway) {
    this.gateway = gateway;
    this.name = gateway.name().orElse("a gateway");
  }

  /**
   * Lets one pass that could be built.
   *
   * @throws IllegalArgumentException if it couldn't
   */
  static void check(Gateway gateway) {
    GatewayCheck check = new GatewayCheck(gateway);
    check.requireAlgOfItsKind();
    if (gateway.isClat()) {
      check.requireStateless();
    }
    if (check.translatesNothing()) {
      check.requireNoTranslation();
    }
    check.requirePublicSide();
  }

  private boolean translatesNothing() {
    return !gateway.translates(AddressFamily.IPV4) && !gateway.translates(AddressFamily.IPV6);
  }

  private boolean translatesEverything() {
    return gateway.translates(AddressFamily.IPV4) && gateway.translates(AddressFamily.IPV6);
  }

  private void requireAlgOfItsKind() {
    AlgBehavior alg = gateway.alg();
    boolean fits =
        gateway.nat64().isPresent()
            ? alg == AlgBehavior.NONE || alg.isBetweenFamilies()
            : !alg.isBetweenFamilies();
    if (!fits) {
      throw new IllegalArgumentException(
          "%s can't have the ALG %s: a NAT64 has %s or none, and no other gateway has that"
              .formatted(name, alg, AlgBehavior.RFC_6384));
    }
  }

  private void requireStateless() {
    Map<String, Boolean> contradicting = new LinkedHashMap<>();
    contradicting.put("be a NAT64 as well (nat64)", gateway.nat64().isPresent());
    contradicting.put("be without translation (withoutTranslation)", !translatesEverything());
    contradicting.put("have an ALG (alg)", gateway.alg() != AlgBehavior.NONE);
    contradicting.put(
        "deal with AUTH (authHandling)", gateway.authHandling() != AuthHandling.BLIND);
    contradicting.put("forward ports: all lead to the client", !gateway.forwards().isEmpty());
    contradicting.put("have an address pool (addressPool)", gateway.addressPool() > 1);
    contradicting.put("limit connections", limitsConnections());
    contradicting.put(
        "let out some ports only (outgoingPorts)", gateway.outgoingPorts().isPresent());
    contradicting.forEach(
        (what, isSo) -> {
          if (isSo) {
            throw new IllegalArgumentException(
                "%s, a CLAT (clat), can't %s: it translates addresses and keeps no state"
                    .formatted(name, what));
          }
        });
  }

  private boolean limitsConnections() {
    return gateway.connectionLimit().isPresent() || gateway.halfOpenLimit().isPresent();
  }

  private void requireNoTranslation() {
    String firewall = name + ", which translates nothing (withoutTranslation),";
    if (gateway.nat64().isPresent()) {
      throw new IllegalArgumentException(firewall + " can't be a NAT64 (nat64)");
    }
    if (gateway.alg().isPartOfNat()) {
      throw new IllegalArgumentException(
          firewall + " can't have the ALG " + gateway.alg() + ", which is part of a NAT");
    }
    if (gateway.addressPool() > 1) {
      throw new IllegalArgumentException(
          firewall + " can't have an address pool: what is behind it keeps its addresses");
    }
    if (gateway.hairpinning() != Hairpinning.NONE) {
      throw new IllegalArgumentException(
          firewall
              + " can't have hairpinning "
              + gateway.hairpinning()
              + ": it has no public address");
    }
    if (gateway.masqueradesInbound()
        || gateway.forwards().stream().anyMatch(Forward::isMasqueraded)) {
      throw new IllegalArgumentException(
          firewall + " can't masquerade: what it lets in keeps its source");
    }
    if (gateway.hasOtherServer()) {
      throw new IllegalArgumentException(
          firewall + " can't forward to another server: it lets in what is for the one behind it");
    }
    gateway.forwards().stream()
        .filter(Forward::translates)
        .findFirst()
        .ifPresent(
            forward -> {
              throw new IllegalArgumentException(
                  firewall
                      + " can't forward ports "
                      + forward
                      + ": it lets ports in, as Forward.ports(first, last)");
            });
  }

  private void requirePublicSide() {
    if (gateway.hairpinning() != Hairpinning.NONE && gateway.alg().isProxy()) {
      throw new IllegalArgumentException(
          "%s can't lead connections back in (hairpinning %s): its proxy would take them"
              .formatted(name, gateway.hairpinning()));
    }
    if (gateway.nat64().isPresent() && gateway.addressPool() > 1) {
      throw new IllegalArgumentException(
          "%s can't have a pool of %d addresses: a NAT64 has one here"
              .formatted(name, gateway.addressPool()));
    }
    if (gateway.portBlock().orElse(1) > gateway.mappedPorts().size()) {
      throw new IllegalArgumentException(
          "%s can't give hosts blocks of %d ports: it has the ports %s for all of them (mappedPorts)"
              .formatted(name, gateway.portBlock().getAsInt(), gateway.mappedPorts()));
    }
  }
}
