package dev.ftpnat.internal.toxiproxy.toxic;

import java.util.Map;

/**
 * The settings of a toxic.
 *
 * @param name unique in its proxy, across both directions
 * @param stream its direction as it was written
 * @param toxicity the probability that it acts on a connection
 * @param attributes a value for each attribute of the type
 */
public record Toxic(
    String name,
    ToxicType type,
    String stream,
    StreamDirection direction,
    float toxicity,
    Map<String, Long> attributes) {

  /** Keeps its own copy of the attributes. */
  public Toxic {
    attributes = Map.copyOf(attributes);
  }

  /** The value of one of the type's attributes. */
  public long attribute(String attribute) {
    return attributes.get(attribute);
  }

  /** The same toxic with other settings. */
  public Toxic with(float newToxicity, Map<String, Long> newAttributes) {
    return new Toxic(name, type, stream, direction, newToxicity, newAttributes);
  }
}
