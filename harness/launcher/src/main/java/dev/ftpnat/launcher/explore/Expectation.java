package dev.ftpnat.launcher.explore;

import dev.ftpnat.junit.internal.explore.Property;
import java.util.EnumSet;
import java.util.Set;

/** What is expected of a command, whatever the network. */
public enum Expectation {
  /** It ends within a time. */
  ENDS_IN_TIME,
  /** It doesn't end with 0 if something failed, or if a file isn't what it should be. */
  NEVER_SILENTLY_WRONG,
  /** It connects to no address but the server's. */
  CONTACTS_ONLY_THE_SERVER,
  /** It isn't ended by a signal that tells of a slip in its code, such as SIGSEGV. */
  NEVER_STUMBLES,
  /** Where the network lets it through in a mode that it has tried, it gets through. */
  FINDS_A_WAY;

  static Set<Property> properties(Set<Expectation> expectations) {
    Set<Property> properties = EnumSet.noneOf(Property.class);
    expectations.forEach(it -> properties.add(Property.valueOf(it.name())));
    return properties;
  }
}
