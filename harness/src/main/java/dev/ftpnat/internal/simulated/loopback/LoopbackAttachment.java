package dev.ftpnat.internal.simulated.loopback;

import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.net.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.Executor;

/** How clients get onto a network by connecting to 127.0.0.1. */
public final class LoopbackAttachment implements AutoCloseable {

  private final Doors doors;
  private int controlPort;

  /** One that nobody can come by before it is started. */
  public LoopbackAttachment(LoopbackNetwork network, Executor threads) {
    doors = new Doors(network, threads);
  }

  /** Begins to listen. */
  public void start() throws IOException {
    controlPort = doors.start();
  }

  /** The port of 127.0.0.1 that leads to the server's control port. */
  public int controlPort() {
    return controlPort;
  }

  /**
   * A client's control connection as it sees it.
   *
   * @param target where it leads
   */
  public LoopbackSocket control(Socket client, InetAddress target) {
    return new LoopbackSocket(client, new LoopbackView(new ToDoors(target)));
  }

  /** Leads a client of one control connection to the doors. */
  private final class ToDoors implements ShownReply.Guide {

    private final InetAddress control;

    ToDoors(InetAddress control) {
      this.control = control;
    }

    @Override
    public Endpoint shown(Endpoint announced) {
      InetAddress address =
          announced.address().equals(control)
              ? Sockets.loopback()
              : LoopbackAddresses.of(announced.address());
      return new Endpoint(address, doors.port(new Doors.Way(control, announced)));
    }

    @Override
    public int shown(int port) {
      return doors.port(new Doors.Way(control, new Endpoint(control, port)));
    }
  }

  /** Something has changed on the network. */
  public void changed() {
    doors.tendNow();
  }

  @Override
  public void close() {
    doors.close();
  }
}
