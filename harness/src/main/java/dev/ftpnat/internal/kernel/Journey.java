package dev.ftpnat.internal.kernel;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One connection attempt: where its SYN has been seen, and what became of the connection. */
final class Journey {

  private final long connection;
  private final long began;
  private final Map<Integer, Packet> arrivals = new HashMap<>();
  private final int initialSequence;
  private Optional<Itinerary> itinerary = Optional.empty();
  private boolean decided;
  private int responderSequence;
  private long sent;
  private long received;
  private boolean originFinished;
  private boolean responderFinished;

  Journey(long connection, Packet syn, long began) {
    this.connection = connection;
    this.initialSequence = syn.sequence();
    this.began = began;
  }

  /** Its number in the record. */
  long connection() {
    return connection;
  }

  /** When the SYN was first seen. */
  long began() {
    return began;
  }

  /** The SYN has arrived at a host; false if it had done so before. */
  boolean arrived(int host, Packet syn) {
    return arrivals.putIfAbsent(host, syn) == null;
  }

  /** The SYN as it arrived at a host. */
  Optional<Packet> at(int host) {
    return Optional.ofNullable(arrivals.get(host));
  }

  void setItinerary(Itinerary way) {
    itinerary = Optional.of(way);
  }

  /** Its way; unknown until the SYN has been seen next to its origin. */
  Optional<Itinerary> itinerary() {
    return itinerary;
  }

  boolean isOf(Itinerary way) {
    return itinerary.filter(way::equals).isPresent();
  }

  /** The SYN as its origin sent it. */
  Packet first() {
    return arrivals.get(itinerary.orElseThrow().firstHost());
  }

  void decided() {
    decided = true;
  }

  boolean isDecided() {
    return decided;
  }

  void established(Packet synAck) {
    responderSequence = synAck.sequence();
  }

  /**
   * A segment that ends the connection, or a direction of it.
   *
   * @param fromOrigin whether the origin sent it
   */
  void ending(Packet packet, boolean fromOrigin) {
    long own = bytes(packet.sequence() + packet.length(), initial(fromOrigin));
    if (fromOrigin) {
      sent = Math.max(sent, own);
    } else {
      received = Math.max(received, own);
    }
    originFinished |= fromOrigin || packet.has(Packet.RST);
    responderFinished |= !fromOrigin || packet.has(Packet.RST);
  }

  private int initial(boolean ofOrigin) {
    return ofOrigin ? initialSequence : responderSequence;
  }

  /** Sequence numbers wrap; a connection of more than 4 GB is counted modulo that. */
  private static long bytes(int upTo, int initial) {
    return (upTo - initial - 1) & 0xffffffffL;
  }

  boolean isOver() {
    return originFinished && responderFinished;
  }

  long sent() {
    return sent;
  }

  long received() {
    return received;
  }
}
