package dev.ftpnat.trace.ladder;

import dev.ftpnat.internal.text.Ellipsis;
import dev.ftpnat.internal.trace.session.LinkEffects;
import dev.ftpnat.trace.event.ControlEvent.ControlLine;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.GatewayEvent.SegmentLost;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.ladder.Rung.End;
import dev.ftpnat.trace.ladder.Rung.Mood;
import dev.ftpnat.trace.ladder.Rung.Stretch;
import dev.ftpnat.trace.ladder.Rung.Wire;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Lines of control connections, each joined over the links that it passed. */
final class ControlLineRungs {

  private static final Pattern FIRST_OF_SEVERAL = Pattern.compile("[1-5][0-9][0-9]-");

  private final Lifelines lifelines;
  private final ConnectionLabels joins;
  private final LinkEffects effects;
  private final List<RungBuilder> drafts;
  private final Map<LineNumber, RungBuilder> lines = new HashMap<>();
  private final Map<Direction, Last> last = new HashMap<>();

  /** Where gateways have dropped something, and so let nothing pass that comes after it. */
  private final Set<Stall> stalls = new HashSet<>();

  /** Replies of several lines that are under way. */
  private final Map<Direction, Multiline> multiline = new HashMap<>();

  private final Set<LineNumber> told = new HashSet<>();

  /** A reply of several lines (RFC 959 section 4.2): its first line stands for all. */
  private record Multiline(RungBuilder draft, String lastBegins) {}

  private record LineNumber(Direction direction, long number) {}

  private record Direction(long connection, Party sender) {}

  private record Last(RungBuilder draft, String text) {}

  private record Stall(Direction direction, int gateway) {}

  ControlLineRungs(
      Lifelines lifelines, ConnectionLabels joins, LinkEffects effects, List<RungBuilder> drafts) {
    this.lifelines = lifelines;
    this.joins = joins;
    this.effects = effects;
    this.drafts = drafts;
  }

  void passed(ControlLine line) {
    if (!lifelines.hasLink(line.link())) {
      return;
    }
    Direction direction = new Direction(line.connection(), line.sender());
    int from = line.sender() == Party.CLIENT ? line.link() : line.link() + 1;
    int to = line.sender() == Party.CLIENT ? line.link() + 1 : line.link();
    LineNumber number = new LineNumber(direction, line.number());
    RungBuilder known = lines.get(number);
    if (known == null && line.before().isEmpty() && isTold(line, number)) {
      return;
    }
    RungBuilder draft = known == null || known.reached() != from ? begin(line, number) : known;
    if (draft.stretches.isEmpty() || line.before().isPresent()) {
      if (line.before().isPresent()) {
        draft.mood = Mood.CHANGED;
      }
      draft.stretches.add(new Stretch(from, to, label(line)));
    } else {
      draft.extend(to);
    }
    boolean stalled = stalls.contains(new Stall(direction, to));
    draft.end = stalled ? End.STOPS : End.ARRIVES;
    if (effects.swallowed(line)) {
      draft.end = End.STOPS;
      draft.mood = Mood.FAILED;
      int beyond = lifelines.of(line.sender().opposite());
      if (to != beyond) {
        draft.note = Optional.of(new Stretch(to, beyond, Ellipsis.of("lost on the link", "lost")));
      }
    }
    last.put(direction, new Last(draft, line.line()));
  }

  private RungBuilder begin(ControlLine line, LineNumber number) {
    RungBuilder draft = new RungBuilder(line.at(), Wire.CLEAR);
    lines.put(number, draft);
    drafts.add(draft);
    if (line.sender() == Party.SERVER && FIRST_OF_SEVERAL.matcher(line.line()).lookingAt()) {
      String last = line.line().substring(0, 3) + " ";
      multiline.put(number.direction(), new Multiline(draft, last));
    }
    return draft;
  }

  /** Whether another line stands for this one. */
  private boolean isTold(ControlLine line, LineNumber number) {
    Multiline reply = multiline.get(number.direction());
    if (reply != null && told.add(number)) {
      reply.draft().more++;
      if (line.line().startsWith(reply.lastBegins())) {
        multiline.remove(number.direction());
      }
    }
    return told.contains(number);
  }

  private Ellipsis label(ControlLine line) {
    return Ellipsis.line(joins.ofControl(line.connection()), line.line());
  }

  /** A gateway has forgotten the connection: another rung tells of the first that it drops. */
  void lost(SegmentLost lost, int gateway) {
    Direction direction = new Direction(lost.connection(), lost.sender());
    Last latest = last.get(direction);
    if (latest != null
        && latest.draft().reached() == gateway
        && lost.text().contains(latest.text())) {
      drafts.removeIf(draft -> draft == latest.draft());
    }
    stalls.add(new Stall(direction, gateway));
  }

  /** A gateway has dropped a segment: its arrow ends there, and so do those of all that follow. */
  void swallowed(AlgAction action, int gateway, String words) {
    Direction direction = new Direction(action.connection(), action.sender());
    Last latest = last.get(direction);
    RungBuilder draft;
    if (latest != null
        && latest.draft().reached() == gateway
        && action.segment().contains(latest.text())) {
      draft = latest.draft();
    } else {
      draft = new RungBuilder(action.at(), Wire.CLEAR);
      Ellipsis label = Ellipsis.line(joins.ofControl(action.connection()), action.segment());
      draft.stretches.add(new Stretch(lifelines.of(action.sender()), gateway, label));
      drafts.add(draft);
    }
    draft.end = End.STOPS;
    draft.mood = Mood.FAILED;
    int beyond = lifelines.of(action.sender().opposite());
    draft.note = Optional.of(new Stretch(gateway, beyond, Ellipsis.of(words)));
    stalls.add(new Stall(direction, gateway));
  }
}
