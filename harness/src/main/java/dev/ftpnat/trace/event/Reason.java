package dev.ftpnat.trace.event;

/** Why a gateway translated or refused a connection attempt, or how the host at its end took it. */
public enum Reason {
  /** A gateway let it out, masqueraded behind its public address. */
  MASQUERADED("masqueraded"),
  /** A gateway forwarded it by rule. */
  FORWARDED("forwarded by rule"),
  /** A gateway led it back to what is behind it, from where it came. */
  HAIRPINNED("led back in by rule"),
  /** A gateway let it in or out through a pinhole that its ALG had opened. */
  PINHOLE("through a pinhole of the ALG"),
  /** A proxy on a gateway took it and made another one to carry it on. */
  PROXIED("carried on by the proxy"),
  /** A gateway let it in on a mapping that an outgoing connection had made. */
  MAPPED("through an existing mapping"),
  /** A gateway that translates nothing let it through by rule. */
  PERMITTED("let through by rule"),
  /** A gateway lets through everything between the two of a session that has turned to TLS. */
  OPENED_UNDER_TLS("opened by the ALG for a session under TLS"),
  /** A CLAT made IPv6 of IPv4, or IPv4 of IPv6, and keeps no state of it. */
  TRANSLATED("translated between IPv4 and IPv6"),
  /** The host listens on the port and accepted. */
  LISTENING("accepted"),
  /** The host listens on no such port. */
  NOT_LISTENING("nothing listens there"),
  /** It went to a port of the gateway's public address that no rule, pinhole or mapping covers. */
  NO_MAPPING("no mapping for this port of the public address"),
  /**
   * It came from behind the gateway to a port of its public address from which it forwards, and the
   * gateway leads nothing back in.
   */
  NOT_HAIRPINNED("the gateway leads nothing back to where it comes from"),
  /** A gateway led it back in, and its source stayed what it was: the answer came directly. */
  ANSWERED_DIRECTLY("the answer comes from another address than it went to"),
  /** The port is mapped, but the filtering behavior lets nobody in from this source. */
  FILTERED("the mapping's filter doesn't admit this source"),
  /** A balancer's rule led it to another server than the session's, which refused it. */
  OTHER_SERVER("the rule leads to another server, which expects nothing there"),
  /** No rule of the gateway lets it in, or out. */
  NOT_PERMITTED("no rule lets it through"),
  /** A gateway lets nothing else through between the two of a session that has turned to TLS. */
  BLOCKED_UNDER_TLS("the ALG lets nothing through beside a session under TLS"),
  /** It came from outside and went to an address of the gateway's inside network. */
  PRIVATE_DESTINATION("the address is private to the network behind the gateway"),
  /** It went to the host that it came from: loopback, 0.0.0.0, the host's own address. */
  OWN_HOST("it leads back to the host itself, where no server listens"),
  /** It went to a {@linkplain dev.ftpnat.topology.Topology.Decoy decoy}, which accepts all. */
  DECOY("a decoy listens there"),
  /** It went to a multicast or broadcast address, to which a TCP stack sends nothing. */
  NOT_UNICAST("no connection can be made to a multicast or broadcast address"),
  /** No host has this address. */
  NO_ROUTE("no host has this address"),
  /** The gateway has no port left for another mapping. */
  PORTS_EXHAUSTED("no port is left for another mapping"),
  /** The gateway's table has no room for another connection. */
  TABLE_FULL("the table has no room for another connection"),
  /** The gateway lets no more attempts be under way that nobody answers. */
  TOO_MANY_HALF_OPEN("too many connections are half-open"),
  /** Somebody has switched off a link on the way. */
  LINK_DOWN("the link is switched off"),
  /** The environment is closed. */
  ENVIRONMENT_CLOSED("the environment is closed");

  private final String text;

  Reason(String text) {
    this.text = text;
  }

  /** The reason in words. */
  public String text() {
    return text;
  }
}
