package dev.ftpnat.internal.toxiproxy;

import dev.ftpnat.net.Ipv4;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.util.Optional;

/** Connects to loopback. Nothing leaves the machine, not even a question for a name. */
final class LoopbackUpstreams implements Upstreams {

  private static final int TIMEOUT_MILLIS = 10_000;

  @Override
  public Optional<String> refusal(String upstream) {
    GoAddress address;
    try {
      address = GoAddress.parse(upstream);
    } catch (GoAddress.MalformedException e) {
      // As to Toxiproxy, that only matters when it is to connect.
      return Optional.empty();
    }
    return isLoopback(address)
        ? Optional.empty()
        : Optional.of("upstream " + upstream + " isn't on loopback, which nothing here leaves");
  }

  private static boolean isLoopback(GoAddress address) {
    return address.wildcard()
        || address.address().map(InetAddress::isLoopbackAddress).orElse(false);
  }

  @Override
  @SuppressWarnings("AddressSelection") // the address is one already
  public Socket dial(String upstream) throws IOException {
    GoAddress address;
    try {
      address = GoAddress.parse(upstream);
    } catch (GoAddress.MalformedException e) {
      throw new IOException(e.getMessage(), e);
    }
    if (!isLoopback(address)) {
      throw new IOException(upstream + " isn't on loopback");
    }
    InetAddress target =
        address.wildcard() ? Ipv4.of("127.0.0.1") : address.address().orElseThrow();
    Socket socket = new Socket(Proxy.NO_PROXY);
    try {
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(target, address.port()), TIMEOUT_MILLIS);
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }
}
