package dev.ftpnat.junit.internal.explore.network;

import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A network that is being put together, setting by setting. */
final class Draft {

  private final Topology.Builder topology = Topology.builder().name("explored");
  private final Server.Builder server = Server.builder();
  private final List<Gateway> beyondServerGateway = new ArrayList<>();
  private final List<Gateway> beyondClientGateway = new ArrayList<>();
  private Optional<Gateway.Builder> serverGateway = Optional.empty();
  private Optional<Gateway.Builder> clientGateway = Optional.empty();

  Topology.Builder topology() {
    return topology;
  }

  Server.Builder server() {
    return server;
  }

  void setServerGateway(Gateway.Builder gateway) {
    serverGateway = Optional.of(gateway);
  }

  void setClientGateway(Gateway.Builder gateway) {
    clientGateway = Optional.of(gateway);
  }

  /** The one next to the server; empty if none stands there. */
  Optional<Gateway.Builder> serverGateway() {
    return serverGateway;
  }

  /** The one next to the client; empty if none stands there. */
  Optional<Gateway.Builder> clientGateway() {
    return clientGateway;
  }

  void beyondServerGateway(Gateway gateway) {
    beyondServerGateway.add(gateway);
  }

  void beyondClientGateway(Gateway gateway) {
    beyondClientGateway.add(gateway);
  }

  /**
   * The whole of it.
   *
   * @throws IllegalArgumentException if two settings contradict each other
   */
  Topology build() {
    clientGateway.ifPresent(gateway -> topology.clientGateway(gateway.build()));
    beyondClientGateway.forEach(topology::clientGateway);
    serverGateway.ifPresent(gateway -> topology.serverGateway(gateway.build()));
    beyondServerGateway.forEach(topology::serverGateway);
    return topology.server(server.build()).build();
  }
}
