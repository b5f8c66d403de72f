package dev.ftpnat.junit.internal.report;

import dev.ftpnat.NatDevice;
import dev.ftpnat.Scenario;
import java.util.Comparator;
import java.util.Optional;

/**
 * The network that a run is in: a scenario, or that of a device. Scenarios come first.
 *
 * @param scenario the scenario, if it is one
 * @param device the device, if it is that of one
 */
public record Place(Optional<Scenario> scenario, Optional<NatDevice> device)
    implements Comparable<Place> {

  private static final Comparator<Place> ORDER =
      Comparator.comparing((Place place) -> place.constant().getDeclaringClass() == NatDevice.class)
          .thenComparing(place -> place.constant().ordinal());

  /** That of a scenario. */
  public static Place of(Scenario scenario) {
    return new Place(Optional.of(scenario), Optional.empty());
  }

  /** That of a device. */
  public static Place of(NatDevice device) {
    return new Place(Optional.empty(), Optional.of(device));
  }

  private Enum<?> constant() {
    return scenario.<Enum<?>>map(each -> each).or(() -> device).orElseThrow();
  }

  /** Its name, which no other has. */
  public String name() {
    return constant().name();
  }

  /** The network in a few words. */
  public String summary() {
    return scenario.map(Scenario::summary).or(() -> device.map(NatDevice::summary)).orElseThrow();
  }

  @Override
  public int compareTo(Place other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return name();
  }
}
