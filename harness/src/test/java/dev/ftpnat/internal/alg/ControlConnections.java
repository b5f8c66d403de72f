package dev.ftpnat.internal.alg;

import dev.ftpnat.net.Endpoint;

/** The control connections that the tests use, in the addresses of the recorded cases. */
public final class ControlConnections {

  /** A server at 10.0.1.121 behind a NAT that forwards port 21 of 198.51.100.1 to it. */
  public static final ControlTuple SERVER_BEHIND_NAT =
      new ControlTuple(
          Endpoint.of("198.51.100.2", 50000),
          Endpoint.of("198.51.100.1", 21),
          Endpoint.of("198.51.100.2", 50000),
          Endpoint.of("10.0.1.121", 21));

  /** A client at 10.0.1.121 behind a NAT that masquerades it as 198.51.100.1. */
  public static final ControlTuple CLIENT_BEHIND_NAT =
      new ControlTuple(
          Endpoint.of("10.0.1.121", 50000),
          Endpoint.of("198.51.100.2", 21),
          Endpoint.of("198.51.100.1", 50000),
          Endpoint.of("198.51.100.2", 21));

  /** A server at 10.0.1.121 behind a firewall without NAT. */
  public static final ControlTuple SERVER_BEHIND_FIREWALL =
      untranslated(Endpoint.of("198.51.100.2", 50000), Endpoint.of("10.0.1.121", 21));

  /** A client at 10.0.1.121 behind a firewall without NAT. */
  public static final ControlTuple CLIENT_BEHIND_FIREWALL =
      untranslated(Endpoint.of("10.0.1.121", 50000), Endpoint.of("198.51.100.2", 21));

  /** A server at fd00:1::121 behind a NAT that forwards port 21 of 2001:db8:1::1 to it. */
  public static final ControlTuple IPV6_SERVER_BEHIND_NAT =
      new ControlTuple(
          Endpoint.of("2001:db8:1::2", 50000),
          Endpoint.of("2001:db8:1::1", 21),
          Endpoint.of("2001:db8:1::2", 50000),
          Endpoint.of("fd00:1::121", 21));

  /** A client at fd00:1::121 behind a NAT that masquerades it as 2001:db8:1::1. */
  public static final ControlTuple IPV6_CLIENT_BEHIND_NAT =
      new ControlTuple(
          Endpoint.of("fd00:1::121", 50000),
          Endpoint.of("2001:db8:1::2", 21),
          Endpoint.of("2001:db8:1::1", 50000),
          Endpoint.of("2001:db8:1::2", 21));

  /** A server at 2001:db8:2::121 behind a firewall without NAT. */
  public static final ControlTuple IPV6_SERVER_BEHIND_FIREWALL =
      untranslated(Endpoint.of("2001:db8:1::2", 50000), Endpoint.of("2001:db8:2::121", 21));

  private ControlConnections() {}

  private static ControlTuple untranslated(Endpoint client, Endpoint server) {
    return new ControlTuple(client, server, client, server);
  }

  /** The connection of a recording that says who is behind the NAT, or the firewall without. */
  public static ControlTuple withNatAt(String party) {
    return switch (party) {
      case "server" -> SERVER_BEHIND_NAT;
      case "client" -> CLIENT_BEHIND_NAT;
      case "no, server" -> SERVER_BEHIND_FIREWALL;
      case "no, client" -> CLIENT_BEHIND_FIREWALL;
      case "IPv6, server" -> IPV6_SERVER_BEHIND_NAT;
      case "IPv6, client" -> IPV6_CLIENT_BEHIND_NAT;
      default -> throw new IllegalArgumentException(party);
    };
  }

  /** The direction of a recording that says who sent. */
  public static Direction sentBy(String party) {
    return party.equals("client") ? Direction.ORIGINAL : Direction.REPLY;
  }
}
