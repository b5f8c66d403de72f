package dev.ftpnat.internal.simulated.attach;

import dev.ftpnat.internal.simulated.routing.ConnectFailure;
import dev.ftpnat.internal.simulated.routing.ConnectFailures;
import dev.ftpnat.net.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;

/**
 * A client's socket on one simulated network, whatever the JVM's proxy selector is. It sees virtual
 * addresses, and every address that it connects to is an address of that network.
 */
final class SimulatedSocket extends Socket {

  /** How often it is looked whether the socket has been closed. */
  private static final Duration PACE = Duration.ofMillis(4);

  private final SimulatedHost network;

  SimulatedSocket(SimulatedHost network) {
    super(network.socksProxy());
    this.network = network;
  }

  @Override
  public void connect(SocketAddress endpoint, int timeout) throws IOException {
    if (!(endpoint instanceof InetSocketAddress address)) {
      throw new IllegalArgumentException("Unsupported address type");
    }
    if (timeout < 0) {
      throw new IllegalArgumentException("connect: timeout can't be negative");
    }
    Optional<ConnectFailure> refusal = network.refusal(target(address));
    if (refusal.isPresent()) {
      IOException failure = refused(refusal.get(), Duration.ofMillis(timeout));
      // A socket whose connect has failed can't be used again.
      close();
      throw failure;
    }
    super.connect(endpoint, timeout);
  }

  private Endpoint target(InetSocketAddress address) throws IOException {
    if (address.isUnresolved()) {
      return network
          .resolve(address.getHostString())
          .map(resolved -> new Endpoint(resolved, address.getPort()))
          .orElseThrow(() -> new UnknownHostException(address.getHostString()));
    }
    return new Endpoint(address.getAddress(), address.getPort());
  }

  private IOException refused(ConnectFailure refusal, Duration timeout) throws SocketException {
    if (!refusal.isSilent()) {
      return refusal.exception();
    }
    Duration giveUp = network.connectGiveUp();
    boolean untimed = timeout.isZero();
    try {
      awaitSilence(untimed || giveUp.compareTo(timeout) < 0 ? giveUp : timeout);
    } finally {
      refusal.givenUp();
    }
    return untimed ? ConnectFailures.stackGaveUp() : ConnectFailures.callerTimedOut();
  }

  /** Like a real connect, it ends when another thread closes the socket. */
  private void awaitSilence(Duration duration) throws SocketException {
    long deadline = System.nanoTime() + duration.toNanos();
    for (long left = duration.toNanos(); left > 0; left = deadline - System.nanoTime()) {
      boolean open = network.awaitSilence(Duration.ofNanos(Math.min(left, PACE.toNanos())));
      if (isClosed()) {
        throw new SocketException("Socket closed");
      }
      if (!open) {
        return;
      }
    }
  }
}
