package dev.ftpnat.trace;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.Rung.End;
import dev.ftpnat.trace.Rung.Mood;
import dev.ftpnat.trace.Rung.Note;
import dev.ftpnat.trace.Rung.Stretch;
import dev.ftpnat.trace.Rung.Wire;
import dev.ftpnat.trace.TraceEvent.AddressChanged;
import dev.ftpnat.trace.TraceEvent.AlgAction;
import dev.ftpnat.trace.TraceEvent.AlgKind;
import dev.ftpnat.trace.TraceEvent.Change;
import dev.ftpnat.trace.TraceEvent.ConnectionForgotten;
import dev.ftpnat.trace.TraceEvent.Entry;
import dev.ftpnat.trace.TraceEvent.SegmentLost;
import dev.ftpnat.trace.TraceEvent.TableChange;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What gateways did beside passing things on. What shows in another rung has none of its own: a
 * mapping, or that a pinhole was used, is in that of the connection.
 */
final class GatewayRungs {

  private final Lifelines lifelines;
  private final Joins joins;
  private final LineRungs lines;
  private final List<Draft> drafts;
  private final Set<Pinhole> opened = new HashSet<>();
  private final Set<Pinhole> used = new HashSet<>();

  private record Pinhole(String gateway, Endpoint outside) {}

  GatewayRungs(Trace trace, Lifelines lifelines, Joins joins, LineRungs lines, List<Draft> drafts) {
    this.lifelines = lifelines;
    this.joins = joins;
    this.lines = lines;
    this.drafts = drafts;
    for (TableChange change : trace.only(TableChange.class)) {
      if (change.entry() == Entry.PINHOLE && change.change() == Change.OPENED) {
        opened.add(new Pinhole(change.gateway(), change.outside()));
      }
    }
    trace.connectionAttempts().stream()
        .flatMap(attempt -> attempt.hops().stream())
        .filter(hop -> hop.reason() == Reason.PINHOLE)
        .forEach(hop -> used.add(new Pinhole(hop.gateway(), hop.target())));
  }

  void changed(TableChange change) {
    Pinhole pinhole = new Pinhole(change.gateway(), change.outside());
    if (change.entry() == Entry.MAPPING
        || (change.change() == Change.USED && used.contains(pinhole))) {
      return;
    }
    String ports = ":" + change.outside().port() + " → " + change.inside();
    Label label =
        change.change() == Change.OPENED
            ? Label.of(
                "opens pinhole " + change.outside() + " → " + change.inside(),
                "opens pinhole " + ports,
                "pinhole " + ports)
            : Label.of(
                "pinhole " + change.outside() + " " + change.change(),
                "pinhole :" + change.outside().port() + " " + change.change());
    note(
        change.at(),
        change.gateway(),
        label,
        change.change() == Change.EXPIRED ? Mood.PLAIN : Mood.CHANGED);
  }

  void acted(AlgAction action) {
    String tag = joins.ofControl(action.connection());
    OptionalInt gateway = lifelines.gateway(action.gateway());
    boolean drops = action.kind() == AlgKind.SWALLOWED || action.kind() == AlgKind.CLOSED;
    if (drops && gateway.isPresent()) {
      String words = action.kind() == AlgKind.CLOSED ? "ALG cuts the connection" : "ALG drops it";
      lines.swallowed(action, gateway.getAsInt(), words + ": " + action.reason());
    } else if (action.kind() != AlgKind.TRANSLATED) {
      Label words = Label.of(tag + "ALG: " + action.kind() + ", " + action.reason());
      note(action.at(), action.gateway(), words, Mood.PLAIN);
    } else if (action.pinhole().isEmpty()) {
      note(action.at(), action.gateway(), Label.of(tag + "ALG translates"), Mood.CHANGED);
    } else if (!opened.contains(new Pinhole(action.gateway(), action.pinhole().get()))) {
      Label words = Label.of(tag + "opens pinhole " + action.pinhole().get());
      note(action.at(), action.gateway(), words, Mood.CHANGED);
    }
  }

  void forgot(ConnectionForgotten forgotten) {
    String which = joins.ofConnection(forgotten.connection()).strip();
    String words =
        "forgets %s: %s".formatted(which.isEmpty() ? "the connection" : which, forgotten.cause());
    note(forgotten.at(), forgotten.gateway(), Label.of(words), Mood.PLAIN);
  }

  /** What it was isn't in the record: nobody beyond the gateway saw it. */
  void lost(SegmentLost segment) {
    String tag = joins.ofConnection(segment.connection());
    String words =
        (segment.reset() ? "answered with a reset" : "dropped") + ": the connection is forgotten";
    OptionalInt gateway = lifelines.gateway(segment.gateway());
    if (gateway.isEmpty()) {
      note(segment.at(), segment.gateway(), Label.of(tag + words), Mood.FAILED);
      return;
    }
    int place = gateway.getAsInt();
    Draft draft = new Draft(segment.at(), Wire.CLEAR);
    draft.stretches.add(
        new Stretch(lifelines.of(segment.sender()), place, Label.of(tag + "a segment")));
    draft.end = End.STOPS;
    draft.mood = Mood.FAILED;
    draft.note =
        Optional.of(new Note(place, lifelines.of(segment.sender().opposite()), Label.of(words)));
    drafts.add(draft);
  }

  void renumbered(AddressChanged changed) {
    String words =
        "is %s now, no longer %s"
            .formatted(changed.now().getHostAddress(), changed.before().getHostAddress());
    note(changed.at(), changed.gateway(), Label.of(words), Mood.PLAIN);
  }

  private void note(Duration at, String gateway, Label words, Mood mood) {
    OptionalInt known = lifelines.gateway(gateway);
    int place = known.orElse(0);
    Label named =
        known.isPresent()
            ? words
            : new Label(words.wordings().stream().map(text -> gateway + " " + text).toList());
    drafts.add(Draft.of(Rung.note(at, place, place + 1, named, mood)));
  }
}
