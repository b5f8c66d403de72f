package dev.ftpnat.trace.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A toxic of a link, as it is set.
 *
 * @param link the link that it is on
 * @param name its own
 * @param type for example {@code latency}
 * @param sender on whose bytes it acts; the client's go upstream, the server's downstream
 * @param toxicity the probability that it acts on a connection
 * @param attributes its settings, for example {@code latency}, in the order of Toxiproxy's API
 */
public record LinkToxic(
    LinkName link,
    String name,
    String type,
    Party sender,
    float toxicity,
    Map<String, Long> attributes) {

  public LinkToxic {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** Its type and stream, which is also its name unless it was given one. */
  public String kind() {
    return type + (sender == Party.CLIENT ? "_upstream" : "_downstream");
  }

  /** Its name, and its kind if that is something else. */
  public String title() {
    return name.equals(kind()) ? name : name + " (" + kind() + ")";
  }

  /** Its settings in words, for example {@code latency 100, jitter 0}. */
  public String settings() {
    String words =
        attributes.entrySet().stream()
            .map(attribute -> attribute.getKey() + " " + attribute.getValue())
            .collect(Collectors.joining(", "));
    String probability = toxicity < 1 ? "toxicity " + toxicity : "";
    return words + (words.isEmpty() || probability.isEmpty() ? "" : ", ") + probability;
  }

  @Override
  public String toString() {
    return title() + (settings().isEmpty() ? "" : ": " + settings());
  }
}
