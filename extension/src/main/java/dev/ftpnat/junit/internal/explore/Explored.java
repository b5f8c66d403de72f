package dev.ftpnat.junit.internal.explore;

import dev.ftpnat.Network;
import dev.ftpnat.junit.internal.explore.network.Pairs;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What an exploration has found.
 *
 * @param networks how many networks the client was tried in
 * @param seed which networks: the same seed gives the same
 * @param took how long that took, without making them smaller
 * @param network what they were made of
 * @param pairs which settings were together in them
 * @param findings the faults that the client has shown, the most frequent first
 * @param once what was seen and not again when the same network was tried twice more: findings are
 *     what repeats
 * @param more how many kinds of faults there are beside them
 * @param unplayable how many networks couldn't be played, by reason
 * @param inDirect why no other network was tried than DIRECT; empty if it did there what it should
 */
public record Explored(
    int networks,
    long seed,
    Duration took,
    Network network,
    Pairs pairs,
    List<Finding> findings,
    List<Fault> once,
    int more,
    Map<String, Integer> unplayable,
    Optional<DirectFailure> inDirect) {

  /** For example {@code 500 networks (seed 1) in 12.3 s, …}. */
  public String summary() {
    double seconds = took.toMillis() / 1e3;
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%,d %s networks (seed %d) in %.1f s, %.0f a second; %s were together; %s",
            networks,
            network.name().toLowerCase(Locale.ROOT),
            seed,
            seconds,
            networks / Math.max(seconds, 0.001),
            pairs,
            found()));
    once.forEach(
        fault ->
            text.append(
                "\nOnce and not again: it %s (%s)"
                    .formatted(fault.property().words(), fault.kind())));
    unplayable.forEach(
        (why, count) -> text.append("\n%d networks couldn't be played: %s".formatted(count, why)));
    return text.toString();
  }

  private String found() {
    if (inDirect.isPresent()) {
      return "no other was tried, since it fails in DIRECT: " + inDirect.get().sentence();
    }
    int all = findings.size() + more;
    return all == 0
        ? "nothing was found"
        : all == 1
            ? "1 finding"
            : all + " findings" + (more > 0 ? ", of which the most frequent follow" : "");
  }

  /** The findings, a line each. */
  public String list() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < findings.size(); i++) {
      Finding finding = findings.get(i);
      text.append("%d. It %s: %s\n".formatted(i + 1, finding.title(), finding.sentence()));
    }
    return text.toString();
  }

  /** All of it. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(summary()).append('\n');
    for (int i = 0; i < findings.size(); i++) {
      Finding finding = findings.get(i);
      text.append("\n=== %d. It %s\n\n%s".formatted(i + 1, finding.title(), finding));
    }
    return text.toString();
  }
}
