package dev.ftpnat.junit.internal.explore.network;

import dev.ftpnat.topology.Topology;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A network, as a choice for each setting. Immutable; two with the same choices are equal.
 *
 * @param catalogue the settings
 * @param picks for each setting, which of its choices
 */
public record NetworkPlan(Catalogue catalogue, List<Integer> picks) {

  public NetworkPlan {
    picks = List.copyOf(picks);
  }

  static NetworkPlan direct(Catalogue catalogue) {
    return new NetworkPlan(catalogue, Collections.nCopies(catalogue.settings().size(), 0));
  }

  /** The same with another choice for a setting. */
  NetworkPlan with(int setting, int choice) {
    List<Integer> changed = new ArrayList<>(picks);
    changed.set(setting, choice);
    return new NetworkPlan(catalogue, changed);
  }

  /**
   * The same with another choice.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public NetworkPlan with(String setting, String choice) {
    int index = catalogue.indexOf(setting);
    int pick = index < 0 ? -1 : catalogue.settings().get(index).indexOf(choice);
    if (pick < 0) {
      throw new IllegalArgumentException("there is no " + setting + " " + choice);
    }
    return with(index, pick);
  }

  int pick(int setting) {
    return picks.get(setting);
  }

  Choice choice(int setting) {
    return catalogue.settings().get(setting).choices().get(pick(setting));
  }

  private List<Choice> choices() {
    return IntStream.range(0, picks.size()).mapToObj(this::choice).toList();
  }

  /** The settings that aren't as in {@code Scenario.DIRECT}. */
  List<Integer> changed() {
    return IntStream.range(0, picks.size()).filter(setting -> pick(setting) != 0).boxed().toList();
  }

  /** How many settings aren't as in {@code Scenario.DIRECT}. */
  public int distance() {
    return changed().size();
  }

  /** What is set otherwise than in {@code Scenario.DIRECT}, as {@code server.tls NONE}. */
  public List<String> settings() {
    return changed().stream()
        .map(setting -> catalogue.settings().get(setting) + " " + choice(setting))
        .toList();
  }

  /** The needs of a setting's choice that aren't met. */
  List<Need> unmet(int setting) {
    return choice(setting).needs().stream().filter(need -> !isMet(need)).toList();
  }

  private boolean isMet(Need need) {
    int setting = catalogue.indexOf(need.setting());
    return setting < 0 || need.choices().contains(choice(setting).name());
  }

  /** Whether there is such a network: nothing is set that means nothing, or contradicts itself. */
  boolean isValid() {
    return changed().stream().allMatch(setting -> unmet(setting).isEmpty())
        && attempt().isPresent();
  }

  Optional<Topology> attempt() {
    try {
      return Optional.of(topology());
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // The builder knows what contradicts what.
    }
  }

  /**
   * The network.
   *
   * @throws IllegalArgumentException if two choices contradict each other
   */
  public Topology topology() {
    Draft draft = new Draft();
    choices().forEach(choice -> choice.applyTo(draft));
    return draft.build();
  }

  /** What happens to it as it runs. */
  public List<Circumstance> circumstances(Place place) {
    return choices().stream().flatMap(choice -> choice.circumstance(place).stream()).toList();
  }

  /** Whether the network does nothing to its links, and time stands still. */
  public boolean isUndisturbed() {
    return choices().stream().noneMatch(Choice::isCircumstance);
  }

  /** Whether the server says what it does by itself. */
  public boolean isUnscripted() {
    return topology().server().script().isEmpty();
  }

  /** Its Java code, which can be pasted into a test. */
  public String code() {
    return new PlanCode(this).toString();
  }

  String code(Place place) {
    return choices().stream().map(choice -> choice.code(place)).collect(Collectors.joining());
  }

  /** What is so there, in clauses; "nothing stands between client and server" if nothing is. */
  public String sentence() {
    List<String> clauses =
        changed().stream()
            .map(setting -> choice(setting).clause())
            .filter(it -> !it.isEmpty())
            .toList();
    if (clauses.isEmpty()) {
      return "nothing stands between client and server";
    }
    int last = clauses.size() - 1;
    return last == 0
        ? clauses.get(0)
        : String.join(", ", clauses.subList(0, last)) + " and " + clauses.get(last);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NetworkPlan plan && picks.equals(plan.picks);
  }

  @Override
  public int hashCode() {
    return picks.hashCode();
  }

  @Override
  public String toString() {
    return distance() == 0 ? "DIRECT" : String.join(", ", settings());
  }
}
