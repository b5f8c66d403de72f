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
 * <p>A dropped segment leaves a hole in the receiver's stream. Later segments still reach the
 * gateway and are inspected, so they open pinholes and move the ALG's state on, but TCP doesn't
 * hand them to the receiver before the hole is filled. The sender retransmits the dropped segment,
 * which is the same bytes at the same sequence number: the ALG drops it again unless later segments
 * have changed its state. So each later segment is followed here by a retransmission, and time
 * plays no part.
 *
 * <p>Senders are taken to have {@code TCP_NODELAY}. With Nagle's algorithm (RFC 896) a sender with
 * a hole would keep small segments to itself, and the connection would stall for good.
 *
 * <p>Pure like the ALG itself: no I/O, no clock, and callers serialise their calls.
 */
public final class SegmentStream {

  /** How much may wait behind a hole; about what a receiver's window would take at the start. */
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
   * @param inspected the verdicts in the order they were given; a retransmission that is dropped
   *     again adds none
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
    List<Inspected> inspected = new ArrayList<>();
    List<byte[]> bytes = List.of();
    if (!closed && segment.length > 0) {
      Sender sender = senders.get(direction);
      sender.send(segment, inspected);
      bytes = sender.release();
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

    /** Empty unless there is a hole; the first one is a hole then. */
    private final Deque<Sent> unacknowledged = new ArrayDeque<>();

    private long nextSequence;
    private int heldBack;

    Sender(Direction direction) {
      this.direction = direction;
    }

    void send(byte[] segment, List<Inspected> inspected) {
      boolean wasStalled = !unacknowledged.isEmpty();
      Sent sent = new Sent(nextSequence, segment);
      nextSequence += segment.length;
      heldBack += segment.length;
      unacknowledged.add(sent);
      transmit(sent, inspected);
      if (wasStalled) {
        retransmit(inspected);
      }
    }

    private void retransmit(List<Inspected> inspected) {
      for (Sent sent : unacknowledged) {
        if (sent.arrived.isEmpty() && sent != unacknowledged.peekLast()) {
          transmit(sent, inspected);
        }
      }
    }

    private void transmit(Sent sent, List<Inspected> inspected) {
      if (closed) {
        return;
      }
      Verdict verdict = alg.inspect(direction, sent.sequence, sent.segment);
      boolean droppedAgain = sent.dropped && verdict instanceof Verdict.Swallowed;
      if (!droppedAgain) {
        inspected.add(new Inspected(direction, sent.segment, verdict));
      }
      sent.arrived = arriving(verdict, sent.segment);
      sent.dropped = verdict instanceof Verdict.Swallowed;
      closed |= verdict instanceof Verdict.Closed;
    }

    /** Takes out what now reaches the receiver: everything before the first hole. */
    List<byte[]> release() {
      List<byte[]> bytes = new ArrayList<>();
      while (!unacknowledged.isEmpty() && unacknowledged.peek().arrived.isPresent()) {
        Sent sent = unacknowledged.remove();
        heldBack -= sent.segment.length;
        bytes.add(sent.arrived.get());
      }
      return bytes;
    }
  }

  /** A segment on its way. */
  private static final class Sent {

    private final long sequence;
    private final byte[] segment;

    /** What arrived of it, which may be a translation; empty while it is a hole. */
    private Optional<byte[]> arrived = Optional.empty();

    private boolean dropped;

    Sent(long sequence, byte[] segment) {
      this.sequence = sequence;
      this.segment = segment;
    }
  }

  // Java 17 has no pattern matching for switch yet, hence the instanceof chain.
  private static Optional<byte[]> arriving(Verdict verdict, byte[] segment) {
    if (verdict instanceof Verdict.Pass) {
      return Optional.of(segment);
    }
    return verdict instanceof Verdict.Rewritten rewritten
        ? Optional.of(rewritten.bytes())
        : Optional.empty();
  }
}
