package dev.ftpnat.internal.server;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A network without a network: virtual ports are the real ones. */
class LoopbackNetwork implements NetworkCard {

  static final Inet4Address LOOPBACK = Ipv4.of("127.0.0.1");

  final Set<Integer> listening = ConcurrentHashMap.newKeySet();
  final List<Endpoint> connected = new CopyOnWriteArrayList<>();
  volatile boolean exhausted;

  @Override
  public int listenPassively(int realPort) throws IOException {
    if (exhausted) {
      throw new IOException("all ports of 3846-3846 are in use");
    }
    listening.add(realPort);
    return realPort;
  }

  @Override
  public void stopListening(int virtualPort) {
    listening.remove(virtualPort);
  }

  @Override
  public Socket connect(Endpoint target) throws IOException {
    connected.add(target);
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(target.address(), target.port()), 1000);
    return socket;
  }

  @Override
  public Inet4Address clientAddress() {
    return LOOPBACK;
  }

  @Override
  public Inet4Address advertisedAddress() {
    return LOOPBACK;
  }
}
