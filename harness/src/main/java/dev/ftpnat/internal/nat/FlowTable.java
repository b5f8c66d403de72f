package dev.ftpnat.internal.nat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The connections that a gateway knows: netfilter's conntrack table. Established ones are there
 * until they end or are forgotten; half-open ones, whose SYN nobody has answered, for a while.
 */
final class FlowTable {

  private final Map<Flow, NatDecision.Translated> established = new LinkedHashMap<>();
  private final Deque<Instant> halfOpenUntil = new ArrayDeque<>();

  void add(Flow flow, NatDecision.Translated translation) {
    established.put(flow, translation);
  }

  /** Removes a connection; false if it wasn't there any more. */
  boolean remove(Flow flow) {
    return established.remove(flow) != null;
  }

  /** How one is translated that is there. */
  NatDecision.Translated translation(Flow flow) {
    return established.get(flow);
  }

  boolean contains(Flow flow) {
    return established.containsKey(flow);
  }

  /** Those that are there and for which this holds. */
  List<Flow> those(Predicate<Flow> which) {
    return established.keySet().stream().filter(which).toList();
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
