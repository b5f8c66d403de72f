package dev.ftpnat.trace.event;

import dev.ftpnat.net.Subnet;

/**
 * Where it was decided what becomes of a connection: at the host of a side, a gateway, a link, in a
 * network, or outside of all. Prints as sentences name it.
 */
public sealed interface Place
    permits Party, LinkName, Place.AtGateway, Place.Network, Place.Beyond {

  /**
   * A gateway.
   *
   * @param name its name
   */
  record AtGateway(String name) implements Place {

    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * A network in which nobody has the address.
   *
   * @param subnet its addresses
   */
  record Network(Subnet subnet) implements Place {

    @Override
    public String toString() {
      return "network " + subnet;
    }
  }

  /** What is neither's. */
  enum Beyond implements Place {
    /** What both sides are connected to. */
    INTERNET,
    /** The environment as a whole, which may be closed. */
    ENVIRONMENT;

    @Override
    public String toString() {
      return this == INTERNET ? "internet" : "environment";
    }
  }

  /** The gateway of this name. */
  static Place gateway(String name) {
    return new AtGateway(name);
  }

  /** Whether it is the gateway of this name. */
  default boolean isGateway(String name) {
    return equals(gateway(name));
  }
}
