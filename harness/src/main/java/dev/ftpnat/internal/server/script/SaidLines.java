package dev.ftpnat.internal.server.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ftpnat.internal.server.reply.ScriptedReply;
import dev.ftpnat.internal.server.reply.ScriptedReply.Told;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a stream of bytes as a client would: lines, and replies of one line or several. */
final class SaidLines {

  private static final Pattern REPLY = Pattern.compile("([1-9][0-9][0-9])(?:([ -])(.*))?");
  private static final int LONGEST = 8 * 1024;

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  /** The first line of a reply of several, as long as its last hasn't come. */
  private Optional<Told> open = Optional.empty();

  /** Whether a line or a reply has begun and not ended. */
  boolean isOpen() {
    return line.size() > 0 || open.isPresent();
  }

  /**
   * A segment of these bytes, which follow what was said before.
   *
   * @param begins whether another reply is known to begin here, whatever came before
   */
  ScriptedReply read(byte[] bytes, boolean begins) {
    List<Told> told = new ArrayList<>();
    if (begins && line.size() == 0) {
      told.addAll(end());
    }
    List<String> lines = new ArrayList<>();
    for (byte octet : bytes) {
      if (octet == '\n' || line.size() == LONGEST) {
        lines.add(takeLine());
        told.addAll(told(lines.get(lines.size() - 1)));
      }
      if (octet != '\n') {
        line.write(octet);
      }
    }
    if (line.size() > 0) {
      lines.add(line.toString(UTF_8));
    }
    return new ScriptedReply(bytes, told, lines);
  }

  /** What has begun is over: nothing follows. */
  List<Told> end() {
    List<Told> rest = new ArrayList<>();
    if (line.size() > 0) {
      rest.addAll(told(takeLine()));
    }
    open.ifPresent(rest::add);
    open = Optional.empty();
    return rest;
  }

  private String takeLine() {
    String text = line.toString(UTF_8);
    line.reset();
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private List<Told> told(String text) {
    Matcher reply = REPLY.matcher(text);
    boolean proper = reply.matches();
    if (open.isPresent()) {
      boolean last =
          proper
              && !"-".equals(reply.group(2))
              && Integer.parseInt(reply.group(1)) == open.get().code();
      if (!last) {
        return List.of();
      }
      Told first = open.get();
      open = Optional.empty();
      return List.of(first);
    }
    if (!proper) {
      return List.of(new Told(ScriptedReply.NO_CODE, text));
    }
    String words = reply.group(3) == null ? "" : reply.group(3);
    Told first = new Told(Integer.parseInt(reply.group(1)), words.stripTrailing());
    if ("-".equals(reply.group(2))) {
      open = Optional.of(first);
      return List.of();
    }
    return List.of(first);
  }
}
