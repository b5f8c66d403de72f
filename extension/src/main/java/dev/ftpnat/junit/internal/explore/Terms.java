package dev.ftpnat.junit.internal.explore;

import dev.ftpnat.Network;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * What is expected, and how it is tried.
 *
 * @param properties what is looked at
 * @param endsWithin how long a client may take
 * @param network what the networks are made of
 * @param threads how many are played side by side
 */
public record Terms(Set<Property> properties, Duration endsWithin, Network network, int threads) {

  public Terms {
    EnumSet<Property> copy = EnumSet.noneOf(Property.class);
    copy.addAll(properties);
    properties = Set.copyOf(copy);
  }

  boolean asksFor(Property property) {
    return properties.contains(property);
  }
}
