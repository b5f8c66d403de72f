package dev.ftpnat.junit.internal.explore;

import dev.ftpnat.Attachment;
import dev.ftpnat.Network;
import dev.ftpnat.NetworkUnavailableException;
import dev.ftpnat.junit.internal.explore.network.Catalogue;
import dev.ftpnat.junit.internal.explore.network.NetworkPlan;
import dev.ftpnat.junit.internal.explore.network.PlanSource;
import dev.ftpnat.junit.internal.explore.network.Shrinking;
import dev.ftpnat.topology.Topology;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/** Plays a client in many networks, side by side, and makes findings of its faults. */
public final class Exploration {

  /** How many findings are made smaller and told; more than that is one cause, or all. */
  private static final int MOST_FINDINGS = 20;

  /** How often a network is made smaller at most. */
  private static final int MOST_TRIES = 120;

  private static final int MOST_REPEATS = 2;

  private final Play play;
  private final Judge judge;
  private final Terms terms;
  private final PlanSource source;
  private final long seed;
  private final List<Group> groups = new ArrayList<>();
  private final Map<String, Integer> unplayable = new TreeMap<>();
  private int left;
  private int played;

  /**
   * One of all networks that a catalogue has.
   *
   * @param networks how many are tried
   */
  public Exploration(Catalogue catalogue, int networks, long seed, Terms terms, Trial trial) {
    this.terms = terms;
    this.seed = seed;
    this.left = networks;
    play = new Play(trial, terms);
    judge = new Judge(terms);
    source = source(catalogue);
  }

  /** Of networks that can be had; where none can, it is told for each why not. */
  private PlanSource source(Catalogue catalogue) {
    Predicate<Topology> playable = topology -> terms.environment(topology).missing().isEmpty();
    boolean all = terms.network() == Network.SIMULATED && terms.attachment() == Attachment.VIRTUAL;
    return all || !playable.test(catalogue.direct().topology())
        ? new PlanSource(catalogue, seed)
        : PlanSource.of(catalogue, seed, playable);
  }

  /** How many networks have been played. */
  public synchronized int played() {
    return played;
  }

  /** Does it. */
  public Explored run() throws InterruptedException {
    long begin = System.nanoTime();
    Optional<DirectFailure> inDirect = playDirect();
    if (inDirect.isEmpty()) {
      side(terms.threads(), this::playAll);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    groups.sort(Comparator.comparingInt(Group::networks).reversed());
    List<Finding> findings = new ArrayList<>();
    List<Group> told = groups.subList(0, Math.min(groups.size(), MOST_FINDINGS));
    List<Callable<Finding>> tasks = new ArrayList<>();
    told.forEach(group -> tasks.add(() -> shrunk(group)));
    List<Fault> once = new ArrayList<>();
    for (Finding finding : all(tasks)) {
      if (finding.again()) {
        findings.add(finding);
      } else {
        once.add(finding.fault());
      }
    }
    return new Explored(
        played,
        seed,
        took,
        terms.network(),
        source.pairs(),
        List.copyOf(findings),
        List.copyOf(once),
        groups.size() - told.size(),
        Map.copyOf(unplayable),
        inDirect);
  }

  private void side(int threads, Runnable task) throws InterruptedException {
    List<Callable<Object>> tasks = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      tasks.add(Executors.callable(task));
    }
    List<Object> ignored = all(tasks);
  }

  private <T> List<T> all(List<Callable<T>> tasks) throws InterruptedException {
    ExecutorService pool =
        Executors.newFixedThreadPool(
            terms.threads(),
            work -> {
              Thread thread = new Thread(work, "ftpnat-explorer");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> done : pool.invokeAll(tasks)) {
        results.add(done.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  /** The first network: who fails there, and is no finding, is of no use in all others. */
  private Optional<DirectFailure> playDirect() throws InterruptedException {
    Optional<NetworkPlan> direct = next();
    if (direct.isEmpty()) {
      return Optional.empty();
    }
    Optional<Observation> seen = played(direct.get());
    return seen.isPresent()
        ? judge.failureInDirect(seen.get())
        : Optional.of(
            new DirectFailure(
                "DIRECT couldn't be played: " + String.join("; ", unplayable.keySet()),
                Optional.empty()));
  }

  private void playAll() {
    try {
      for (Optional<NetworkPlan> plan = next(); plan.isPresent(); plan = next()) {
        Optional<Observation> ignored = played(plan.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the client did, which is noted; empty if the network couldn't be had. */
  private Optional<Observation> played(NetworkPlan plan) throws InterruptedException {
    try {
      Observation seen = play.in(plan);
      note(seen, judge.faults(seen));
      return Optional.of(seen);
    } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
      cannotPlay(why(e));
    } catch (IOException e) {
      cannotPlay("Toxiproxy: " + e.getMessage());
    }
    return Optional.empty();
  }

  private synchronized Optional<NetworkPlan> next() {
    return left-- > 0 ? source.next() : Optional.empty();
  }

  /**
   * Why one environment couldn't be had, or closed; what is found in others counts all the same.
   */
  private static String why(RuntimeException e) {
    String message = Objects.requireNonNullElse(e.getMessage(), e.toString());
    String cause = e.getCause() == null ? "" : e.getCause().toString();
    boolean isTold = cause.isEmpty() || e instanceof NetworkUnavailableException;
    return isTold ? message : message + " (" + cause + ")";
  }

  private synchronized void cannotPlay(String why) {
    unplayable.merge(why, 1, Integer::sum);
  }

  private synchronized void note(Observation seen, List<Fault> faults) {
    played++;
    for (Fault fault : faults) {
      if (groups.stream().noneMatch(group -> group.add(fault, seen))) {
        groups.add(new Group(fault, seen));
      }
    }
  }

  private Finding shrunk(Group group) {
    boolean again = happensAgain(group);
    if (again) {
      NetworkPlan ignored =
          new Shrinking(plan -> isSo(group, plan), MOST_TRIES).smallest(group.plan());
    }
    return group.finding(again);
  }

  /** What a busy machine hides once it may show the next time. */
  private boolean happensAgain(Group group) {
    for (int tries = 0; tries < MOST_REPEATS; tries++) {
      if (isSo(group, group.plan())) {
        return true;
      }
    }
    return false;
  }

  private boolean isSo(Group group, NetworkPlan plan) {
    try {
      Observation seen = play.in(plan);
      return group.keepIfLike(judge.faults(seen), seen);
    } catch (IllegalArgumentException
        | IllegalStateException
        | UncheckedIOException
        | IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
