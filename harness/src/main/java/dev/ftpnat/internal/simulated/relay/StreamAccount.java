package dev.ftpnat.internal.simulated.relay;

import dev.ftpnat.internal.toxiproxy.link.Passage;
import dev.ftpnat.internal.toxiproxy.link.Passage.End;
import dev.ftpnat.trace.event.LinkName;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.StreamEnd;
import dev.ftpnat.trace.event.StreamEnd.Kind;
import java.util.Optional;

/**
 * What is known of one direction of a data connection: what the server's end has seen, and the link
 * if there is one. Small, since the record keeps it.
 */
final class StreamAccount {

  private final Party sender;
  private final Optional<Passage> link;
  private final Passage atServer = new Passage();

  /**
   * An account without bytes.
   *
   * @param link what the link has carried, if the connection crosses one
   */
  StreamAccount(Party sender, Optional<Passage> link) {
    this.sender = sender;
    this.link = link;
  }

  /** The server has written or read so many bytes, be they lost or not. */
  void take(int bytes) {
    atServer.take(bytes);
    if (sender == Party.SERVER) {
      outside().ifPresent(passage -> passage.take(bytes));
    }
  }

  /** So many of them go on. */
  void pass(int bytes) {
    atServer.pass(bytes);
    if (sender == Party.CLIENT) {
      outside().ifPresent(passage -> passage.pass(bytes));
    }
  }

  /** The server has ended what it sends, or knows how the client has. */
  void end(End how) {
    atServer.end(how);
    if (sender == Party.SERVER) {
      outside().ifPresent(passage -> passage.end(how));
    }
  }

  private Optional<Passage> outside() {
    return link.filter(Passage::isOutside);
  }

  /** The server has read the end of what the client sends. */
  void endRead() {
    // Unless the link knows better, and then it has said so before: this is its own doing.
    link.ifPresent(passage -> passage.end(End.CUT));
    atServer.end(End.FINISHED);
  }

  /** How it stands now. */
  StreamEnd now() {
    End ofLink = link.flatMap(Passage::end).orElse(End.RECEIVER_GONE);
    // In this order, since what has been delivered had been written before.
    long delivered = atServer.passed();
    if (sender == Party.SERVER && link.isPresent()) {
      delivered = Math.min(delivered, link.get().passed());
    }
    boolean counted = sender == Party.SERVER || link.isEmpty();
    long written = Math.max(delivered, counted ? atServer.taken() : link.get().taken());
    if (link.isEmpty()) {
      return atEnd(written, delivered);
    }
    if (sender == Party.SERVER) {
      boolean closed = atServer.end().isPresent();
      if (ofLink == End.FINISHED && !closed) {
        ofLink = End.CUT;
      } else if (ofLink == End.CUT && closed && written == delivered) {
        // The server had nothing more to say, and nobody can tell the one FIN from the other.
        ofLink = End.FINISHED;
      }
    }
    boolean read = sender == Party.CLIENT && atServer.end().isPresent();
    if (ofLink == End.FINISHED && read && written > delivered && outside().isPresent()) {
      // The server has got an end, but not the client's.
      ofLink = End.CUT;
    }
    return switch (ofLink) {
      case FINISHED -> new StreamEnd(written, delivered, Kind.FIN);
      case CUT -> new StreamEnd(written, delivered, Kind.CUT, LinkName.DATA);
      case RESET -> new StreamEnd(written, delivered, Kind.RESET, LinkName.DATA);
      case SENDER_RESET -> new StreamEnd(written, delivered, Kind.RESET, sender);
      case RECEIVER_GONE -> receiverGone(written, delivered);
    };
  }

  private StreamEnd receiverGone(long written, long delivered) {
    // The server closes when it is done; only the client can be gone too early.
    return sender == Party.SERVER && link.flatMap(Passage::end).isPresent()
        ? new StreamEnd(written, delivered, Kind.RESET, sender.opposite())
        : new StreamEnd(written, delivered, Kind.OPEN);
  }

  /** There is nothing between the two. */
  private StreamEnd atEnd(long written, long delivered) {
    return switch (atServer.end().orElse(End.RECEIVER_GONE)) {
      case FINISHED -> new StreamEnd(written, delivered, Kind.FIN);
      case SENDER_RESET -> new StreamEnd(written, delivered, Kind.RESET, sender);
      default -> new StreamEnd(written, delivered, Kind.OPEN);
    };
  }
}
