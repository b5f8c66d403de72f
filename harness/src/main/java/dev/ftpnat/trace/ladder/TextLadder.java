package dev.ftpnat.trace.ladder;

import dev.ftpnat.internal.text.Ellipsis;
import dev.ftpnat.internal.text.TextWrap;
import dev.ftpnat.trace.ladder.Lifelines.Lifeline;
import dev.ftpnat.trace.ladder.Rung.End;
import dev.ftpnat.trace.ladder.Rung.Mood;
import dev.ftpnat.trace.ladder.Rung.Stretch;
import dev.ftpnat.trace.ladder.Rung.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws a ladder with characters, each of which is one column wide in any font. */
final class TextLadder {

  private static final int TIME_WIDTH = 8;
  private static final int MOST_NOTE_ROWS = 4;

  /** Fewer columns are no room for words. */
  private static final int NARROWEST_NOTE = 16;

  private final Lifelines lifelines;
  private final int links;
  private final StringBuilder text = new StringBuilder();

  private TextLadder(Lifelines lifelines) {
    this.lifelines = lifelines;
    this.links = lifelines.links();
  }

  /** The drawing; every line ends with a line feed. */
  static String draw(String title, Lifelines lifelines, List<Rung> rungs) {
    TextLadder ladder = new TextLadder(lifelines);
    ladder.header(title);
    rungs.forEach(ladder::rung);
    ladder.legend(rungs);
    return ladder.text.toString();
  }

  private int column(int lifeline) {
    return TextRow.column(lifeline, links);
  }

  private void line(TextRow row) {
    text.append(row).append('\n');
  }

  // The header ----------------------------------------------------------------------------------

  private void header(String title) {
    text.append(Ellipsis.cut(Ellipsis.narrow(title), TextRow.WIDTH)).append('\n');
    TextRow names = new TextRow();
    TextRow addresses = new TextRow();
    names.put(TIME_WIDTH - 2, "ms");
    for (int i = 0; i <= links; i++) {
      Lifeline lifeline = lifelines.all().get(i);
      centre(names, i, Ellipsis.cut(lifeline.name(), room(i)));
      if (i == 0 || i == links) {
        address(addresses, i, lifeline.left() + lifeline.right());
      } else {
        addresses(addresses, i, lifeline);
      }
    }
    line(names);
    line(addresses);
    line(uprights('│'));
  }

  /** How wide a name may be not to run into the next one. */
  private int room(int lifeline) {
    int link = column(1) - column(0);
    return lifeline == 0 || lifeline == links ? Math.max(1, link / 2 - 1) : Math.max(1, link - 2);
  }

  private void centre(TextRow row, int lifeline, String words) {
    int column = column(lifeline);
    if (lifeline == 0) {
      row.put(column, words);
    } else if (lifeline == links) {
      row.put(column + 1 - words.length(), words);
    } else {
      row.put(column - words.length() / 2, words);
    }
  }

  /** A host's, which gives way to those of the gateway next to it. */
  private void address(TextRow row, int lifeline, String address) {
    int link = column(1) - column(0);
    Lifeline next = lifelines.all().get(lifeline == 0 ? 1 : links - 1);
    String facing = lifeline == 0 ? next.left() : next.right();
    int taken = links == 1 ? link / 2 : areApart(next) ? facing.length() + 2 : link / 2 - 1;
    int room = Math.max(1, link - 2 - taken);
    if (lifeline == 0) {
      int start = Math.max(1, TextRow.FIRST - Math.max(0, address.length() - room));
      row.put(start, Ellipsis.cut(address, TextRow.FIRST - start + room));
    } else {
      centre(row, lifeline, Ellipsis.cut(address, room));
    }
  }

  /** Each address of a gateway stands over the link on which it is, if there is room. */
  private void addresses(TextRow row, int lifeline, Lifeline gateway) {
    int column = column(lifeline);
    if (areApart(gateway)) {
      row.put(column, '│');
      row.put(column - 1 - gateway.left().length(), gateway.left());
      row.put(column + 2, gateway.right());
    } else {
      // Its public address is what others know it by.
      boolean publicLeft = !gateway.left().contains("/");
      centre(
          row,
          lifeline,
          Ellipsis.cut(publicLeft ? gateway.left() : gateway.right(), room(lifeline)));
    }
  }

  private boolean areApart(Lifeline gateway) {
    int half = (column(1) - column(0)) / 2 + 2;
    return gateway.left().length() <= half
        && gateway.right().length() <= half
        && gateway.left().length() + gateway.right().length() <= 2 * half - 6;
  }

  private TextRow uprights(char upright) {
    TextRow row = new TextRow();
    for (int i = 0; i <= links; i++) {
      row.put(column(i), upright);
    }
    return row;
  }

  // The rungs -----------------------------------------------------------------------------------

  private void rung(Rung rung) {
    boolean gap = rung.mood() == Mood.GAP;
    TextRow row = uprights(gap ? '┊' : '│');
    if (!gap) {
      row.put(0, time(rung.at()));
    }
    for (int i = 0; i < rung.stretches().size(); i++) {
      stretch(row, rung, i);
    }
    rung.view().ifPresent(view -> view(row, rung, view));
    if (rung.note().isPresent() && !rung.isNoteBelow()) {
      Stretch note = rung.note().get();
      if (rung.stretches().isEmpty() && !gap) {
        row.put(column(note.from()), rung.mood() == Mood.FAILED ? '✗' : '◆');
      }
      note(row, note, gap ? '┊' : '│');
    } else {
      line(row);
      rung.note().ifPresent(note -> note(uprights('│'), note, '│'));
    }
  }

  static String time(Duration at) {
    double millis = at.toNanos() / 1e6;
    String time = String.format(Locale.ROOT, "%8.1f", millis);
    if (time.length() <= TIME_WIDTH) {
      return time;
    }
    String seconds = String.format(Locale.ROOT, "%7.0fs", millis / 1000);
    return seconds.length() <= TIME_WIDTH ? seconds : " >115 d ";
  }

  private void stretch(TextRow row, Rung rung, int index) {
    Stretch stretch = rung.stretches().get(index);
    boolean first = index == 0;
    boolean last = index == rung.stretches().size() - 1;
    ArrowStyle strokes = ArrowStyle.of(rung.wire());
    int left = column(stretch.left());
    int right = column(stretch.right());
    row.fill(left, right, strokes.line());
    for (int i = stretch.left() + 1; i < stretch.right(); i++) {
      row.put(column(i), strokes.crossing());
    }
    if (first) {
      row.put(
          column(stretch.from()), stretch.rightwards() ? strokes.leftEnd() : strokes.rightEnd());
    } else {
      row.put(column(stretch.from()), rung.mood() == Mood.CHANGED ? '◆' : strokes.crossing());
    }
    if (!last || rung.end() == End.ARRIVES) {
      boolean between = !last && rung.mood() != Mood.CHANGED;
      if (!between) {
        row.put(stretch.rightwards() ? right - 1 : left + 1, stretch.rightwards() ? '►' : '◄');
      }
    } else if (rung.end() == End.STOPS) {
      row.put(column(stretch.to()), '✗');
    } else if (rung.end() == End.MEETS) {
      row.put(column(stretch.to()), stretch.rightwards() ? strokes.rightEnd() : strokes.leftEnd());
    }
    String words = label(row, rung, stretch, left, right);
    if (last && rung.end() == End.LOST) {
      lost(row, stretch, words, left, right);
    }
  }

  /** Writes on the arrow, near to who sent it. What was written. */
  private String label(TextRow row, Rung rung, Stretch stretch, int left, int right) {
    boolean viewed = rung.view().isPresent();
    int limit = viewed ? column(1) : right;
    String words = stretch.label().fit(limit - left - 7);
    if (words.isEmpty()) {
      return words;
    }
    if (stretch.rightwards()) {
      row.put(left + 2, " " + words + " ");
    } else {
      int lastLink = viewed ? left : column(stretch.right() - 1);
      // Where an arrow is lost on its only link, there's nothing left of its other end to write on.
      boolean isEndLost = rung.end() == End.LOST && !viewed;
      int start = lastLink != left ? lastLink + 3 : isEndLost ? right : left + 4;
      row.put(Math.min(start, right - 3 - words.length()) - 1, " " + words + " ");
    }
    return words;
  }

  /** The arrow ends somewhere on its last link, and its other end stands alone. */
  private void lost(TextRow row, Stretch stretch, String words, int left, int right) {
    if (stretch.rightwards()) {
      int end =
          Math.min(right - 1, Math.max(column(stretch.to() - 1), left + words.length() + 3) + 2);
      row.fill(end, right, ' ');
      row.put(end, '✗');
    } else {
      int begins = right - words.length() - 5;
      int end = Math.max(left + 1, Math.min(column(stretch.to() + 1), begins) - 2);
      row.fill(left, end, ' ');
      row.put(end, '✗');
    }
  }

  private void view(TextRow row, Rung rung, Ellipsis view) {
    int server = column(links);
    String words = "‹" + view.fit(server - column(links - 1) - 7) + "›";
    int start = server - words.length();
    row.put(start - 1, " " + words);
    if (rung.stretches().get(0).rightwards()) {
      row.put(start - 2, '►');
    }
    row.put(server, '│');
  }

  // Words beside a lifeline ---------------------------------------------------------------------

  private void note(TextRow first, Stretch note, char upright) {
    int left = column(note.left());
    int right = column(note.right());
    if (right - left < NARROWEST_NOTE) {
      left = column(0);
      right = column(links);
    }
    int width = right - left - 3;
    List<String> lines =
        note.label().wordings().size() > 1
            ? List.of(note.label().fit(width))
            : TextWrap.wrapped(note.label().full(), width, MOST_NOTE_ROWS);
    TextRow row = first;
    for (String words : lines) {
      int start = note.rightwards() ? left + 2 : right - 1 - words.length();
      row.put(start, words);
      line(row);
      row = uprights(upright);
    }
  }

  // What the signs mean -------------------------------------------------------------------------

  private void legend(List<Rung> rungs) {
    List<String> signs = new ArrayList<>();
    if (rungs.stream().anyMatch(rung -> rung.wire() == Wire.TLS)) {
      signs.add("═ encrypted");
    }
    if (rungs.stream().anyMatch(rung -> rung.view().isPresent())) {
      signs.add("‹ › as the server reads it");
    }
    if (rungs.stream().anyMatch(rung -> rung.wire() == Wire.UNSEEN)) {
      signs.add("┄ not recorded on its way");
    }
    if (rungs.stream().anyMatch(rung -> rung.mood() == Mood.CHANGED)) {
      signs.add("◆ the ALG");
    }
    if (rungs.stream().anyMatch(rung -> rung.mood() == Mood.FAILED)) {
      signs.add("✗ failed");
    }
    if (!signs.isEmpty()) {
      text.append("  ").append(String.join("   ", signs)).append('\n');
    }
  }
}
