package dev.ftpnat.topology;

import dev.ftpnat.net.PortRange;
import java.util.Objects;

/**
 * A port forwarding rule: connections to some ports of a gateway's public address go to ports of
 * the next host or gateway behind it; on a gateway that translates nothing it lets them in. Two of
 * them follow the server, so that they stay right when the server's ports change.
 */
public final class Forward {

  private enum Kind {
    CONTROL,
    PASSIVE,
    FIXED
  }

  private static final Forward CONTROL = new Forward(Kind.CONTROL, null, null);
  private static final Forward PASSIVE = new Forward(Kind.PASSIVE, null, null);

  private final Kind kind;
  private final PortRange outside;
  private final PortRange inside;
  private final boolean masqueraded;
  private final boolean toOtherServer;

  private Forward(Kind kind, PortRange outside, PortRange inside) {
    this(kind, outside, inside, false, false);
  }

  private Forward(
      Kind kind, PortRange outside, PortRange inside, boolean masqueraded, boolean toOtherServer) {
    this.kind = kind;
    this.outside = outside;
    this.inside = inside;
    this.masqueraded = masqueraded;
    this.toOtherServer = toOtherServer;
  }

  /** The server's control port, whatever it is, to itself. */
  public static Forward controlPort() {
    return CONTROL;
  }

  /** The server's passive port range, whatever it is, to itself. */
  public static Forward passivePorts() {
    return PASSIVE;
  }

  /**
   * Ports to the same ports.
   *
   * @throws IllegalArgumentException if they are not a range within 1 to 65535
   */
  public static Forward ports(int first, int last) {
    PortRange range = new PortRange(first, last);
    return new Forward(Kind.FIXED, range, range);
  }

  /**
   * Ports to other ports, one by one, as a container host does.
   *
   * @throws IllegalArgumentException if the ranges differ in size
   */
  public static Forward ports(PortRange outside, PortRange inside) {
    Objects.requireNonNull(outside, "outside");
    Objects.requireNonNull(inside, "inside");
    if (outside.size() != inside.size()) {
      throw new IllegalArgumentException(
          "can't forward ports %s to %s: %d ports to %d"
              .formatted(outside, inside, outside.size(), inside.size()));
    }
    return new Forward(Kind.FIXED, outside, inside);
  }

  /**
   * The same rule, through which connections come from the gateway's inside address: where one way
   * in goes through a proxy and another doesn't, a server sees control and data connections come
   * from two addresses.
   */
  public Forward masqueraded() {
    return new Forward(kind, outside, inside, true, toOtherServer);
  }

  /**
   * The same rule of a balancer that brings these connections to another server behind it than the
   * one of the session: it listens on no such port, and refuses them ({@code Connection refused}).
   * So it is with several servers behind a load balancer, a Kubernetes service or DNS behind one
   * address, where nothing keeps a client's connections together.
   */
  public Forward toOtherServer() {
    return new Forward(kind, outside, inside, masqueraded, true);
  }

  /** Whether it leads to another server than the topology's; by default not. */
  public boolean isToOtherServer() {
    return toOtherServer;
  }

  Forward toTheServer() {
    return toOtherServer ? new Forward(kind, outside, inside, masqueraded, false) : this;
  }

  /** Whether it leads to other ports than it is for. */
  boolean translates() {
    return kind == Kind.FIXED && !outside.equals(inside);
  }

  Forward keepingSource() {
    return masqueraded ? new Forward(kind, outside, inside, false, toOtherServer) : this;
  }

  /** Whether what it forwards comes from the gateway's inside address; by default not. */
  public boolean isMasqueraded() {
    return masqueraded;
  }

  /** The forwarded ports of the public address, given the server behind it. */
  public PortRange outside(Server server) {
    return resolve(server, outside);
  }

  /** The ports that they are forwarded to, given the server. */
  public PortRange inside(Server server) {
    return resolve(server, inside);
  }

  private PortRange resolve(Server server, PortRange fixed) {
    return switch (kind) {
      case CONTROL -> PortRange.of(server.controlPort());
      case PASSIVE -> server.passivePorts();
      case FIXED -> fixed;
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Forward that
        && kind == that.kind
        && masqueraded == that.masqueraded
        && toOtherServer == that.toOtherServer
        && Objects.equals(outside, that.outside)
        && Objects.equals(inside, that.inside);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, outside, inside, masqueraded, toOtherServer);
  }

  @Override
  public String toString() {
    String ports =
        switch (kind) {
          case CONTROL -> "control port";
          case PASSIVE -> "passive ports";
          case FIXED -> outside.equals(inside) ? "" + outside : outside + " -> " + inside;
        };
    return ports
        + (masqueraded ? ", masqueraded" : "")
        + (toOtherServer ? ", to another server" : "");
  }
}
