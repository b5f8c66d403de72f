package dev.ftpnat.trace;

import dev.ftpnat.trace.Rung.End;
import dev.ftpnat.trace.Rung.Mood;
import dev.ftpnat.trace.Rung.Note;
import dev.ftpnat.trace.Rung.Stretch;
import dev.ftpnat.trace.Rung.Wire;
import dev.ftpnat.trace.TraceEvent.AlgAction;
import dev.ftpnat.trace.TraceEvent.ControlLine;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Lines of control connections, each joined over the links that it passed. */
final class LineRungs {

  private static final Pattern FIRST_OF_SEVERAL = Pattern.compile("[1-5][0-9][0-9]-");

  private final Lifelines lifelines;
  private final Joins joins;
  private final LinkEffects effects;
  private final List<Draft> drafts;
  private final Map<LineNumber, Draft> lines = new HashMap<>();
  private final Map<Direction, Last> last = new HashMap<>();

  /** Where gateways have dropped something, and so let nothing pass that comes after it. */
  private final Set<Stall> stalls = new HashSet<>();

  /** Replies of several lines that are under way. */
  private final Map<Direction, Multiline> multiline = new HashMap<>();

  private final Set<LineNumber> told = new HashSet<>();

  /** A reply of several lines (RFC 959 section 4.2): its first line stands for all. */
  private record Multiline(Draft draft, String lastBegins) {}

  private record LineNumber(Direction direction, long number) {}

  private record Direction(long connection, Party sender) {}

  private record Last(Draft draft, String text) {}

  private record Stall(Direction direction, int gateway) {}

  LineRungs(Lifelines lifelines, Joins joins, LinkEffects effects, List<Draft> drafts) {
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
    Draft known = lines.get(number);
    if (known == null && line.before().isEmpty() && isTold(line, number)) {
      return;
    }
    Draft draft = known == null || known.reached() != from ? begin(line, number) : known;
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
        draft.note = Optional.of(new Note(to, beyond, Label.of("lost on the link", "lost")));
      }
    }
    last.put(direction, new Last(draft, line.line()));
  }

  private Draft begin(ControlLine line, LineNumber number) {
    Draft draft = new Draft(line.at(), Wire.CLEAR);
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

  private Label label(ControlLine line) {
    return Label.line(joins.ofControl(line.connection()), line.line());
  }

  /** A gateway has dropped a segment: its arrow ends there, and so do those of all that follow. */
  void swallowed(AlgAction action, int gateway, String words) {
    Direction direction = new Direction(action.connection(), action.sender());
    Last latest = last.get(direction);
    Draft draft;
    if (latest != null
        && latest.draft().reached() == gateway
        && action.segment().contains(latest.text())) {
      draft = latest.draft();
    } else {
      draft = new Draft(action.at(), Wire.CLEAR);
      Label label = Label.line(joins.ofControl(action.connection()), action.segment());
      draft.stretches.add(new Stretch(lifelines.of(action.sender()), gateway, label));
      drafts.add(draft);
    }
    draft.end = End.STOPS;
    draft.mood = Mood.FAILED;
    int beyond = lifelines.of(action.sender().opposite());
    draft.note = Optional.of(new Note(gateway, beyond, Label.of(words)));
    stalls.add(new Stall(direction, gateway));
  }
}
