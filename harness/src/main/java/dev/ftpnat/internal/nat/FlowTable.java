package dev.ftpnat.internal.nat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The connections that a gateway knows: netfilter's conntrack table. Established ones are there
 * until they end or are forgotten; half-open ones, whose SYN nobody has answered, for a while.
 */
final class FlowTable {

  private final Set<Flow> established = new LinkedHashSet<>();
  private final Deque<Instant> halfOpenUntil = new ArrayDeque<>();

  void add(Flow flow) {
    established.add(flow);
  }

  /** Removes a connection; false if it wasn't there any more. */
  boolean remove(Flow flow) {
    return established.remove(flow);
  }

  boolean contains(Flow flow) {
    return established.contains(flow);
  }

  /** Those that are there and for which this holds. */
  List<Flow> those(Predicate<Flow> which) {
    return established.stream().filter(which).toList();
  }

  /** A SYN was let through that nobody answers. */
  void halfOpen(Instant now, Duration remembered) {
    halfOpenUntil.add(now.plus(remembered));
  }

  int halfOpen(Instant now) {
    halfOpenUntil.removeIf(until -> !now.isBefore(until));
    return halfOpenUntil.size();
  }

  /** How many there are of both kinds. */
  int size(Instant now) {
    return established.size() + halfOpen(now);
  }

  void clearHalfOpen() {
    halfOpenUntil.clear();
  }
}
