package dev.ftpnat.internal.kernel.observe;

import dev.ftpnat.trace.event.Place;
import dev.ftpnat.trace.event.StreamEnd;
import dev.ftpnat.trace.event.StreamEnd.Kind;
import java.util.Optional;

/**
 * What segments tell of one direction of a connection. Of data connections only those with SYN, FIN
 * or RST are seen; but nothing is lost between the hosts, so what was sent before one of these
 * arrives before it.
 */
final class SegmentCount {

  private long written;
  private long finished = Long.MAX_VALUE;
  private long acknowledged;
  private long arrived;
  private Kind kind = Kind.OPEN;
  private Optional<Place> by = Optional.empty();

  /** A segment has left its sender. A reset that comes after its FIN counts that as a byte. */
  void left(long upTo) {
    written = Math.max(written, Math.min(upTo, finished));
  }

  /** The last segment, with FIN, has left its sender. */
  void finished(long upTo) {
    finished = upTo;
    written = upTo;
  }

  /** The receiver has acknowledged so much, perhaps as gateways have changed the stream. */
  void acknowledged(long upTo) {
    acknowledged = Math.max(acknowledged, upTo);
  }

  /** The receiver has acknowledged so much of a stream that nobody changes: it has left, then. */
  void acknowledgedAsSent(long upTo) {
    acknowledged(upTo);
    left(upTo);
  }

  /**
   * A segment of this direction has arrived at the receiver.
   *
   * @param complete whether all that was sent before it has arrived as well
   */
  void arrived(long upTo, boolean complete) {
    if (complete && upTo <= written) {
      arrived = Math.max(arrived, upTo);
    }
  }

  /** The receiver has learned that this was all. */
  void ended(Kind how, Optional<Place> who) {
    if (kind == Kind.OPEN) {
      kind = how;
      by = who;
    }
  }

  /** Bytes that have left the sender. */
  long written() {
    return written;
  }

  /** How it stands. The acknowledgement of a FIN counts one more than there are bytes. */
  StreamEnd now() {
    return new StreamEnd(written, Math.min(written, Math.max(arrived, acknowledged)), kind, by);
  }
}
