package dev.ftpnat.junit.internal.explore.network;

import dev.ftpnat.topology.Topology;
import java.util.BitSet;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * Which pairs of choices there can be in one network, and which of them have been. Not for several
 * threads.
 */
public final class Pairs {

  private final Catalogue catalogue;
  private final int[] firstOf;
  private final int size;
  private final BitSet possible = new BitSet();
  private final BitSet covered = new BitSet();

  /**
   * Of networks of a catalogue.
   *
   * @param playable whether one can be had
   */
  Pairs(Catalogue catalogue, Predicate<Topology> playable) {
    this.catalogue = catalogue;
    firstOf = new int[catalogue.settings().size()];
    int next = 0;
    for (int setting = 0; setting < firstOf.length; setting++) {
      firstOf[setting] = next;
      next += catalogue.settings().get(setting).choices().size();
    }
    size = next;
    findPossible(playable);
  }

  private void findPossible(Predicate<Topology> playable) {
    Completion completion = new Completion(new SplittableRandom(0), playable);
    NetworkPlan direct = catalogue.direct();
    BitSet alone = new BitSet();
    for (int setting = 0; setting < firstOf.length; setting++) {
      for (int choice = 0; choice < choices(setting); choice++) {
        alone.set(
            firstOf[setting] + choice,
            completion.of(direct.with(setting, choice), Set.of(setting)).isPresent());
      }
    }
    forAll(
        (setting, choice, other, otherChoice) -> {
          NetworkPlan plan = direct.with(setting, choice).with(other, otherChoice);
          if (alone.get(firstOf[setting] + choice)
              && alone.get(firstOf[other] + otherChoice)
              && (!canContradict(setting, choice, other, otherChoice)
                  || completion.of(plan, Set.of(setting, other)).isPresent())) {
            possible.set(index(setting, choice, other, otherChoice));
          }
        });
  }

  /** The server's builder looks only at what is set of it, and that of the network at the rest. */
  private boolean canContradict(int setting, int choice, int other, int otherChoice) {
    Choice one = catalogue.settings().get(setting).choices().get(choice);
    Choice two = catalogue.settings().get(other).choices().get(otherChoice);
    return one.needs(catalogue.settings().get(other))
        || two.needs(catalogue.settings().get(setting))
        || (choice != 0 && otherChoice != 0 && one.isAboutSameAs(two));
  }

  private interface PairVisitor {
    void visit(int setting, int choice, int other, int otherChoice);
  }

  private void forAll(PairVisitor visitor) {
    for (int setting = 0; setting < firstOf.length; setting++) {
      for (int other = setting + 1; other < firstOf.length; other++) {
        for (int choice = 0; choice < choices(setting); choice++) {
          for (int otherChoice = 0; otherChoice < choices(other); otherChoice++) {
            visitor.visit(setting, choice, other, otherChoice);
          }
        }
      }
    }
  }

  private int choices(int setting) {
    return catalogue.settings().get(setting).choices().size();
  }

  private int index(int setting, int choice, int other, int otherChoice) {
    int one = firstOf[setting] + choice;
    int two = firstOf[other] + otherChoice;
    return Math.min(one, two) * size + Math.max(one, two);
  }

  /** Notes that a network has been there. */
  void cover(NetworkPlan plan) {
    for (int setting = 0; setting < firstOf.length; setting++) {
      for (int other = setting + 1; other < firstOf.length; other++) {
        int index = index(setting, plan.pick(setting), other, plan.pick(other));
        possible.set(index);
        covered.set(index);
      }
    }
  }

  /** How many pairs are new that a choice makes with those of a network. */
  int gain(NetworkPlan plan, int setting, int choice) {
    int gain = 0;
    for (int other = 0; other < firstOf.length; other++) {
      if (other != setting) {
        int index = index(setting, choice, other, plan.pick(other));
        gain += possible.get(index) && !covered.get(index) ? 1 : 0;
      }
    }
    return gain;
  }

  /** A pair that is possible and hasn't been there, set in the network of DIRECT. */
  Optional<Missing> missing(SplittableRandom random) {
    int left = possible() - covered();
    if (left == 0) {
      return Optional.empty();
    }
    BitSet missing = (BitSet) possible.clone();
    missing.andNot(covered);
    int start = random.nextInt(size * size);
    int found = missing.nextSetBit(start);
    int index = found >= 0 ? found : missing.nextSetBit(0);
    return Optional.of(new Missing(index / size, index % size));
  }

  /** Two choices by their places among all. */
  final class Missing {

    private final int one;
    private final int two;

    private Missing(int one, int two) {
      this.one = one;
      this.two = two;
    }

    int first() {
      return setting(one);
    }

    int second() {
      return setting(two);
    }

    NetworkPlan in(NetworkPlan plan) {
      return plan.with(first(), one - firstOf[first()]).with(second(), two - firstOf[second()]);
    }

    private int setting(int place) {
      int setting = firstOf.length - 1;
      while (firstOf[setting] > place) {
        setting--;
      }
      return setting;
    }
  }

  /** How many pairs there are that a network can have. */
  public int possible() {
    return possible.cardinality();
  }

  /** How many of them have been there. */
  public int covered() {
    return covered.cardinality();
  }

  /** For example {@code 91 % of 14,000 pairs}. */
  @Override
  public String toString() {
    int percent = (int) (100L * covered() / possible());
    return "%d %% of %,d pairs of settings".formatted(percent, possible());
  }
}
