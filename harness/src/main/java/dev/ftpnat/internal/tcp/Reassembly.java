package dev.ftpnat.internal.tcp;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts the segments of one direction of a connection in order, as they are on one link: what is
 * sent twice counts once, and what comes early waits. Bytes are counted from 0, the first after the
 * SYN.
 */
public final class Reassembly {

  /** More than TCP has under way on a control connection; what comes even earlier isn't kept. */
  private static final int MOST_AHEAD = 256 * 1024;

  private static final byte[] NOTHING = {};

  private final TreeMap<Long, byte[]> ahead = new TreeMap<>();
  private final int first;
  private long position;
  private int bytesAhead;

  /**
   * Of a direction that hasn't carried anything.
   *
   * @param initialSequence the sequence number of its SYN
   */
  public Reassembly(int initialSequence) {
    first = initialSequence + 1;
  }

  /** How many bytes there have been without a gap. */
  public long position() {
    return position;
  }

  /** Where a sequence number is, as near as possible to where the direction is: they wrap. */
  public long at(int sequence) {
    return position + (sequence - (first + (int) position));
  }

  /** Takes a segment, and gives what follows now on all before, if anything. */
  public byte[] take(int sequence, byte[] payload) {
    long at = at(sequence);
    if (payload.length == 0 || at + payload.length <= position) {
      return NOTHING;
    }
    if (at > position) {
      keep(at, payload);
      return NOTHING;
    }
    ByteArrayOutputStream next = new ByteArrayOutputStream();
    append(next, at, payload);
    while (!ahead.isEmpty() && ahead.firstKey() <= position) {
      Map.Entry<Long, byte[]> early = ahead.pollFirstEntry();
      bytesAhead -= early.getValue().length;
      append(next, early.getKey(), early.getValue());
    }
    return next.toByteArray();
  }

  private void keep(long at, byte[] payload) {
    byte[] same = ahead.get(at);
    int more = payload.length - (same == null ? 0 : same.length);
    if (more > 0 && bytesAhead + more <= MOST_AHEAD) {
      ahead.put(at, payload);
      bytesAhead += more;
    }
  }

  private void append(ByteArrayOutputStream next, long at, byte[] payload) {
    int known = (int) (position - at);
    if (known < payload.length) {
      next.write(payload, known, payload.length - known);
      position += payload.length - known;
    }
  }
}
