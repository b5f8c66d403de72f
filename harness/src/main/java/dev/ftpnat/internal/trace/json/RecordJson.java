package dev.ftpnat.internal.trace.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.event.TraceFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Writes a record as JSON, and reads it. {@code trace-schema.json} says what is in it. It is of
 * ASCII alone, and has a line for each event.
 */
public final class RecordJson {

  /** What the member {@code format} says. */
  static final String FORMAT = "ftpnat-trace";

  /** What the member {@code version} says: another if a member has changed or is gone. */
  static final int VERSION = 1;

  private static final Pattern BEGINNING =
      Pattern.compile("\\s*\\{\\s*\"format\"\\s*:\\s*\"" + FORMAT + "\"");

  private static final char LAST_OF_ASCII = '~';

  /**
   * What was read.
   *
   * @param topology the network
   * @param events the events, the oldest first
   * @param omitted how many before the first were left out
   * @param concluded whether nothing comes after them
   */
  public record Content(
      Topology topology, List<TraceEvent> events, long omitted, boolean concluded) {}

  private RecordJson() {}

  /** A record as text. */
  public static String write(EventLog log) {
    StringBuilder text = new StringBuilder();
    text.append("{\"format\":\"").append(FORMAT).append("\",\"version\":").append(VERSION);
    text.append(",\n\"topology\":");
    text.append(Values.write(TopologySettings.class, TopologySettings.of(log.topology())));
    text.append(",\n\"omitted\":").append(log.omitted());
    text.append(",\"concluded\":").append(log.concludedAt().isPresent());
    text.append(",\n\"events\":[");
    String separator = "\n";
    for (TraceEvent event : log.events()) {
      text.append(separator).append(Values.write(TraceEvent.class, event));
      separator = ",\n";
    }
    return ascii(text.append("\n]}\n"));
  }

  /** Other characters stand in strings alone, and any tool and any encoding keeps these. */
  private static String ascii(CharSequence json) {
    StringBuilder text = new StringBuilder(json.length());
    for (int i = 0; i < json.length(); i++) {
      char next = json.charAt(i);
      if (next <= LAST_OF_ASCII) {
        text.append(next);
      } else {
        text.append(String.format(Locale.ROOT, "\\u%04x", (int) next));
      }
    }
    return text.toString();
  }

  /**
   * A record of what {@link #write} has written.
   *
   * @throws TraceFormatException if it is something else, of a version that isn't known, or was cut
   *     off
   */
  public static Content read(String text) {
    JsonObject root = root(text);
    int version = (int) Values.read("version", int.class, root.get("version"));
    if (version != VERSION) {
      throw new TraceFormatException(
          String.format(
              Locale.ROOT,
              "is a record of version %d, and this FtpNat reads version %d: take %s",
              version,
              VERSION,
              version > VERSION ? "a newer one" : "the one that wrote it"));
    }
    TopologySettings topology =
        (TopologySettings)
            Values.read("topology", TopologySettings.class, member(root, "topology"));
    long omitted = (long) Values.read("omitted", long.class, member(root, "omitted"));
    boolean concluded =
        (boolean) Values.read("concluded", boolean.class, member(root, "concluded"));
    return new Content(topology(topology), events(root), omitted, concluded);
  }

  private static JsonObject root(String text) {
    boolean beginsRightly = BEGINNING.matcher(text).lookingAt();
    JsonElement json;
    try {
      json = JsonParser.parseString(text);
    } catch (JsonParseException e) {
      throw new TraceFormatException(
          beginsRightly
              ? "begins as a record, and then is cut off or damaged: " + e.getMessage()
              : "is no record of FtpNat: it isn't JSON",
          e);
    }
    if (!json.isJsonObject()
        || !json.getAsJsonObject().has("format")
        || !json.getAsJsonObject().get("format").toString().equals('"' + FORMAT + '"')) {
      throw new TraceFormatException(
          "is no record of FtpNat: that is an object with \"format\": \"" + FORMAT + "\"");
    }
    return json.getAsJsonObject();
  }

  private static JsonElement member(JsonObject root, String name) {
    if (!root.has(name)) {
      throw new TraceFormatException("is a record without `" + name + "`");
    }
    return root.get(name);
  }

  private static Topology topology(TopologySettings settings) {
    try {
      return settings.topology();
    } catch (IllegalArgumentException e) {
      throw new TraceFormatException("has a topology in it that can't be: " + e.getMessage(), e);
    }
  }

  private static List<TraceEvent> events(JsonObject root) {
    JsonElement array = member(root, "events");
    if (!(array instanceof JsonArray all)) {
      throw new TraceFormatException("has `events` that are no array");
    }
    List<TraceEvent> events = new ArrayList<>();
    for (JsonElement each : all) {
      String where = "events[" + events.size() + "]";
      events.add((TraceEvent) Values.read(where, TraceEvent.class, each));
    }
    return events;
  }
}
