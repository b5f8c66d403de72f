package dev.ftpnat.internal.server;

import dev.ftpnat.internal.server.spi.PassivePort;
import dev.ftpnat.internal.server.spi.ServerNic;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A network without a network: virtual ports are the real ones. */
public class LoopbackNetwork implements ServerNic {

  public static final InetAddress LOOPBACK = Ipv4.of("127.0.0.1");

  public final Set<Integer> listening = ConcurrentHashMap.newKeySet();
  final List<Endpoint> connected = new CopyOnWriteArrayList<>();
  volatile boolean exhausted;

  /** Whether the server gets control connections of whoever accepts them. */
  volatile boolean brings;

  volatile InetAddress address = LOOPBACK;

  @Override
  public PassivePort listenPassively() throws IOException {
    if (exhausted) {
      throw new IOException("all ports of 3846-3846 are in use");
    }
    ServerSocket socket = new ServerSocket(0, 50, address);
    listening.add(socket.getLocalPort());
    return new Port(socket);
  }

  private final class Port implements PassivePort {
    private final ServerSocket socket;

    Port(ServerSocket socket) {
      this.socket = socket;
    }

    @Override
    public int port() {
      return socket.getLocalPort();
    }

    @Override
    public Socket accept(Duration timeout) throws IOException {
      socket.setSoTimeout((int) timeout.toMillis());
      return socket.accept();
    }

    @Override
    public void close() {
      listening.remove(port());
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public Socket connect(Endpoint target) throws IOException {
    connected.add(target);
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(target.address(), target.port()), 1000);
    return socket;
  }

  @Override
  public Optional<InetSocketAddress> controlEndpoint() {
    return brings ? Optional.empty() : Optional.of(new InetSocketAddress(address, 0));
  }

  @Override
  public Runnable atServer(Runnable work) {
    return work;
  }

  @Override
  public Endpoint meant(Endpoint announced, AddressFamily family, SocketAddress peer) {
    return announced;
  }

  @Override
  public InetAddress advertisedAddress(AddressFamily family) {
    return LOOPBACK;
  }
}
