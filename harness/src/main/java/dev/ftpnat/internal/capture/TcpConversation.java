package dev.ftpnat.internal.capture;

import dev.ftpnat.internal.capture.SyntheticPacket.Delivery;
import dev.ftpnat.net.Endpoint;
import java.net.InetAddress;

/**
 * One TCP connection on one link, as the packets that it consists of there. Both ends have the same
 * initial sequence numbers on every link, as TCP is end to end; from there on each link counts what
 * it carries, so that they drift apart where an ALG changes a length.
 *
 * <p>Receivers acknowledge what has arrived at once. Segments are longer than the maximum segment
 * size if more is sent at once, as in captures on hosts that leave segmentation to the hardware.
 */
final class TcpConversation {

  /** A multiple of the maximum segment size that holds most of a TLS record. */
  private static final int LONGEST_SEGMENT = 11 * SyntheticPacket.MAXIMUM_SEGMENT_SIZE;

  /** Acknowledged at least that often, so that the window is never full. */
  private static final int MOST_IN_FLIGHT = 2 * LONGEST_SEGMENT;

  private final Side originator;
  private final Side responder;
  private final Side router;
  private long budget;

  /** One end of the connection. */
  private static final class Side {
    final Endpoint endpoint;
    final int timeToLive;
    int id;
    int next;
    int lost;
    boolean finished;

    Side(Endpoint endpoint, int timeToLive, int random) {
      this.endpoint = endpoint;
      this.timeToLive = timeToLive;
      this.next = random;
      this.id = random >>> 16;
    }

    Delivery delivery() {
      return new Delivery(id++, timeToLive);
    }
  }

  /** Takes the packets in their order. */
  interface Sink {
    void accept(SyntheticPacket packet);
  }

  /**
   * A connection that hasn't begun.
   *
   * @param randoms the initial sequence numbers of originator and responder
   * @param timesToLive what is left of their packets' times to live on this link
   * @param budget how many bytes of data are captured
   */
  TcpConversation(LinkEndpoints endpoints, int[] randoms, int[] timesToLive, long budget) {
    originator = new Side(endpoints.originator(), timesToLive[0], randoms[0]);
    responder = new Side(endpoints.responder(), timesToLive[1], randoms[1]);
    router = new Side(endpoints.responder(), timesToLive[1], randoms[1]);
    this.budget = budget;
  }

  void opened(Sink sink) {
    sink.accept(syn());
    originator.next++;
  }

  private SyntheticPacket syn() {
    return SyntheticPacket.segment(
        originator.delivery(),
        originator.endpoint,
        responder.endpoint,
        originator.next,
        0,
        SyntheticPacket.SYN,
        Payload.NONE);
  }

  /** The responder's part of the handshake. */
  void answered(Sink sink) {
    sink.accept(segment(responder, SyntheticPacket.SYN | SyntheticPacket.ACK, Payload.NONE));
    responder.next++;
  }

  /** The originator's last part of it. */
  void established(Sink sink) {
    sink.accept(segment(originator, SyntheticPacket.ACK, Payload.NONE));
  }

  /** The answer to a SYN where nobody listens, RFC 9293 section 3.10.7.1. */
  void refused(Sink sink) {
    sink.accept(
        SyntheticPacket.segment(
            responder.delivery(),
            responder.endpoint,
            originator.endpoint,
            0,
            originator.next,
            SyntheticPacket.RST | SyntheticPacket.ACK,
            Payload.NONE));
  }

  void unreachable(InetAddress reporter, Sink sink) {
    // What is quoted is the SYN once more, with its number.
    originator.next--;
    originator.id--;
    SyntheticPacket quoted = syn();
    originator.next++;
    // Beyond a NAT64 it has an address of the other family.
    boolean alike =
        reporter.getAddress().length == responder.endpoint.address().getAddress().length;
    sink.accept(
        SyntheticPacket.hostUnreachable(
            router.delivery(),
            alike ? reporter : responder.endpoint.address(),
            originator.endpoint.address(),
            quoted));
  }

  /**
   * Bytes that arrive. If some before them were lost, they begin with those: in a segment of their
   * own, or Wireshark doesn't see that the rest is new.
   */
  void data(boolean fromOriginator, byte[] bytes, int offset, int length, Sink sink) {
    Side from = side(fromOriginator);
    int again = Math.min(from.lost, length);
    int inFlight = 0;
    for (int done = 0; done < length; ) {
      int now = Math.min((done < again ? again : length) - done, LONGEST_SEGMENT);
      boolean last = done + now == length;
      sink.accept(sent(from, from.next, last, bytes, offset + done, now));
      from.next += now;
      from.lost = Math.max(0, from.lost - now);
      done += now;
      inFlight += now;
      if (last || inFlight >= MOST_IN_FLIGHT) {
        sink.accept(segment(other(from), SyntheticPacket.ACK, Payload.NONE));
        inFlight = 0;
      }
    }
  }

  /** Bytes that don't arrive, which are sent again later. */
  void lost(boolean fromOriginator, byte[] bytes, int offset, int length, Sink sink) {
    Side from = side(fromOriginator);
    for (int done = 0; done < length; ) {
      int now = Math.min(length - done, LONGEST_SEGMENT);
      boolean last = done + now == length;
      sink.accept(sent(from, from.next + from.lost, last, bytes, offset + done, now));
      from.lost += now;
      done += now;
    }
  }

  private SyntheticPacket sent(
      Side from, int sequence, boolean last, byte[] bytes, int offset, int length) {
    int captured = (int) Math.min(budget, length);
    budget -= captured;
    int flags = last ? SyntheticPacket.PSH | SyntheticPacket.ACK : SyntheticPacket.ACK;
    return segment(from, sequence, flags, new Payload(bytes, offset, length, captured));
  }

  /** The end of what one side sends. It isn't acknowledged if it is behind lost bytes. */
  void finished(boolean fromOriginator, Sink sink) {
    Side from = side(fromOriginator);
    sink.accept(segment(from, SyntheticPacket.FIN | SyntheticPacket.ACK, Payload.NONE));
    from.finished = true;
    if (from.lost == 0) {
      from.next++;
      sink.accept(segment(other(from), SyntheticPacket.ACK, Payload.NONE));
    }
  }

  void reset(boolean fromOriginator, Sink sink) {
    sink.accept(
        segment(side(fromOriginator), SyntheticPacket.RST | SyntheticPacket.ACK, Payload.NONE));
  }

  boolean hasFinished(boolean fromOriginator) {
    return side(fromOriginator).finished;
  }

  private Side side(boolean ofOriginator) {
    return ofOriginator ? originator : responder;
  }

  private Side other(Side side) {
    return side == originator ? responder : originator;
  }

  private SyntheticPacket segment(Side from, int flags, Payload payload) {
    return segment(from, from.next + from.lost, flags, payload);
  }

  private SyntheticPacket segment(Side from, int sequence, int flags, Payload payload) {
    Side to = other(from);
    return SyntheticPacket.segment(
        from.delivery(), from.endpoint, to.endpoint, sequence, to.next, flags, payload);
  }
}
