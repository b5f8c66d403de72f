package dev.ftpnat.internal.simulated;

import dev.ftpnat.internal.decoy.Decoys;
import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.internal.simulated.routing.PendingConnection;
import dev.ftpnat.net.Endpoint;
import java.net.Socket;

/** A connection of the client to a decoy. */
record DecoyConnection(Decoys decoys, Socket client, Endpoint source, Endpoint target)
    implements PendingConnection {

  @Override
  public void proceed() {
    decoys.visited(client, source, target);
  }

  @Override
  public void abandon() {
    Sockets.close(client);
  }
}
