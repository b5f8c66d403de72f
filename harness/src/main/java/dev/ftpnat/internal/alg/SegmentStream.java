package dev.ftpnat.internal.alg;

import java.util.ArrayDeque;
import java.util.ArrayList;
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
 * ALG drops again unless its state has changed. One segment after the hole is sent on its way and
 * inspected, so it may change that state. Its acknowledgement tells the sender of the loss, and
 * from then on its congestion window has room for the retransmission alone: later segments stay
 * with the sender, never reach the gateway and open no pinholes. So a hole mostly stays for good.
 * That is what Linux was seen to do; with a long round trip more than one segment may be on its way
 * before the loss shows, which isn't modelled.
 *
 * <p>A retransmission takes place whenever the sender writes again, so time plays no part. Senders
 * are taken to have {@code TCP_NODELAY}; Nagle's algorithm would keep back the first segment as
 * well.
 *
 * <p>Pure like the ALG itself: no I/O, no clock, and callers serialise their calls.
 */
public final class SegmentStream {

  /** How many bytes may wait behind a hole before the connection is given up. */
  public static final int MAX_HELD_BACK = 64 * 1024;

  /**
   * A verdict and what it is about, for the record.
   *
   * @param direction who sent the segment
   * @param segment the segment as it was sent
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
  public SegmentStream(FtpAlg alg) {
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
    List<byte[]> bytes = new ArrayList<>();
    List<Inspected> inspected = new ArrayList<>();
    if (!closed && segment.length > 0) {
      Sender sender = senders.get(direction);
      sender.write(segment);
      sender.deliver(bytes, inspected);
      closed |= sender.heldBack > MAX_HELD_BACK;
    }
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
      unacknowledged.add(new Sent(nextSequence, segment));
      nextSequence += segment.length;
      heldBack += segment.length;
    }

    /** Sends what TCP would send until it comes to a hole that stays. */
    void deliver(List<byte[]> bytes, List<Inspected> inspected) {
      while (!unacknowledged.isEmpty() && !closed) {
        Sent first = unacknowledged.peek();
        if (first.arrived.isEmpty()) {
          transmit(first, inspected);
        }
        if (first.arrived.isPresent()) {
          bytes.add(first.arrived.get());
          heldBack -= first.segment.length;
          unacknowledged.remove();
        } else if (!transmitBehindHole(inspected)) {
          return;
        }
      }
    }

    /** Sends the segment after the hole unless that has been done, and tells whether it did. */
    private boolean transmitBehindHole(List<Inspected> inspected) {
      Optional<Sent> second =
          unacknowledged.stream().skip(1).findFirst().filter(sent -> !sent.transmitted);
      second.ifPresent(sent -> transmit(sent, inspected));
      return second.isPresent();
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

    /** What arrived of it, which may be a translation. */
    private Optional<byte[]> arrived = Optional.empty();

    Sent(long sequence, byte[] segment) {
      this.sequence = sequence;
      this.segment = segment;
    }
  }

  /** What comes out of the gateway, or empty if nothing does. */
  private static Optional<byte[]> arriving(Verdict verdict, byte[] segment) {
    if (verdict instanceof Verdict.Pass) {
      return Optional.of(segment);
    }
    return verdict instanceof Verdict.Rewritten rewritten
        ? Optional.of(rewritten.bytes())
        : Optional.empty();
  }
}
