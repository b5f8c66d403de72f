package dev.ftpnat.junit.internal.explore.network;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A value of a {@link Setting}: what it does to a network, the code that does the same, and a
 * clause that says so. Immutable; each method returns another.
 */
public final class Choice {

  private final String name;
  private final String clause;
  private final int weight;
  private final List<Consumer<Draft>> changes;
  private final Map<Place, String> code;
  private final List<Need> needs;
  private final Map<Place, Circumstance> circumstances;

  private Choice(
      String name,
      String clause,
      int weight,
      List<Consumer<Draft>> changes,
      Map<Place, String> code,
      List<Need> needs,
      Map<Place, Circumstance> circumstances) {
    this.name = name;
    this.clause = clause;
    this.weight = weight;
    this.changes = List.copyOf(changes);
    this.code = Map.copyOf(code);
    this.needs = List.copyOf(needs);
    this.circumstances = Map.copyOf(circumstances);
  }

  /** What {@code Scenario.DIRECT} has: nothing is changed, and nothing is to be said. */
  static Choice direct(String name) {
    return of(name, "", 0);
  }

  /**
   * One that changes something.
   *
   * @param weight how likely it is among those of its setting, as in life
   */
  static Choice of(String name, String clause, int weight) {
    return new Choice(name, clause, weight, List.of(), Map.of(), List.of(), Map.of());
  }

  /** The same, which also does this. */
  Choice doing(Place place, String text, Consumer<Draft> change) {
    List<Consumer<Draft>> all = new ArrayList<>(changes);
    all.add(change);
    return new Choice(name, clause, weight, all, with(place, text), needs, circumstances);
  }

  /** The same, with which this happens to the running network. */
  Choice happening(Place place, String text, Circumstance circumstance) {
    Map<Place, Circumstance> all = new EnumMap<>(Place.class);
    all.putAll(circumstances);
    all.put(place, circumstance);
    return new Choice(name, clause, weight, changes, with(place, text), needs, all);
  }

  private Map<Place, String> with(Place place, String text) {
    Map<Place, String> all = new EnumMap<>(Place.class);
    all.putAll(code);
    all.merge(place, text, String::concat);
    return all;
  }

  /** The same, which takes one of these of another setting. */
  Choice needing(String setting, String... choices) {
    List<Need> all = new ArrayList<>(needs);
    all.add(new Need(setting, List.of(choices)));
    return new Choice(name, clause, weight, changes, code, all, circumstances);
  }

  /** What it is called, within its setting. */
  public String name() {
    return name;
  }

  /** A clause that says what is so, as {@code the server speaks no TLS}. */
  public String clause() {
    return clause;
  }

  int weight() {
    return weight;
  }

  List<Need> needs() {
    return needs;
  }

  /** Whether it can't do without something of a setting. */
  boolean needs(Setting setting) {
    return needs(setting.name());
  }

  /** Whether both are set of the server, or of what is around it, or need the same. */
  boolean isAboutSameAs(Choice other) {
    return parts().anyMatch(part -> other.parts().anyMatch(part::equals))
        || needs.stream().map(Need::setting).anyMatch(setting -> other.needs(setting));
  }

  private Stream<Boolean> parts() {
    return code.keySet().stream().map(Place.SERVER::equals);
  }

  private boolean needs(String setting) {
    return needs.stream().anyMatch(need -> need.setting().equals(setting));
  }

  void applyTo(Draft draft) {
    changes.forEach(change -> change.accept(draft));
  }

  /** Its code for this place; empty if it has none there. */
  String code(Place place) {
    return code.getOrDefault(place, "");
  }

  /** Whether a network without it would be another. */
  boolean doesAnything() {
    return !changes.isEmpty() || isCircumstance();
  }

  /** What it has happen there. */
  Optional<Circumstance> circumstance(Place place) {
    return Optional.ofNullable(circumstances.get(place));
  }

  /** Whether it is about a running network, not about its description. */
  boolean isCircumstance() {
    return !circumstances.isEmpty();
  }

  @Override
  public String toString() {
    return name;
  }
}
