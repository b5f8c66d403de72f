package dev.ftpnat.internal.simulated;

import static dev.ftpnat.net.AddressFamily.IPV4;

import dev.ftpnat.internal.decoy.Decoys;
import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.internal.simulated.loopback.LoopbackAttachment;
import dev.ftpnat.internal.simulated.loopback.LoopbackNetwork;
import dev.ftpnat.internal.simulated.loopback.LoopbackSocket;
import dev.ftpnat.internal.simulated.relay.Connector;
import dev.ftpnat.internal.simulated.routing.ConnectAnswer;
import dev.ftpnat.internal.simulated.routing.ConnectFailure;
import dev.ftpnat.internal.simulated.routing.Connection;
import dev.ftpnat.internal.simulated.routing.Decision;
import dev.ftpnat.internal.simulated.routing.PendingConnection;
import dev.ftpnat.internal.simulated.routing.Router;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.Executor;

/** Lets clients that have connected to a port of loopback onto the network. */
final class LoopbackEntrance implements LoopbackNetwork {

  private final Topology topology;
  private final InetAddress clientAddress;
  private final Router router;
  private final Connector wiring;
  private final Decoys decoys;
  private LoopbackAttachment attachment;

  LoopbackEntrance(Topology topology, Router router, Connector wiring, Decoys decoys) {
    this.decoys = decoys;
    this.topology = topology;
    this.clientAddress = topology.clientAddress(IPV4).orElseThrow();
    this.router = router;
    this.wiring = wiring;
  }

  /** The ports that lead here. */
  LoopbackAttachment attachment(Executor threads) {
    attachment = new LoopbackAttachment(this, threads);
    return attachment;
  }

  @Override
  public Endpoint controlTarget() {
    List<Gateway> gateways = topology.serverGateways();
    InetAddress address =
        gateways.isEmpty()
            ? topology.server().address(IPV4).orElseThrow()
            : router
                .publicAddress(gateways.get(gateways.size() - 1).name().orElseThrow(), IPV4)
                .orElseThrow();
    return new Endpoint(
        address, topology.publicControlPort().orElse(topology.server().controlPort()));
  }

  @Override
  public Outcome outlook(Endpoint target) {
    return router.outlook(clientAddress, target);
  }

  @Override
  public Runnable attempted(Endpoint target) {
    return router
        .rehearse(clientAddress, target)
        .<Runnable>map(failure -> failure::givenUp)
        .orElse(() -> {});
  }

  @Override
  public void enter(Socket client, Endpoint target) throws IOException {
    Endpoint source = new Endpoint(clientAddress, client.getPort());
    Decision decision = router.decide(Party.CLIENT, source, target);
    if (decision instanceof Decision.Refused refused) {
      // It has changed since the port was opened. Who is in can only be thrown out.
      ConnectFailure failure = refused.failure();
      failure.givenUp();
      Sockets.reset(client);
      return;
    }
    if (decision instanceof Decision.Deceived) {
      decoys.visited(client, source, target);
      return;
    }
    if (decision instanceof Decision.Absorbed absorbed) {
      wiring.absorbing(client, absorbed.resets()).proceed();
      return;
    }
    Connection passed = ((Decision.Accepted) decision).connection();
    answer(passed, client)
        .connection()
        .ifPresentOrElse(PendingConnection::proceed, () -> Sockets.reset(client));
  }

  private ConnectAnswer answer(Connection passed, Socket client) throws IOException {
    if (!passed.isControl()) {
      return wiring.fromClient(passed, client);
    }
    LoopbackSocket shown = attachment.control(client, passed.target().address());
    return wiring.fromClient(passed, shown, shown.view()::secret);
  }
}
