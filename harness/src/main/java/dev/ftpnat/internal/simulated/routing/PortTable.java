package dev.ftpnat.internal.simulated.routing;

import dev.ftpnat.net.PortRange;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * The ports that the server listens on in the simulated network. Only the control port has a real
 * one behind it. Passive ports are handed out in turn, so that one isn't reused as soon as it is
 * free.
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

  void listenForControl(int virtualPort, int realPort) {
    realControlPorts.put(virtualPort, realPort);
  }

  /**
   * Listens on the next free passive port; empty if there is none.
   *
   * @param onClose is told once, when the queue is closed
   */
  Optional<AcceptQueue> listenPassively(Consumer<AcceptQueue> onClose) {
    for (int tried = 0; tried < passive.size(); tried++) {
      int port = nextPassive;
      nextPassive = port == passive.last() ? passive.first() : port + 1;
      if (!isListening(port)) {
        AcceptQueue queue = new AcceptQueue(port, onClose);
        passiveQueues.put(port, queue);
        return Optional.of(queue);
      }
    }
    return Optional.empty();
  }

  /** Frees the queue's port, unless it has been given to another queue. */
  void stopListening(AcceptQueue queue) {
    passiveQueues.remove(queue.port(), queue);
  }

  boolean isListening(int port) {
    return realControlPorts.containsKey(port) || passiveQueues.containsKey(port);
  }

  OptionalInt realControlPort(int port) {
    Integer realPort = realControlPorts.get(port);
    return realPort == null ? OptionalInt.empty() : OptionalInt.of(realPort);
  }

  Optional<AcceptQueue> passive(int port) {
    return Optional.ofNullable(passiveQueues.get(port));
  }
}
