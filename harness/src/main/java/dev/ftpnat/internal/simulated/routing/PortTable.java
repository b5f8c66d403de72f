package dev.ftpnat.internal.simulated.routing;

import dev.ftpnat.net.PortRange;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The ports that the server listens on in the simulated network. Only the control port has a real
 * one behind it. Passive ports are handed out in turn, so that one isn't reused as soon as it is
 * free. Safe to use from any thread.
 */
final class PortTable {

  private final PortRange passive;
  private final Map<Integer, Integer> realControlPorts = new HashMap<>();
  private final Map<Integer, AcceptQueue> passiveQueues = new HashMap<>();
  private int nextPassive;

  PortTable(PortRange passive) {
    this.passive = passive;
    this.nextPassive = passive.first();
  }

  synchronized void listenForControl(int virtualPort, int realPort) {
    realControlPorts.put(virtualPort, realPort);
  }

  /** Listens on the next free passive port; empty if there is none. */
  synchronized Optional<AcceptQueue> listenPassively() {
    for (int tried = 0; tried < passive.size(); tried++) {
      int port = nextPassive;
      nextPassive = port == passive.last() ? passive.first() : port + 1;
      if (!isListening(port)) {
        AcceptQueue queue = new AcceptQueue(port, this::stopListening);
        passiveQueues.put(port, queue);
        return Optional.of(queue);
      }
    }
    return Optional.empty();
  }

  /** Frees the queue's port, unless it has been given to another queue. */
  private synchronized void stopListening(AcceptQueue queue) {
    passiveQueues.remove(queue.port(), queue);
  }

  synchronized boolean isListening(int port) {
    return realControlPorts.containsKey(port) || passiveQueues.containsKey(port);
  }

  synchronized OptionalInt realControlPort(int port) {
    Integer realPort = realControlPorts.get(port);
    return realPort == null ? OptionalInt.empty() : OptionalInt.of(realPort);
  }

  synchronized Optional<AcceptQueue> passive(int port) {
    return Optional.ofNullable(passiveQueues.get(port));
  }
}
