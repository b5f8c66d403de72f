package dev.ftpnat.trace.ladder;

import dev.ftpnat.trace.ladder.Rung.Mood;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Leaves out rungs that tell nobody anything, and says so. What failed is never left out. */
final class Elision {

  /** More than this isn't read. */
  private static final int LONGEST = 150;

  private static final int AT_THE_BEGINNING = 25;
  private static final int AT_THE_END = 50;

  /** What led up to a failure. */
  private static final int BEFORE = 8;

  private static final int AFTER = 2;

  /** Of how many rungs that come again, and again. */
  private static final int LONGEST_PERIOD = 8;

  private static final int FEWEST_LEFT_OUT = 3;

  private final int links;

  private Elision(int links) {
    this.links = links;
  }

  /** What a person wants to see of these. */
  static List<Rung> readable(List<Rung> rungs, int links) {
    Elision elision = new Elision(links);
    List<Rung> once = elision.withoutRepetitions(rungs);
    return once.size() <= LONGEST ? once : elision.withoutLongStretches(once);
  }

  /** The last ones. */
  static List<Rung> last(List<Rung> rungs, int count, int links) {
    int leftOut = rungs.size() - count;
    if (leftOut <= 0) {
      return rungs;
    }
    List<Rung> last = new ArrayList<>();
    last.add(new Elision(links).gap(rungs.subList(0, leftOut), leftOut + " earlier rungs"));
    last.addAll(rungs.subList(leftOut, rungs.size()));
    return last;
  }

  private Rung gap(List<Rung> leftOut, String what) {
    Duration first = leftOut.get(0).at();
    Duration last = leftOut.get(leftOut.size() - 1).at();
    return Rung.gap(
        first,
        links,
        String.format(Locale.ROOT, "%s, %s to %s ms", what, millis(first), millis(last)));
  }

  private static String millis(Duration time) {
    return String.format(Locale.ROOT, "%.1f", time.toNanos() / 1e6);
  }

  private List<Rung> withoutRepetitions(List<Rung> rungs) {
    List<Rung> once = new ArrayList<>();
    int i = 0;
    while (i < rungs.size()) {
      int period = 1;
      while (period <= LONGEST_PERIOD && repeated(rungs, i, period) < leastRepeated(period)) {
        period++;
      }
      if (period > LONGEST_PERIOD) {
        once.add(rungs.get(i));
        i++;
      } else {
        int times = repeated(rungs, i, period);
        once.addAll(rungs.subList(i, i + period));
        int end = i + period * (times + 1);
        String what = times + " times the same" + (period > 1 ? " " + period : "") + " again";
        once.add(gap(rungs.subList(i + period, end), what));
        i = end;
      }
    }
    return once;
  }

  private static int leastRepeated(int period) {
    return Math.max(2, (FEWEST_LEFT_OUT + period - 1) / period);
  }

  /** How often so many rungs come again after the first time. */
  private static int repeated(List<Rung> rungs, int start, int period) {
    int i = start + period;
    while (i < rungs.size()
        && rungs.get(i).mood() != Mood.FAILED
        && rungs.get(i).isLike(rungs.get(i - period))) {
      i++;
    }
    return (i - start) / period - 1;
  }

  private List<Rung> withoutLongStretches(List<Rung> rungs) {
    boolean[] kept = new boolean[rungs.size()];
    for (int i = 0; i < kept.length; i++) {
      if (i < AT_THE_BEGINNING || i >= kept.length - AT_THE_END) {
        kept[i] = true;
      }
      if (rungs.get(i).mood() == Mood.FAILED) {
        for (int j = Math.max(0, i - BEFORE); j <= Math.min(kept.length - 1, i + AFTER); j++) {
          kept[j] = true;
        }
      }
    }
    List<Rung> readable = new ArrayList<>();
    int i = 0;
    while (i < kept.length) {
      int end = i;
      while (end < kept.length && !kept[end]) {
        end++;
      }
      if (end - i < FEWEST_LEFT_OUT) {
        end = i + 1;
        readable.add(rungs.get(i));
      } else {
        readable.add(gap(rungs.subList(i, end), (end - i) + " rungs without failures"));
      }
      i = end;
    }
    return readable;
  }
}
