package dev.ftpnat.junit.internal.explore;

import dev.ftpnat.junit.internal.explore.network.NetworkPlan;
import dev.ftpnat.trace.Trace;
import java.util.Optional;

/**
 * A fault of a client, the networks that show it, and the smallest of them.
 *
 * @param fault what it did in the smallest one
 * @param plan the smallest network
 * @param networks how many of those that were tried show it
 * @param trace what the smallest one saw
 * @param thrown what the client threw there
 * @param again whether it came again when it was tried again
 */
public record Finding(
    Fault fault,
    NetworkPlan plan,
    int networks,
    Trace trace,
    Optional<Throwable> thrown,
    boolean again) {

  /** What it did and where, in a sentence. */
  public String sentence() {
    return "%s where %s.".formatted(fault.sentence(), plan.sentence());
  }

  /** What it is, in a few words. */
  public String title() {
    return fault.property().words()
        + (fault.kind().isEmpty() ? "" : " (" + fault.kind() + ")")
        + " in "
        + (networks == 1 ? "1 network" : networks + " networks");
  }

  /** All of it: sentence, code, diagnosis, ladder. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(sentence()).append('\n');
    text.append("\n").append(plan.code()).append('\n');
    trace.diagnosis().ifPresent(diagnosis -> text.append(diagnosis).append('\n'));
    return text.append(trace.ladder()).toString();
  }
}
