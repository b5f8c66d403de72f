package dev.ftpnat.internal.simulated.relay;

import dev.ftpnat.internal.toxiproxy.link.Passage;
import dev.ftpnat.internal.toxiproxy.link.Passage.End;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Place;
import dev.ftpnat.trace.event.StreamEnd;
import dev.ftpnat.trace.event.StreamEnd.Kind;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** What one side of a relayed connection sends, and what has become of it. */
final class RelayedStream {

  private final Party sender;
  private final Passage passage = new Passage();
  private final AtomicReference<Place> endedBy = new AtomicReference<>();

  RelayedStream(Party sender) {
    this.sender = sender;
  }

  Party sender() {
    return sender;
  }

  /** What counts it. */
  Passage passage() {
    return passage;
  }

  /** It was ended, unless it had come to its own end before. */
  void end(End how, Place by) {
    endedBy.compareAndSet(null, by);
    passage.end(how);
  }

  /** How it stands now. */
  StreamEnd now() {
    long delivered = passage.passed();
    long written = Math.max(delivered, passage.taken());
    Optional<Place> by = Optional.ofNullable(endedBy.get());
    return switch (passage.end().orElse(End.SENDER_RESET)) {
      case FINISHED -> new StreamEnd(written, delivered, Kind.FIN);
      case CUT -> new StreamEnd(written, delivered, Kind.CUT, by);
      case RESET -> new StreamEnd(written, delivered, Kind.RESET, by);
      case RECEIVER_GONE -> new StreamEnd(written, delivered, Kind.RESET, sender.opposite());
      case SENDER_RESET -> new StreamEnd(written, delivered, Kind.OPEN);
    };
  }
}
