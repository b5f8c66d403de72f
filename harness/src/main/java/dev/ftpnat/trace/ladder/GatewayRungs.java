package dev.ftpnat.trace.ladder;

import dev.ftpnat.internal.text.Ellipsis;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.GatewayEvent.AlgKind;
import dev.ftpnat.trace.event.GatewayEvent.Change;
import dev.ftpnat.trace.event.GatewayEvent.Entry;
import dev.ftpnat.trace.event.GatewayEvent.TableChange;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.ladder.Rung.Mood;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What gateways did beside passing things on. What shows in another rung has none of its own: a
 * mapping, or that a pinhole was used, is in that of the connection.
 */
final class GatewayRungs {

  private final Lifelines lifelines;
  private final ConnectionLabels joins;
  private final ControlLineRungs lines;
  private final List<RungBuilder> drafts;
  private final Set<Pinhole> opened = new HashSet<>();
  private final Set<Pinhole> used = new HashSet<>();

  private record Pinhole(String gateway, Endpoint outside) {}

  GatewayRungs(
      EventLog trace,
      Lifelines lifelines,
      ConnectionLabels joins,
      ControlLineRungs lines,
      List<RungBuilder> drafts) {
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
    Ellipsis label =
        change.change() == Change.OPENED
            ? Ellipsis.of(
                "opens pinhole " + change.outside() + " → " + change.inside(),
                "opens pinhole " + ports,
                "pinhole " + ports)
            : Ellipsis.of(
                "pinhole " + change.outside() + " " + change.change(),
                "pinhole :" + change.outside().port() + " " + change.change());
    note(
        change.at(),
        change.gateway(),
        label,
        change.change() == Change.EXPIRED || change.change() == Change.FORGOTTEN
            ? Mood.PLAIN
            : Mood.CHANGED);
  }

  void acted(AlgAction action) {
    String tag = joins.ofControl(action.connection());
    OptionalInt gateway = lifelines.gateway(action.gateway());
    boolean drops = action.kind() == AlgKind.SWALLOWED || action.kind() == AlgKind.CLOSED;
    if (drops && gateway.isPresent()) {
      String words = action.kind() == AlgKind.CLOSED ? "ALG cuts the connection" : "ALG drops it";
      lines.swallowed(action, gateway.getAsInt(), words + ": " + action.reason());
    } else if (action.kind() != AlgKind.TRANSLATED) {
      Ellipsis words = Ellipsis.of(tag + "ALG: " + action.kind() + ", " + action.reason());
      note(action.at(), action.gateway(), words, Mood.PLAIN);
    } else if (action.pinhole().isEmpty()) {
      note(action.at(), action.gateway(), Ellipsis.of(tag + "ALG translates"), Mood.CHANGED);
    } else if (!opened.contains(new Pinhole(action.gateway(), action.pinhole().get()))) {
      Ellipsis words = Ellipsis.of(tag + "opens pinhole " + action.pinhole().get());
      note(action.at(), action.gateway(), words, Mood.CHANGED);
    }
  }

  /** Words at a gateway's lifeline. */
  void note(Duration at, String gateway, Ellipsis words, Mood mood) {
    OptionalInt known = lifelines.gateway(gateway);
    int place = known.orElse(0);
    Ellipsis named =
        known.isPresent()
            ? words
            : new Ellipsis(words.wordings().stream().map(text -> gateway + " " + text).toList());
    drafts.add(RungBuilder.of(Rung.note(at, place, place + 1, named, mood)));
  }
}
