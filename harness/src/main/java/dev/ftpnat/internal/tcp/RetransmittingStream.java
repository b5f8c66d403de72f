package dev.ftpnat.internal.tcp;

import dev.ftpnat.internal.alg.Direction;
import dev.ftpnat.internal.alg.FtpAlg;
import dev.ftpnat.internal.alg.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What TCP makes of a control connection whose ALG drops segments, for one gateway and both
 * directions: segments go in as their senders write them, bytes come out as the receivers read
 * them.
 *
 * <p>A dropped segment leaves a hole in the receiver's stream, and nothing after it is read before
 * the hole is filled. The sender retransmits: the same bytes at the same sequence number, which the
 * ALG drops again unless its state has changed. Until something behind the hole arrives the sender
 * knows of no loss, so one segment after the hole is sent on its way and inspected, or more if
 * those are dropped as well, and that may change the ALG's state. The acknowledgement tells the
 * sender of the loss, and from then on its congestion window has room for the retransmission alone:
 * later segments stay with the sender, never reach the gateway and open no pinholes. So a hole
 * mostly stays for good. That is what Linux was seen to do; with a long round trip more than one
 * segment may be on its way before the loss shows, which isn't modelled.
 *
 * <p>A retransmission joins the segments of a hole, as many as fit into one. If it gets through,
 * then with a segment that the ALG would have dropped by itself. What stays with the sender is
 * joined too, so that the ALG sees the first line of it only.
 *
 * <p>A retransmission takes place as soon as the loss shows, so time plays no part. If that is
 * dropped as well, nothing tells the sender but its timer; see {@link #timeOut}. Senders are taken
 * to have {@code TCP_NODELAY}; Nagle's algorithm would keep back the first segment as well.
 *
 * <p>Pure like the ALG itself: no I/O, no clock, and callers serialise their calls.
 */
public final class RetransmittingStream {

  /** How many bytes may wait behind a hole before the connection is given up. */
  public static final int MAX_HELD_BACK = 64 * 1024;

  /** How many bytes are joined at most: what Ethernet has room for. */
  private static final int MAX_JOINED = 1448;

  /**
   * A verdict and what it is about, for the record.
   *
   * @param direction who sent the segment
   * @param segment the segment as it was sent, joined with others if TCP had joined them
   * @param verdict what the ALG decided; the latest word if a retransmission got through
   */
  public record Inspected(Direction direction, byte[] segment, Verdict verdict) {}

  /**
   * What comes of a segment.
   *
   * @param bytes what the receiver gets now, in order; empty if the segment was dropped or waits
   *     behind a hole
   * @param inspected the verdicts in the order they were given, which may be about earlier segments
   *     too; a retransmission that is dropped again adds none
   * @param close whether the control connection must be cut after {@code bytes}
   */
  public record Forwarded(List<byte[]> bytes, List<Inspected> inspected, boolean close) {

    public Forwarded {
      bytes = List.copyOf(bytes);
      inspected = List.copyOf(inspected);
    }
  }

  private final FtpAlg alg;
  private final Map<Direction, Sender> senders = new EnumMap<>(Direction.class);
  private boolean closed;

  /** A stream in which nothing has been sent yet. */
  public RetransmittingStream(FtpAlg alg) {
    this.alg = Objects.requireNonNull(alg, "alg");
    for (Direction direction : Direction.values()) {
      senders.put(direction, new Sender(direction));
    }
  }

  /**
   * Takes the next segment that one side sends.
   *
   * @param segment its payload; an empty one comes to nothing. It isn't changed, but kept, so it
   *     mustn't be changed later either
   */
  public Forwarded forward(Direction direction, byte[] segment) {
    if (!closed && segment.length > 0) {
      senders.get(direction).write(segment);
    }
    return deliver(direction, false);
  }

  /**
   * Lets the retransmission timer of one side run out. That is so late, 200 ms at least, that a
   * client and a server in a dialogue don't wait for it. It makes a difference only after a segment
   * that named port 0: that is dropped, but opens a pinhole, and so it does again.
   */
  public Forwarded timeOut(Direction direction) {
    return deliver(direction, true);
  }

  private Forwarded deliver(Direction direction, boolean isTimeOut) {
    List<byte[]> bytes = new ArrayList<>();
    List<Inspected> inspected = new ArrayList<>();
    Sender sender = senders.get(direction);
    sender.deliver(bytes, inspected, isTimeOut);
    closed |= sender.heldBack > MAX_HELD_BACK;
    return new Forwarded(bytes, inspected, closed);
  }

  /** Whether a segment of this side was dropped and has not got through since. */
  public boolean stalled(Direction direction) {
    return !senders.get(direction).unacknowledged.isEmpty();
  }

  /** One side's stream: how far it has got, and what its peer hasn't acknowledged. */
  private final class Sender {

    private final Direction direction;

    /** Empty unless there is a hole, which is the first one then. */
    private final Deque<Sent> unacknowledged = new ArrayDeque<>();

    private long nextSequence;
    private int heldBack;

    Sender(Direction direction) {
      this.direction = direction;
    }

    void write(byte[] segment) {
      Sent sent = new Sent(nextSequence, segment);
      Sent last = unacknowledged.peekLast();
      if (last != null && !last.transmitted && last.hasRoomFor(sent)) {
        unacknowledged.removeLast();
        sent = last.join(sent);
      }
      unacknowledged.add(sent);
      nextSequence += segment.length;
      heldBack += segment.length;
    }

    /** Sends what TCP would send until it comes to a hole that stays. */
    void deliver(List<byte[]> bytes, List<Inspected> inspected, boolean isTimeOut) {
      while (!unacknowledged.isEmpty() && !closed) {
        transmitNew(inspected);
        if (!closed && isLost() && (isTimeOut || isNewLoss())) {
          retransmit(inspected);
        }
        Sent first = unacknowledged.peek();
        if (first.arrived.isEmpty()) {
          return;
        }
        if (first.arrived.get().length > 0) {
          bytes.add(first.arrived.get());
        }
        heldBack -= first.segment.length;
        unacknowledged.remove();
      }
    }

    private boolean isLost() {
      return unacknowledged.peek().arrived.isEmpty();
    }

    /** Whether the sender has learnt of the loss and not yet done what it can before a timeout. */
    private boolean isNewLoss() {
      return !unacknowledged.peek().retransmitted
          && unacknowledged.stream().skip(1).anyMatch(sent -> sent.arrived.isPresent());
    }

    /** Sends what hasn't been sent, until something arrives: the first, or one behind a hole. */
    private void transmitNew(List<Inspected> inspected) {
      for (Sent sent : unacknowledged) {
        if (!sent.transmitted) {
          transmit(sent, inspected);
        }
        if (closed || sent.arrived.isPresent()) {
          return;
        }
      }
    }

    /** Sends the first hole once more, as one segment. */
    private void retransmit(List<Inspected> inspected) {
      Sent joined = unacknowledged.remove();
      while (!unacknowledged.isEmpty() && joined.canJoin(unacknowledged.peek())) {
        joined = joined.join(unacknowledged.remove());
      }
      joined.transmitted = true;
      joined.retransmitted = true;
      unacknowledged.addFirst(joined);
      transmit(joined, inspected);
    }

    private void transmit(Sent sent, List<Inspected> inspected) {
      Verdict verdict = alg.inspect(direction, sent.sequence, sent.segment);
      boolean droppedAgain = sent.transmitted && verdict instanceof Verdict.Swallowed;
      if (!droppedAgain) {
        inspected.add(new Inspected(direction, sent.segment, verdict));
      }
      sent.transmitted = true;
      sent.arrived = arriving(verdict, sent.segment);
      closed |= verdict instanceof Verdict.Closed;
    }
  }

  /** A segment on its way. */
  private static final class Sent {

    private final long sequence;
    private final byte[] segment;
    private boolean transmitted;
    private boolean retransmitted;

    /** What arrived of it, which may be a translation. */
    private Optional<byte[]> arrived = Optional.empty();

    Sent(long sequence, byte[] segment) {
      this.sequence = sequence;
      this.segment = segment;
    }

    /** Whether the next one was lost as well, and there is room for it. */
    boolean canJoin(Sent next) {
      return next.transmitted && next.arrived.isEmpty() && hasRoomFor(next);
    }

    boolean hasRoomFor(Sent next) {
      return segment.length + next.segment.length <= MAX_JOINED;
    }

    Sent join(Sent next) {
      byte[] both = Arrays.copyOf(segment, segment.length + next.segment.length);
      System.arraycopy(next.segment, 0, both, segment.length, next.segment.length);
      return new Sent(sequence, both);
    }
  }

  /** What comes out of the gateway, or empty if nothing does. */
  private static Optional<byte[]> arriving(Verdict verdict, byte[] segment) {
    if (verdict instanceof Verdict.Pass) {
      return Optional.of(segment);
    }
    if (verdict instanceof Verdict.Edited edited) {
      return Optional.of(edited.bytes());
    }
    return verdict instanceof Verdict.Rewritten rewritten
        ? Optional.of(rewritten.bytes())
        : Optional.empty();
  }
}
