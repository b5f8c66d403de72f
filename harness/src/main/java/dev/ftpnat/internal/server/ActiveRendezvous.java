package dev.ftpnat.internal.server;

import dev.ftpnat.net.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** The client listens, and the server connects to it. */
final class ActiveRendezvous extends Rendezvous {

  private final NetworkCard network;
  private final Endpoint target;

  ActiveRendezvous(NetworkCard network, Endpoint target) {
    this.network = network;
    this.target = target;
  }

  @Override
  Socket meet() throws IOException {
    return network.connect(target);
  }

  @Override
  void cancel() {
    // The network bounds how long a connection attempt takes.
  }

  @Override
  InetAddress address() {
    return target.address();
  }

  @Override
  int port() {
    return target.port();
  }
}
