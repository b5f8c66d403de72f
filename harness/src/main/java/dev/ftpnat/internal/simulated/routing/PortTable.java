package dev.ftpnat.internal.simulated.routing;

import dev.ftpnat.net.PortRange;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The ports that the server listens on in the simulated network. None has a real one behind it.
 * Passive ports are handed out in turn, so that one isn't reused as soon as it is free. Safe to use
 * from any thread.
 */
final class PortTable {

  private static final int FIRST_EPHEMERAL = 32_768;
  private static final int LAST_EPHEMERAL = 60_999;

  private final PortRange passive;
  private final Set<Integer> controlPorts = new HashSet<>();
  private final Map<Integer, AcceptQueue> passiveQueues = new HashMap<>();
  private int nextPassive;

  PortTable(PortRange passive) {
    this.passive = passive;
    this.nextPassive = passive.first();
  }

  synchronized void listenForControl(int port) {
    controlPorts.add(port);
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

  /** Listens on the next free port that Linux would give; empty if there is none. */
  Optional<AcceptQueue> listenAnywhere() {
    return listenAnywhere(queue -> {});
  }

  /**
   * The same.
   *
   * @param onClose told when it isn't listened on any more
   */
  synchronized Optional<AcceptQueue> listenAnywhere(Consumer<AcceptQueue> onClose) {
    for (int port = FIRST_EPHEMERAL; port <= LAST_EPHEMERAL; port++) {
      if (!isListening(port)) {
        AcceptQueue queue = new AcceptQueue(port, onClose.andThen(this::stopListening));
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
    return controlPorts.contains(port) || passiveQueues.containsKey(port);
  }

  synchronized boolean isControl(int port) {
    return controlPorts.contains(port);
  }

  synchronized Optional<AcceptQueue> passive(int port) {
    return Optional.ofNullable(passiveQueues.get(port));
  }
}
