package dev.ftpnat.trace.ladder;

import dev.ftpnat.internal.text.Ellipsis;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A row of a ladder, not drawn yet. Its places are lifelines, numbered from the client's on: 0 is
 * the client, then come the gateways, the last is the server.
 *
 * @param at when it began
 * @param wire what went over the links
 * @param stretches the arrow in the order in which it went; a new stretch where its text changed
 * @param end how the arrow ends
 * @param view what only the server knows of it
 * @param note what there is to say beside it
 * @param mood what it means to whoever waits for a file
 */
record Rung(
    Duration at,
    Wire wire,
    List<Stretch> stretches,
    End end,
    Optional<Ellipsis> view,
    Optional<Stretch> note,
    Mood mood) {

  Rung {
    stretches = List.copyOf(stretches);
  }

  /** What goes over the links. */
  enum Wire {
    /** What anybody there can read: SYNs and lines of a control connection. */
    CLEAR,
    /** TLS of a control connection. */
    TLS,
    /** The content of a data connection. */
    DATA,
    /** Something of which only the server's view was recorded. */
    UNSEEN,
    /** Nothing: something was done to a link. */
    FAULT
  }

  /** How an arrow ends. */
  enum End {
    /** At its last lifeline. */
    ARRIVES,
    /** It gets to its last lifeline and no further. */
    STOPS,
    /** Before its last lifeline: on the link, where nobody answers. */
    LOST,
    /** It goes both ways. */
    MEETS
  }

  /** What a rung means. */
  enum Mood {
    /** Nothing unusual. */
    PLAIN,
    /** A gateway took part. */
    CHANGED,
    /** Something didn't work. */
    FAILED,
    /** Not a rung: some were left out here. */
    GAP
  }

  /**
   * A part of an arrow, or words beside a lifeline.
   *
   * @param from the lifeline where it begins, or that the words are about
   * @param to the lifeline where it ends, or up to which the words may go, to the right or to the
   *     left
   */
  record Stretch(int from, int to, Ellipsis label) {

    int left() {
      return Math.min(from, to);
    }

    int right() {
      return Math.max(from, to);
    }

    boolean rightwards() {
      return from < to;
    }
  }

  /** Words at a lifeline. */
  static Rung note(Duration at, int from, int to, Ellipsis label, Mood mood) {
    return new Rung(
        at,
        Wire.CLEAR,
        List.of(),
        End.MEETS,
        Optional.empty(),
        Optional.of(new Stretch(from, to, label)),
        mood);
  }

  /** Instead of rungs that are left out. */
  static Rung gap(Duration at, int links, String text) {
    return note(at, 0, links, Ellipsis.of(text), Mood.GAP);
  }

  /** Whether the two differ in their time alone. */
  boolean isLike(Rung other) {
    return equals(
        new Rung(at, other.wire, other.stretches, other.end, other.view, other.note, other.mood));
  }

  /** Whether the words of its note have a row to themselves, since the arrow is in their way. */
  boolean isNoteBelow() {
    return note.isPresent()
        && stretches.stream()
            .anyMatch(
                stretch ->
                    stretch.left() < note.get().right() && note.get().left() < stretch.right());
  }
}
