package dev.ftpnat.internal.kernel;

import dev.ftpnat.trace.Party;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** One connection attempt: where its SYN has been seen, and what became of the connection. */
final class Journey {

  private final long connection;
  private final long began;
  private final Map<Integer, Packet> arrivals = new HashMap<>();
  private final int initialSequence;
  private Optional<Itinerary> itinerary = Optional.empty();
  private boolean decided;
  private int responderSequence;
  private Optional<ControlWire> wire = Optional.empty();
  private final Map<Integer, Long> lastSegments = new HashMap<>();
  private final Map<Integer, Long> forgotten = new HashMap<>();
  private final Set<Party> lost = EnumSet.noneOf(Party.class);
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

  /** The other side has agreed. */
  void established(Packet synAck, long when) {
    responderSequence = synAck.sequence();
    itinerary.orElseThrow().hosts().forEach(host -> lastSegments.put(host, when));
  }

  // What it carries ---------------------------------------------------------------------------

  /** It is a control connection. */
  void setWire(ControlWire newWire) {
    wire = Optional.of(newWire);
  }

  /** What looks at its bytes, if it is a control connection that is established. */
  Optional<ControlWire> wire() {
    return wire;
  }

  /** The sequence number of the SYN of a side. */
  int initialSequence(Party party) {
    return initial(itinerary.orElseThrow().party() == party);
  }

  private int initial(boolean ofOrigin) {
    return ofOrigin ? initialSequence : responderSequence;
  }

  // Gateways that forget -----------------------------------------------------------------------

  /** A segment has arrived at a host. */
  void segmentAt(int host, long when) {
    lastSegments.put(host, when);
  }

  /** When the last one did. */
  long lastSegmentAt(int host) {
    return lastSegments.getOrDefault(host, began);
  }

  /** A gateway doesn't know it any more. */
  void forgottenAt(int host, long when) {
    forgotten.put(host, when);
    wire.ifPresent(ControlWire::forgotten);
  }

  /** Whether a gateway doesn't know it any more, so that the sides don't learn of each other. */
  boolean isForgotten() {
    return !forgotten.isEmpty();
  }

  /** Since when the gateway that is this host doesn't know it any more. */
  OptionalLong forgottenSince(int host) {
    Long when = forgotten.get(host);
    return when == null ? OptionalLong.empty() : OptionalLong.of(when);
  }

  /** Whether a side has lost something for the first time. */
  boolean isFirstLost(Party sender) {
    return lost.add(sender);
  }

  // Its end -----------------------------------------------------------------------------------

  /**
   * A segment with FIN or RST has arrived.
   *
   * @return whether that is the end of it
   */
  boolean ending(Packet packet, int host, boolean fromOrigin) {
    Itinerary way = itinerary.orElseThrow();
    boolean wasOver = isOver();
    if (!forgotten.isEmpty()) {
      endingHalf(packet, host, fromOrigin, way);
    } else if (host == (fromOrigin ? way.firstHost() : way.origin())) {
      count(packet, fromOrigin);
      originFinished |= fromOrigin || packet.has(Packet.RST);
      responderFinished |= !fromOrigin || packet.has(Packet.RST);
    }
    return isOver() && !wasOver;
  }

  /** Neither side learns from the other what becomes of it, but both from a gateway's resets. */
  private void endingHalf(Packet packet, int host, boolean fromOrigin, Itinerary way) {
    boolean leaves = host == (fromOrigin ? way.firstHost() : way.nextToLastHost());
    boolean arrives = host == (fromOrigin ? way.lastHost() : way.origin());
    if (leaves) {
      count(packet, fromOrigin);
      originFinished |= fromOrigin;
      responderFinished |= !fromOrigin;
    }
    if (arrives && packet.has(Packet.RST)) {
      originFinished |= !fromOrigin;
      responderFinished |= fromOrigin;
    }
  }

  private void count(Packet packet, boolean fromOrigin) {
    long own = bytes(packet.sequence() + packet.length(), initial(fromOrigin));
    if (fromOrigin) {
      sent = Math.max(sent, own);
    } else {
      received = Math.max(received, own);
    }
  }

  /** Sequence numbers wrap; a connection of more than 4 GB is counted modulo that. */
  private static long bytes(int upTo, int initial) {
    return (upTo - initial - 1) & 0xffffffffL;
  }

  /** Whether one side or both have ended it. */
  boolean isEnding() {
    return originFinished || responderFinished;
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
