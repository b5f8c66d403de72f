package dev.ftpnat.trace.ladder;

import dev.ftpnat.internal.text.Ellipsis;
import dev.ftpnat.internal.text.TextWrap;
import dev.ftpnat.trace.ladder.Lifelines.Lifeline;
import dev.ftpnat.trace.ladder.Rung.End;
import dev.ftpnat.trace.ladder.Rung.Mood;
import dev.ftpnat.trace.ladder.Rung.Stretch;
import java.util.List;
import java.util.Locale;

/**
 * Draws a ladder as an SVG image that needs nothing else and holds no ids, so that any number of
 * them can stand in one HTML page.
 */
final class SvgLadder {

  /** Where the client's lifeline is: the time is to the left. */
  private static final int FIRST = 110;

  private static final int MARGIN = 24;
  private static final int HEADER = 112;
  private static final int ROW = 32;
  private static final int NOTE_ROW = 20;

  /** Of a character, at 13 pixels in a monospace font. */
  private static final double CHARACTER = 7.9;

  private static final int MOST_NOTE_ROWS = 3;

  /** Right of the server's lifeline, where nobody else sees it. */
  private static final int VIEW_CHARACTERS = 54;

  private final Lifelines lifelines;
  private final int links;
  private final int link;
  private final int width;
  private final StringBuilder body = new StringBuilder();
  private int y = HEADER;

  private SvgLadder(Lifelines lifelines, List<Rung> rungs) {
    this.lifelines = lifelines;
    this.links = lifelines.links();
    this.link = links == 1 ? 620 : links == 2 ? 410 : 360;
    int right = isViewed(rungs) ? (int) (VIEW_CHARACTERS * CHARACTER) : 70;
    this.width = x(links) + right + MARGIN;
  }

  private static boolean isViewed(List<Rung> rungs) {
    return rungs.stream().anyMatch(rung -> rung.view().isPresent());
  }

  /** The drawing as a document of its own, which can also stand in an HTML page. */
  static String draw(String title, Lifelines lifelines, List<Rung> rungs) {
    SvgLadder ladder = new SvgLadder(lifelines, rungs);
    rungs.forEach(ladder::rung);
    return ladder.document(Ellipsis.narrow(title), rungs);
  }

  private int x(int lifeline) {
    return FIRST + lifeline * link;
  }

  private String document(String title, List<Rung> rungs) {
    int height = y + MARGIN;
    long failed = rungs.stream().filter(rung -> rung.mood() == Mood.FAILED).count();
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            """
        <svg xmlns="http://www.w3.org/2000/svg" class="%s" viewBox="0 0 %d %d" width="%d" \
        role="img">
        <title>%s</title>
        <desc>%s</desc>
        <style>
        %s</style>
        <rect class="paper" x="0.5" y="0.5" width="%d" height="%d" rx="10"/>
        """,
            SvgStyle.CLASS,
            width,
            height,
            width,
            escaped("Ladder diagram of " + title),
            escaped(summary(rungs.size(), failed)),
            SvgStyle.SHEET,
            width - 1,
            height - 1));
    text(svg, "title", MARGIN, 30, title);
    text(svg, "time", FIRST - 28, HEADER, "ms");
    if (isViewed(rungs)) {
      text(svg, "time", x(links) + 82, 82, "‹ › as the server reads it");
    }
    for (int i = 0; i <= links; i++) {
      upright(svg, i, height);
    }
    return svg.append(body).append("</svg>\n").toString();
  }

  private String summary(int rungs, long failed) {
    List<String> names = lifelines.all().stream().map(Lifeline::name).toList();
    return String.format(
        Locale.ROOT, "%d rungs between %s; %d failed", rungs, String.join(", ", names), failed);
  }

  // The lifelines -------------------------------------------------------------------------------

  private void upright(StringBuilder svg, int i, int height) {
    Lifeline lifeline = lifelines.all().get(i);
    boolean host = i == 0 || i == links;
    String kind = host ? "box" : "nat";
    int x = x(i);
    int half = host ? 66 : 160;
    line(svg, host ? "upright" : "upright nat", x, 92, x, height - MARGIN / 2);
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%d\" y=\"44\" width=\"%d\" height=\"48\" rx=\"8\"/>\n",
            kind,
            x - half,
            2 * half));
    int characters = (int) (2 * half / CHARACTER) - 1;
    centred(svg, "name", x, 64, Ellipsis.cut(lifeline.name(), characters));
    if (host) {
      centred(svg, "soft", x, 82, lifeline.left() + lifeline.right());
    } else {
      centred(
          svg, "soft", x, 82, Ellipsis.cut(lifeline.left() + " │ " + lifeline.right(), characters));
    }
  }

  // The rungs -----------------------------------------------------------------------------------

  private void rung(Rung rung) {
    List<String> note = rung.note().map(this::wrapped).orElse(List.of());
    int noteRows = note.size() - (rung.isNoteBelow() ? 0 : 1);
    int height = ROW + Math.max(0, noteRows) * NOTE_ROW;
    String classes =
        rung.mood().name().toLowerCase(Locale.ROOT)
            + " "
            + rung.wire().name().toLowerCase(Locale.ROOT);
    body.append("<g class=\"").append(classes).append("\">\n<title>");
    body.append(escaped(told(rung))).append("</title>\n");
    if (rung.mood() != Mood.PLAIN) {
      body.append(
          String.format(
              Locale.ROOT,
              "<rect class=\"band\" x=\"1\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n",
              y,
              width - 2,
              height));
      for (int i = 0; i <= links; i++) {
        boolean host = i == 0 || i == links;
        line(body, host ? "upright" : "upright nat", x(i), y, x(i), y + height);
      }
    }
    int base = y + 23;
    if (rung.mood() != Mood.GAP) {
      body.append(
          String.format(
              Locale.ROOT,
              "<text class=\"time\" x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n",
              FIRST - 14,
              base + 4,
              TextLadder.time(rung.at()).strip()));
    }
    for (int i = 0; i < rung.stretches().size(); i++) {
      stretch(rung, i, base);
    }
    rung.view()
        .ifPresent(
            view ->
                text(
                    body,
                    "view",
                    x(links) + 12,
                    base + 1,
                    "‹" + view.fit(VIEW_CHARACTERS - 4) + "›"));
    rung.note().ifPresent(n -> note(rung, n, note, base));
    body.append("</g>\n");
    y += height;
  }

  /** All that a rung says, uncut: what a browser shows to whoever points at it. */
  private static String told(Rung rung) {
    StringBuilder told = new StringBuilder(TextLadder.time(rung.at()).strip()).append(" ms");
    rung.stretches().forEach(stretch -> told.append("\n").append(stretch.label().full()));
    rung.view().ifPresent(view -> told.append("\n‹").append(view.full()).append("›"));
    rung.note().ifPresent(note -> told.append("\n").append(note.label().full()));
    return told.toString();
  }

  private void stretch(Rung rung, int index, int base) {
    Stretch stretch = rung.stretches().get(index);
    boolean last = index == rung.stretches().size() - 1;
    int sign = stretch.rightwards() ? 1 : -1;
    int from = x(stretch.from());
    int to = x(stretch.to());
    boolean headed = last ? rung.end() == End.ARRIVES : rung.mood() == Mood.CHANGED;
    boolean crossed = last && (rung.end() == End.STOPS || rung.end() == End.LOST);
    int room = (int) (Math.abs(to - from) / CHARACTER) - 3;
    String words = stretch.label().fit(room);
    if (last && rung.end() == End.LOST) {
      int lastLink = to - sign * link;
      int written = from + sign * (int) (words.length() * CHARACTER + 40);
      to = sign * Math.max(sign * (lastLink + sign * 60), sign * written);
      to = sign * Math.min(sign * to, sign * (x(stretch.to()) - sign * 16));
    }
    line(body, "line", from, base, headed ? to - sign * 10 : to, base);
    if (headed) {
      body.append(
          String.format(
              Locale.ROOT,
              "<path class=\"head\" d=\"M%d %dl%d -5v10z\"/>\n",
              to - sign,
              base,
              -sign * 11));
    }
    if (crossed) {
      cross(to, base);
    }
    if (index > 0 && rung.mood() == Mood.CHANGED) {
      diamond(from, base);
    }
    if (!words.isEmpty()) {
      words(stretch, words, base - 6);
    }
  }

  /** Above the arrow, near to who sent it. */
  private void words(Stretch stretch, String words, int baseline) {
    int start = x(stretch.from()) + 12;
    if (!stretch.rightwards()) {
      double length = words.length() * CHARACTER;
      double inLastLink = x(stretch.from() - 1) + 16.0;
      start = (int) Math.min(inLastLink, x(stretch.from()) - 12 - length);
    }
    text(body, "label on", start, baseline, words);
  }

  private void cross(int x, int y) {
    body.append(
        String.format(
            Locale.ROOT,
            "<path class=\"cross\" d=\"M%d %dl14 14m0 -14l-14 14\"/>\n",
            x - 7,
            y - 7));
  }

  private void diamond(int x, int y) {
    body.append(
        String.format(
            Locale.ROOT, "<path class=\"mark\" d=\"M%d %dl6 -6l6 6l-6 6z\"/>\n", x - 6, y));
  }

  // Words beside a lifeline ---------------------------------------------------------------------

  private List<String> wrapped(Stretch note) {
    int room = (int) ((x(note.right()) - x(note.left())) / CHARACTER) - 4;
    return note.label().wordings().size() > 1
        ? List.of(note.label().fit(room))
        : TextWrap.wrapped(note.label().full(), room, MOST_NOTE_ROWS);
  }

  private void note(Rung rung, Stretch note, List<String> lines, int base) {
    int baseline = base + 4;
    if (rung.isNoteBelow()) {
      baseline += NOTE_ROW;
    } else if (rung.stretches().isEmpty() && rung.mood() == Mood.FAILED) {
      cross(x(note.from()), base);
    } else if (rung.stretches().isEmpty() && rung.mood() != Mood.GAP) {
      diamond(x(note.from()), base);
    }
    for (String words : lines) {
      int x = x(note.from()) + (note.rightwards() ? 16 : -16);
      body.append(
          String.format(
              Locale.ROOT,
              "<text class=\"note on\" x=\"%d\" y=\"%d\"%s>%s</text>\n",
              x,
              baseline,
              note.rightwards() ? "" : " text-anchor=\"end\"",
              escaped(words)));
      baseline += NOTE_ROW;
    }
  }

  // Elements ------------------------------------------------------------------------------------

  private static void line(StringBuilder svg, String classes, int x1, int y1, int x2, int y2) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<line class=\"%s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n",
            classes,
            x1,
            y1,
            x2,
            y2));
  }

  private static void text(StringBuilder svg, String classes, int x, int y, String words) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>\n",
            classes,
            x,
            y,
            escaped(words)));
  }

  private static void centred(StringBuilder svg, String classes, int x, int y, String words) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
            classes,
            x,
            y,
            escaped(words)));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
