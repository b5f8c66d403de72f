package dev.ftpnat.internal.simulated.relay;

import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.internal.server.spi.ControlPort;
import dev.ftpnat.net.Endpoint;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * A socket for the server's control port, for who needs one: the server itself, when a client has
 * told it to connect there.
 */
final class ControlBridge {

  private final Socket inside;
  private final DirectResponder server;

  private ControlBridge(Socket inside, DirectResponder server) {
    this.inside = inside;
    this.server = server;
  }

  /**
   * A socket that is connected to the server.
   *
   * @param source where the connection comes from on the network
   * @throws IOException if the server has stopped, or the machine can't do it
   */
  static Socket open(ControlPort port, Endpoint source, Executor threads) throws IOException {
    Sockets.Pair pair = Sockets.Pair.open();
    ControlBridge bridge =
        new ControlBridge(pair.second(), new DirectResponder(port, pair.second(), source));
    try {
      bridge.server.start(bridge.new TowardsSocket(), () -> true, threads);
      threads.execute(() -> Responder.OfSocket.pump(bridge.inside, bridge.new TowardsServer()));
    } catch (IOException | RejectedExecutionException e) {
      Sockets.close(pair.first());
      bridge.close();
      throw new IOException("the server has stopped", e);
    }
    return pair.first();
  }

  private void close() {
    Sockets.close(inside);
    server.reset();
  }

  private final class TowardsServer implements Responder.Sent {

    @Override
    public void take(byte[] segment) throws IOException {
      server.write(segment);
    }

    @Override
    public void end() {
      server.finish();
    }

    @Override
    public void failed(IOException why) {
      ControlBridge.this.close();
    }
  }

  private final class TowardsSocket implements Responder.Sent {

    @Override
    public void take(byte[] segment) throws IOException {
      inside.getOutputStream().write(segment);
    }

    @Override
    public void end() {
      Sockets.close(inside);
    }

    @Override
    public void failed(IOException why) {
      ControlBridge.this.close();
    }
  }
}
