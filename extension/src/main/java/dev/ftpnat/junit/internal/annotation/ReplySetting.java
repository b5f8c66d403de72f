package dev.ftpnat.junit.internal.annotation;

import dev.ftpnat.script.Reply;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.Topology;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The attribute {@code replies}: what the server says, a line each. */
public final class ReplySetting {

  private static final Pattern LINE = Pattern.compile("\\s*([^:#\\s]+)(?:#(\\d{1,6}))?:\\s?(.*)");

  private static final String GREETING = "greeting";

  private final DeclaredAnnotation<?> declared;
  private final String[] values;

  /** The attribute's values in an annotation. */
  public ReplySetting(DeclaredAnnotation<?> declared, String... values) {
    this.declared = declared;
    this.values = values.clone();
  }

  /**
   * The same network, whose server says that.
   *
   * @throws org.junit.jupiter.api.extension.ExtensionConfigurationException if one of them can't be
   *     said, or never would be
   */
  public Topology applied(Topology topology) {
    Topology changed = topology;
    for (String value : values) {
      Attribute attribute = new Attribute(declared, "replies", value);
      Matcher line = LINE.matcher(value);
      if (!line.matches()) {
        throw attribute.wrong(
            "is none. Write one like `PASV: 421 Busy`, or `RETR#2: 550 No` for the second time.");
      }
      try {
        Optional<Integer> count = Optional.ofNullable(line.group(2)).map(Integer::valueOf);
        String name = line.group(1);
        Reply reply = reply(name, line.group(3));
        Reply counted = count.map(reply::nth).orElse(reply);
        changed = changed.toBuilder().server(server -> add(server, name, counted)).build();
      } catch (IllegalArgumentException e) {
        throw attribute.wrong("can't be: " + e.getMessage() + ".");
      }
    }
    return changed;
  }

  private static Server.Builder add(Server.Builder server, String name, Reply reply) {
    return name.toLowerCase(Locale.ROOT).equals(GREETING)
        ? server.greeting(reply)
        : server.reply(name, reply);
  }

  /** What says that all is well is said when it is. */
  private static Reply reply(String name, String text) {
    if (text.isEmpty()) {
      return Reply.nothing();
    }
    Reply reply = Reply.of(text.split("\n"));
    return name.toLowerCase(Locale.ROOT).equals(GREETING)
        ? reply
        : switch (text.charAt(0)) {
          case '1' -> reply.preliminary();
          case '2', '3' -> reply.executing();
          default -> reply;
        };
  }
}
