package dev.ftpnat.junit.internal.explore;

/**
 * Something that a client did and shouldn't have.
 *
 * @param property the property that it hasn't
 * @param kind what tells it from others of this property: those of one kind are one finding
 * @param sentence what it did
 */
public record Fault(Property property, String kind, String sentence) {

  /** Whether it is the same, whatever the addresses are. */
  boolean isLike(Fault other) {
    return property == other.property && kind.equals(other.kind);
  }
}
