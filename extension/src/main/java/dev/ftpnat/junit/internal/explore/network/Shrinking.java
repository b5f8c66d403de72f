package dev.ftpnat.junit.internal.explore.network;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Makes a network smaller, as long as something holds of it: first half of what is set is taken
 * back, then a quarter, then each setting; and what stays is replaced by what comes before it in
 * its setting. The result has nothing that can be taken back alone.
 */
public final class Shrinking {

  private final Predicate<NetworkPlan> holds;
  private final Set<NetworkPlan> tried = new HashSet<>();
  private int triesLeft;

  /**
   * One that asks so often at most.
   *
   * @param holds what has to hold
   */
  public Shrinking(Predicate<NetworkPlan> holds, int mostTries) {
    this.holds = holds;
    this.triesLeft = mostTries;
  }

  /** The smallest network that is found. */
  public NetworkPlan smallest(NetworkPlan plan) {
    tried.add(plan);
    NetworkPlan smaller = plan;
    NetworkPlan before;
    do {
      before = smaller;
      for (int chunk = smaller.distance(); chunk >= 1; chunk /= 2) {
        smaller = without(smaller, chunk);
      }
      smaller = simplified(smaller);
    } while (!smaller.equals(before));
    return smaller;
  }

  private NetworkPlan without(NetworkPlan plan, int chunk) {
    NetworkPlan smaller = plan;
    List<Integer> changed = plan.changed();
    for (int from = 0; from < changed.size(); from += chunk) {
      NetworkPlan candidate = smaller;
      for (int setting : changed.subList(from, Math.min(from + chunk, changed.size()))) {
        candidate = candidate.with(setting, 0);
      }
      candidate = withoutMeaningless(candidate);
      if (isSo(candidate)) {
        smaller = candidate;
      }
    }
    return smaller;
  }

  /** What needed something that is gone goes too. */
  private static NetworkPlan withoutMeaningless(NetworkPlan plan) {
    NetworkPlan smaller = plan;
    NetworkPlan before;
    do {
      before = smaller;
      for (int setting : before.changed()) {
        smaller = smaller.unmet(setting).isEmpty() ? smaller : smaller.with(setting, 0);
      }
    } while (!smaller.equals(before));
    return smaller;
  }

  private NetworkPlan simplified(NetworkPlan plan) {
    NetworkPlan simpler = plan;
    for (int setting : plan.changed()) {
      for (int choice = 1; choice < simpler.pick(setting); choice++) {
        NetworkPlan candidate = simpler.with(setting, choice);
        if (isSo(candidate)) {
          simpler = candidate;
        }
      }
    }
    return simpler;
  }

  private boolean isSo(NetworkPlan candidate) {
    if (triesLeft == 0 || !candidate.isValid() || !tried.add(candidate)) {
      return false;
    }
    triesLeft--;
    return holds.test(candidate);
  }
}
