package dev.ftpnat.internal.network;

import dev.ftpnat.net.PortRange;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The ports that the server listens on in the simulated network, and the ephemeral loopback ports
 * behind them. Passive ports are handed out in turn, so that one isn't reused as soon as it is
 * free.
 */
final class ServerPorts {

  private final PortRange passive;
  private final Map<Integer, Integer> realByVirtual = new HashMap<>();
  private int nextPassive;

  ServerPorts(PortRange passive) {
    this.passive = passive;
    this.nextPassive = passive.first();
  }

  void listen(int virtualPort, int realPort) {
    realByVirtual.put(virtualPort, realPort);
  }

  /** Listens on the next free passive port; empty if there is none. */
  OptionalInt listenPassively(int realPort) {
    for (int tried = 0; tried < passive.size(); tried++) {
      int port = nextPassive;
      nextPassive = port == passive.last() ? passive.first() : port + 1;
      if (realByVirtual.putIfAbsent(port, realPort) == null) {
        return OptionalInt.of(port);
      }
    }
    return OptionalInt.empty();
  }

  void stopListening(int virtualPort) {
    realByVirtual.remove(virtualPort);
  }

  OptionalInt realPort(int virtualPort) {
    Integer realPort = realByVirtual.get(virtualPort);
    return realPort == null ? OptionalInt.empty() : OptionalInt.of(realPort);
  }
}
