package dev.ftpnat.junit.internal.explore.network;

import dev.ftpnat.topology.Topology;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * Sets what else has to be set for choices to mean something: an ALG takes a gateway.
 *
 * @param random which of several possibilities is taken
 * @param playable whether a network can be had
 */
record Completion(SplittableRandom random, Predicate<Topology> playable) {

  /**
   * A network with these choices.
   *
   * @param plan the network
   * @param fixed the settings that have to stay as they are
   * @return empty if there is none
   */
  Optional<NetworkPlan> of(NetworkPlan plan, Set<Integer> fixed) {
    for (int setting : plan.changed()) {
      List<Need> unmet = plan.unmet(setting);
      if (!unmet.isEmpty()) {
        return meeting(unmet.get(0), plan, fixed);
      }
    }
    return Optional.of(plan)
        .filter(NetworkPlan::isValid)
        .filter(valid -> playable.test(valid.topology()));
  }

  private Optional<NetworkPlan> meeting(Need need, NetworkPlan plan, Set<Integer> fixed) {
    int setting = plan.catalogue().indexOf(need.setting());
    if (fixed.contains(setting)) {
      return Optional.empty();
    }
    Set<Integer> more = new HashSet<>(fixed);
    more.add(setting);
    int size = need.choices().size();
    int first = random.nextInt(size);
    for (int i = 0; i < size; i++) {
      int choice =
          plan.catalogue().settings().get(setting).indexOf(need.choices().get((first + i) % size));
      Optional<NetworkPlan> found =
          choice < 0 ? Optional.empty() : of(plan.with(setting, choice), more);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }
}
