package dev.ftpnat.junit.internal.explore.network;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * A setting with a choice for each constant of an enum.
 *
 * @param place where its code stands
 * @param name what it is called
 * @param method the builder's method, which takes a constant
 * @param clause a clause with {@code %s} for the constant
 */
record EnumSetting(Place place, String name, String method, String clause) {

  /**
   * The setting.
   *
   * @param direct what {@code Scenario.DIRECT} has, which isn't set
   * @param weight how likely each is
   * @param change calls the method
   */
  <E extends Enum<E>> Setting of(
      Class<E> type, E direct, ToIntFunction<E> weight, BiConsumer<Draft, E> change) {
    List<Choice> choices = new ArrayList<>();
    choices.add(Choice.direct(direct.name()));
    Stream.of(type.getEnumConstants())
        .filter(value -> value != direct)
        .map(value -> choice(type, value, weight.applyAsInt(value), change))
        .forEach(choices::add);
    return new Setting(name, choices);
  }

  /** The same where nothing is set by default, not even what one of the constants says. */
  <E extends Enum<E>> Setting ofAny(
      Class<E> type, ToIntFunction<E> weight, BiConsumer<Draft, E> change) {
    List<Choice> choices = new ArrayList<>();
    choices.add(Choice.direct("default"));
    Stream.of(type.getEnumConstants())
        .map(value -> choice(type, value, weight.applyAsInt(value), change))
        .forEach(choices::add);
    return new Setting(name, choices);
  }

  private <E extends Enum<E>> Choice choice(
      Class<E> type, E value, int weight, BiConsumer<Draft, E> change) {
    return Choice.of(value.name(), clause.formatted(value), weight)
        .doing(
            place,
            ".%s(%s.%s)".formatted(method, type.getSimpleName(), value.name()),
            draft -> change.accept(draft, value));
  }
}
