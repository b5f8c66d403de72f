package dev.ftpnat.trace.ladder;

import dev.ftpnat.trace.event.EventLog;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A record drawn as a ladder diagram, as in RFC 959: client, gateways and server are the uprights,
 * and what they did is the rungs, from the top down. A line that a gateway has rewritten stands on
 * each link as it was there. Under TLS the rungs are of records, and beside the server is what it
 * read in them.
 *
 * <p>Of a long record some is left out, and the drawing says where: what repeats itself, and what
 * lies far from the beginning, from the end and from anything that failed.
 */
public final class Ladder {

  private final String title;
  private final Lifelines lifelines;
  private final List<Rung> all;
  private final List<Rung> shown;

  /** What it is made of, if it is several. */
  private final List<Ladder> parts;

  private volatile Optional<String> text = Optional.empty();
  private volatile Optional<String> svg = Optional.empty();

  private Ladder(String title, Lifelines lifelines, List<Rung> all, List<Rung> shown) {
    this(title, lifelines, all, shown, List.of());
  }

  private Ladder(
      String title, Lifelines lifelines, List<Rung> all, List<Rung> shown, List<Ladder> parts) {
    this.parts = List.copyOf(parts);
    this.title = title;
    this.lifelines = lifelines;
    this.all = List.copyOf(all);
    this.shown = List.copyOf(shown);
  }

  /** What happened, drawn. */
  public static Ladder of(EventLog trace) {
    Lifelines lifelines = Lifelines.of(trace);
    List<Rung> all = LadderBuilder.of(trace);
    List<Rung> readable = Elision.readable(all, lifelines.links());
    return new Ladder(trace.topology().name(), lifelines, all, readable);
  }

  /**
   * Several ladders, one below the other.
   *
   * @param parts at least one
   */
  public static Ladder together(List<Ladder> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    Ladder first = parts.get(0);
    return new Ladder(first.title, first.lifelines, first.all, first.shown, parts);
  }

  /** Whether nothing has happened in it. */
  public boolean isEmpty() {
    return all.isEmpty() && parts.isEmpty();
  }

  /**
   * The same record, but only its last rungs, and all of those.
   *
   * @param rungs how many at most; {@link Integer#MAX_VALUE} for the whole record
   * @throws IllegalArgumentException if it is negative
   */
  public Ladder last(int rungs) {
    if (rungs < 0) {
      throw new IllegalArgumentException("rungs must not be negative: " + rungs);
    }
    return parts.isEmpty()
        ? new Ladder(title, lifelines, all, Elision.last(all, rungs, lifelines.links()))
        : together(parts.stream().map(part -> part.last(rungs)).toList());
  }

  /** The drawing in characters of Unicode, at most 100 columns wide. */
  public String text() {
    String drawn =
        text.orElseGet(
            () ->
                parts.isEmpty()
                    ? TextLadder.draw(title, lifelines, shown)
                    : parts.stream().map(Ladder::text).collect(Collectors.joining("\n")));
    text = Optional.of(drawn);
    return drawn;
  }

  /**
   * The drawing as an SVG image, light or dark as the viewer prefers. It needs nothing else, and
   * may stand in an HTML page, also beside others.
   */
  public String svg() {
    String drawn =
        svg.orElseGet(
            () ->
                parts.isEmpty()
                    ? SvgLadder.draw(title, lifelines, shown)
                    : SvgStack.of(parts.stream().map(Ladder::svg).toList()));
    svg = Optional.of(drawn);
    return drawn;
  }

  /** The same as {@link #text()}. */
  @Override
  public String toString() {
    return text();
  }
}
