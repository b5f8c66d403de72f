package dev.ftpnat.junit.internal.explore;

import dev.ftpnat.junit.internal.explore.network.NetworkPlan;
import java.util.List;
import java.util.Optional;

/** The faults of one kind: how many, and the one in the smallest network. */
final class Group {

  private final Fault fault;
  private Fault ofSmallest;
  private Observation smallest;
  private int networks = 1;

  Group(Fault fault, Observation seen) {
    this.fault = fault;
    this.ofSmallest = fault;
    this.smallest = seen;
  }

  /** Adds one if it is of this kind. */
  boolean add(Fault other, Observation seen) {
    if (!fault.isLike(other)) {
      return false;
    }
    networks++;
    keep(other, seen);
    return true;
  }

  /** Keeps what happened, if it is of this kind and in a smaller network. */
  boolean keepIfLike(List<Fault> faults, Observation seen) {
    Optional<Fault> like = faults.stream().filter(fault::isLike).findFirst();
    like.ifPresent(it -> keep(it, seen));
    return like.isPresent();
  }

  private void keep(Fault other, Observation seen) {
    if (seen.plan().distance() <= smallest.plan().distance()) {
      ofSmallest = other;
      smallest = seen;
    }
  }

  int networks() {
    return networks;
  }

  NetworkPlan plan() {
    return smallest.plan();
  }

  Finding finding(boolean again) {
    return new Finding(
        ofSmallest, smallest.plan(), networks, smallest.trace(), smallest.thrown(), again);
  }
}
