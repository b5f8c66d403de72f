package dev.ftpnat.internal.kernel.observe;

import dev.ftpnat.internal.kernel.packet.TcpPacket;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Place;
import dev.ftpnat.trace.event.StreamEnd;
import dev.ftpnat.trace.event.StreamEnd.Kind;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** One connection attempt: where its SYN has been seen, and what became of the connection. */
final class ObservedConnection {

  private final long connection;
  private final long began;
  private final Map<Integer, TcpPacket> arrivals = new HashMap<>();
  private final int initialSequence;
  private Optional<HostPath> itinerary = Optional.empty();
  private boolean decided;
  private Optional<Recorder.Entry> dropped = Optional.empty();
  private int responderSequence;
  private boolean isEstablished;
  private Optional<ControlStreamObserver> wire = Optional.empty();
  private final Map<Integer, Long> lastSegments = new HashMap<>();
  private final Map<Integer, Long> forgotten = new HashMap<>();
  private final Set<Party> lost = EnumSet.noneOf(Party.class);
  private final SegmentCount ofOrigin = new SegmentCount();
  private final SegmentCount ofResponder = new SegmentCount();
  private final Set<Party> resetBy = EnumSet.noneOf(Party.class);
  private Optional<Recorder.Entry> end = Optional.empty();
  private boolean originFinished;
  private boolean responderFinished;

  ObservedConnection(long connection, TcpPacket syn, long began) {
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
  boolean arrived(int host, TcpPacket syn) {
    return arrivals.putIfAbsent(host, syn) == null;
  }

  /** The SYN as it arrived at a host. */
  Optional<TcpPacket> at(int host) {
    return Optional.ofNullable(arrivals.get(host));
  }

  void setItinerary(HostPath way) {
    itinerary = Optional.of(way);
  }

  /** Its way; unknown until the SYN has been seen next to its origin. */
  Optional<HostPath> itinerary() {
    return itinerary;
  }

  /** The SYN as its origin sent it. */
  TcpPacket first() {
    return arrivals.get(itinerary.orElseThrow().firstHost());
  }

  void decided() {
    decided = true;
  }

  boolean isDecided() {
    return decided;
  }

  /** It was dropped, which is in the record. Its SYN may be repeated, and get through then. */
  void dropped(Recorder.Entry entry) {
    dropped = Optional.of(entry);
  }

  /** What says in the record that it was dropped; once, to be amended. */
  Optional<Recorder.Entry> takeDropped() {
    Optional<Recorder.Entry> entry = dropped;
    dropped = Optional.empty();
    return entry;
  }

  boolean wasDropped() {
    return dropped.isPresent();
  }

  /** The other side has agreed. */
  void established(TcpPacket synAck, long when) {
    responderSequence = synAck.sequence();
    isEstablished = true;
    itinerary.orElseThrow().hosts().forEach(host -> lastSegments.put(host, when));
  }

  // What it carries ---------------------------------------------------------------------------

  /** It is a control connection. */
  void setWire(ControlStreamObserver newWire) {
    wire = Optional.of(newWire);
  }

  /** What looks at its bytes, if it is a control connection that is established. */
  Optional<ControlStreamObserver> wire() {
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
    wire.ifPresent(ControlStreamObserver::forgotten);
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

  // Its streams -------------------------------------------------------------------------------

  /** A segment has been seen at a host. */
  void seen(TcpPacket packet, int host, boolean fromOrigin) {
    HostPath way = itinerary.orElseThrow();
    Party sender = fromOrigin ? way.party() : way.party().opposite();
    SegmentCount stream = stream(fromOrigin);
    long upTo = bytes(packet.sequence() + packet.length(), initial(fromOrigin));
    if (host == (fromOrigin ? way.firstHost() : way.nextToLastHost())) {
      if (packet.has(TcpPacket.ACK) && !packet.has(TcpPacket.SYN)) {
        acknowledged(!fromOrigin, bytes(packet.acknowledged(), initial(!fromOrigin)));
      }
      if (packet.has(TcpPacket.RST)) {
        resetBy.add(sender);
        // Whoever resets it reads nothing more.
        stream(!fromOrigin).ended(Kind.RESET, Optional.of(sender));
      }
      if (packet.has(TcpPacket.FIN)) {
        stream.finished(upTo);
      } else if (!packet.has(TcpPacket.SYN)) {
        stream.left(upTo);
      }
    }
    if (host == (fromOrigin ? way.lastHost() : way.origin())) {
      // On a control connection an ALG may have dropped what came before; acknowledgements tell.
      stream.arrived(upTo, wire.isEmpty() && !packet.isPlain() && !packet.has(TcpPacket.SYN));
      if (packet.has(TcpPacket.RST)) {
        stream.ended(Kind.RESET, Optional.of(resetBy.contains(sender) ? sender : resetter(way)));
      } else if (packet.has(TcpPacket.FIN)) {
        stream.ended(Kind.FIN, Optional.empty());
      }
    }
  }

  private void acknowledged(boolean ofOrigin, long upTo) {
    // An ALG may have made a control connection's stream longer. Of a data connection, whose
    // segments aren't seen, it may be all that tells how much there was.
    if (wire.isEmpty() && (ofOrigin || isEstablished)) {
      stream(ofOrigin).acknowledgedAsSent(upTo);
    } else {
      stream(ofOrigin).acknowledged(upTo);
    }
  }

  /** Nobody else resets a connection of others. */
  private Place resetter(HostPath way) {
    return forgotten.keySet().stream()
        .findFirst()
        .map(way::place)
        .orElse(Place.gateway("a gateway"));
  }

  private SegmentCount stream(boolean fromOrigin) {
    return fromOrigin ? ofOrigin : ofResponder;
  }

  /** What has become of what one side has sent. */
  StreamEnd sentBy(boolean origin) {
    return stream(origin).now();
  }

  /** Its end is in the record. */
  void setEnd(Recorder.Entry entry) {
    end = Optional.of(entry);
  }

  /** What the record has of its end. */
  Optional<Recorder.Entry> end() {
    return end;
  }

  // Its end -----------------------------------------------------------------------------------

  /**
   * A segment with FIN or RST has arrived.
   *
   * @return whether that is the end of it
   */
  boolean ending(TcpPacket packet, int host, boolean fromOrigin) {
    HostPath way = itinerary.orElseThrow();
    boolean wasOver = isOver();
    if (!forgotten.isEmpty()) {
      endingHalf(packet, host, fromOrigin, way);
    } else if (host == (fromOrigin ? way.firstHost() : way.origin())) {
      originFinished |= fromOrigin || packet.has(TcpPacket.RST);
      responderFinished |= !fromOrigin || packet.has(TcpPacket.RST);
    }
    return isOver() && !wasOver;
  }

  /** Neither side learns from the other what becomes of it, but both from a gateway's resets. */
  private void endingHalf(TcpPacket packet, int host, boolean fromOrigin, HostPath way) {
    boolean leaves = host == (fromOrigin ? way.firstHost() : way.nextToLastHost());
    boolean arrives = host == (fromOrigin ? way.lastHost() : way.origin());
    if (leaves) {
      originFinished |= fromOrigin;
      responderFinished |= !fromOrigin;
    }
    if (arrives && packet.has(TcpPacket.RST)) {
      originFinished |= !fromOrigin;
      responderFinished |= fromOrigin;
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
}
