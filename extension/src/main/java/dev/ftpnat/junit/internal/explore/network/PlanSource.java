package dev.ftpnat.junit.internal.explore.network;

import dev.ftpnat.topology.Topology;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * Networks by a seed, no two alike: DIRECT, then those that are plausible and a few settings away
 * from DIRECT, then such as bring together what hasn't been together yet. The same seed gives the
 * same networks. Not for several threads.
 */
public final class PlanSource {

  /** How many settings are changed at most, beside those that others need. */
  private static final int MOST = 14;

  /** From which network on pairs are looked for, whatever their weight. */
  private static final int PLAUSIBLE = 80;

  /** How often one is drawn that isn't new. */
  private static final int TRIES = 200;

  private final Catalogue catalogue;
  private final SplittableRandom random;
  private final Completion completion;
  private final Pairs pairs;
  private final Set<NetworkPlan> seen = new HashSet<>();

  /** One of all networks that a catalogue has. */
  public PlanSource(Catalogue catalogue, long seed) {
    this(catalogue, seed, topology -> true);
  }

  private PlanSource(Catalogue catalogue, long seed, Predicate<Topology> playable) {
    this.catalogue = catalogue;
    random = new SplittableRandom(seed);
    completion = new Completion(random, playable);
    pairs = new Pairs(catalogue, playable);
  }

  /**
   * One of those networks of a catalogue that can be played.
   *
   * @param playable whether one can
   */
  public static PlanSource of(Catalogue catalogue, long seed, Predicate<Topology> playable) {
    return new PlanSource(catalogue.playable(playable), seed, playable);
  }

  /** Which pairs those networks cover that have been given. */
  public Pairs pairs() {
    return pairs;
  }

  /** The next network; empty if it is hard to find one that hasn't been given. */
  public Optional<NetworkPlan> next() {
    int number = seen.size();
    int most = Math.min(MOST, 1 + number / 25);
    NetworkPlan plan = number == 0 ? catalogue.direct() : drawn(number, 1 + random.nextInt(most));
    for (int more = 1; !seen.add(plan); more++) {
      if (more > TRIES) {
        return Optional.empty();
      }
      plan = drawn(number, Math.min(most + more, MOST));
    }
    pairs.cover(plan);
    return Optional.of(plan);
  }

  private NetworkPlan drawn(int number, int changes) {
    NetworkPlan plan = catalogue.direct();
    int wanted = changes;
    if (number >= PLAUSIBLE) {
      Optional<NetworkPlan> start = withMissing(plan);
      plan = start.orElse(plan);
      wanted = start.isPresent() ? Math.max(changes, MOST - 2) : changes;
    }
    // Of so many that are drawn by weight, the one that brings most new pairs.
    int candidates = 1 + Math.min(number / 10, 40);
    for (int tries = 0; plan.distance() < wanted && tries < 4 * wanted; tries++) {
      plan = withOneMore(plan, candidates);
    }
    return plan;
  }

  private Optional<NetworkPlan> withMissing(NetworkPlan plan) {
    return pairs
        .missing(random)
        .flatMap(
            missing -> completion.of(missing.in(plan), Set.of(missing.first(), missing.second())));
  }

  private NetworkPlan withOneMore(NetworkPlan plan, int candidates) {
    int best = -1;
    int bestChoice = 0;
    int most = -1;
    for (int i = 0; i < candidates; i++) {
      int setting = random.nextInt(catalogue.settings().size());
      List<Choice> choices = catalogue.settings().get(setting).choices();
      if (plan.pick(setting) == 0 && choices.size() > 1) {
        int choice = weighted(choices);
        int gain = pairs.gain(plan, setting, choice);
        if (gain > most) {
          best = setting;
          bestChoice = choice;
          most = gain;
        }
      }
    }
    if (best < 0) {
      return plan;
    }
    Set<Integer> fixed = new HashSet<>(plan.changed());
    fixed.add(best);
    return completion.of(plan.with(best, bestChoice), fixed).orElse(plan);
  }

  private int weighted(List<Choice> choices) {
    int sum = choices.stream().skip(1).mapToInt(Choice::weight).sum();
    int left = random.nextInt(sum);
    int choice = 1;
    while (left >= choices.get(choice).weight()) {
      left -= choices.get(choice).weight();
      choice++;
    }
    return choice;
  }
}
