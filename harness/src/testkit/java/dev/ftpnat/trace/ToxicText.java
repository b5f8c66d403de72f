package dev.ftpnat.trace;

import dev.ftpnat.trace.event.LinkToxic;
import dev.ftpnat.trace.event.Party;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A toxic out of what a person would write: {@code name (type_stream): attribute 1, other 2}. */
public final class ToxicText {

  private static final Pattern TEXT =
      Pattern.compile(
          "(?:(?<name>.+) \\()?(?<type>[a-z_]+)_(?<stream>up|down)stream\\)?(?:: (?<rest>.*))?");

  private ToxicText() {}

  public static Optional<LinkToxic> parse(String link, String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("no toxic: " + text);
    }
    Map<String, Long> attributes = new LinkedHashMap<>();
    String rest = parts.group("rest");
    for (String attribute : rest == null ? new String[0] : rest.split(", ")) {
      String[] words = attribute.split(" ");
      attributes.put(words[0], Long.parseLong(words[1]));
    }
    String kind = parts.group("type") + "_" + parts.group("stream") + "stream";
    String name = parts.group("name") == null ? kind : parts.group("name");
    Party sender = parts.group("stream").equals("up") ? Party.CLIENT : Party.SERVER;
    return Optional.of(
        new LinkToxic(Places.link(link), name, parts.group("type"), sender, 1, attributes));
  }
}
