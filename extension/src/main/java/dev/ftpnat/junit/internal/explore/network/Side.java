package dev.ftpnat.junit.internal.explore.network;

import dev.ftpnat.topology.Gateway;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** One of the two ends of a network, and the gateways there. */
enum Side {
  SERVER("server", Place.SERVER_GATEWAY, Place.BEYOND_SERVER_GATEWAY),
  CLIENT("client", Place.CLIENT_GATEWAY, Place.BEYOND_CLIENT_GATEWAY);

  /** What the gateway is called in clauses: there may be two of them. */
  private final String who;

  private final Place place;
  private final Place beyond;

  Side(String who, Place place, Place beyond) {
    this.who = who;
    this.place = place;
    this.beyond = beyond;
  }

  String who() {
    return who;
  }

  Place place() {
    return place;
  }

  Place beyond() {
    return beyond;
  }

  /** The name of a setting of its gateway. */
  String setting(String name) {
    return who + "Gateway." + name;
  }

  /** The setting that says which gateways there are. */
  String kind() {
    return setting("kind");
  }

  /** The choices of that setting with which there is one. */
  String[] anyGateway() {
    return this == SERVER
        ? new String[] {GatewaySettings.NAT, GatewaySettings.FIREWALL, GatewaySettings.TWO_NATS}
        : new String[] {
          GatewaySettings.NAT,
          GatewaySettings.FIREWALL,
          GatewaySettings.TWO_NATS,
          GatewaySettings.NAT64
        };
  }

  void add(Draft draft, Gateway.Builder gateway) {
    if (this == SERVER) {
      draft.setServerGateway(gateway);
    } else {
      draft.setClientGateway(gateway);
    }
  }

  void addBeyond(Draft draft, Gateway gateway) {
    if (this == SERVER) {
      draft.beyondServerGateway(gateway);
    } else {
      draft.beyondClientGateway(gateway);
    }
  }

  /** Does something to its gateway, if it has one. */
  Consumer<Draft> change(Consumer<Gateway.Builder> change) {
    return draft ->
        (this == SERVER ? draft.serverGateway() : draft.clientGateway()).ifPresent(change);
  }

  /** The same with a value. */
  <E> BiConsumer<Draft, E> change(BiConsumer<Gateway.Builder, E> change) {
    return (draft, value) -> this.change(gateway -> change.accept(gateway, value)).accept(draft);
  }
}
