package dev.ftpnat.trace.ladder;

import dev.ftpnat.internal.text.Ellipsis;
import dev.ftpnat.trace.ladder.Rung.End;
import dev.ftpnat.trace.ladder.Rung.Mood;
import dev.ftpnat.trace.ladder.Rung.Stretch;
import dev.ftpnat.trace.ladder.Rung.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A rung of which later events may tell more. */
final class RungBuilder {

  final Duration at;
  Wire wire;
  final List<Stretch> stretches = new ArrayList<>();
  End end = End.ARRIVES;
  Optional<Ellipsis> view = Optional.empty();
  Optional<Stretch> note = Optional.empty();
  Mood mood = Mood.PLAIN;

  /** How many lines it stands for beside the one that it shows. */
  int more;

  RungBuilder(Duration at, Wire wire) {
    this.at = at;
    this.wire = wire;
  }

  /** A rung that is finished. */
  static RungBuilder of(Rung rung) {
    RungBuilder draft = new RungBuilder(rung.at(), rung.wire());
    draft.stretches.addAll(rung.stretches());
    draft.end = rung.end();
    draft.view = rung.view();
    draft.note = rung.note();
    draft.mood = rung.mood();
    return draft;
  }

  Rung rung() {
    List<Stretch> told =
        more == 0 ? stretches : stretches.stream().map(this::withLinesMore).toList();
    return new Rung(at, wire, told, end, view, note, mood);
  }

  private Stretch withLinesMore(Stretch stretch) {
    String lines = " (+ " + more + (more == 1 ? " line)" : " lines)");
    return new Stretch(stretch.from(), stretch.to(), stretch.label().within("", lines));
  }

  /** Where the arrow has got to. */
  int reached() {
    return stretches.get(stretches.size() - 1).to();
  }

  /** The arrow goes on with the same text. */
  void extend(int to) {
    Stretch last = stretches.remove(stretches.size() - 1);
    stretches.add(new Stretch(last.from(), to, last.label()));
  }
}
