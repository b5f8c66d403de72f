package dev.ftpnat.junit.internal.explore.network;

import dev.ftpnat.script.Reply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A setting of what is said to a command, as it grows.
 *
 * @param name what it is called, a command
 * @param commands which commands are answered so
 * @param choices what can be said
 */
record ScriptedReplies(String name, List<String> commands, List<Choice> choices) {

  /**
   * Lines that are said.
   *
   * @param executing whether the command is executed
   */
  record Line(String name, int weight, boolean executing, List<String> lines) {}

  /** One more choice, by lines. */
  ScriptedReplies with(Line line) {
    String[] lines = line.lines().toArray(String[]::new);
    Reply reply = Reply.of(lines);
    String code = of(lines);
    return line.executing()
        ? with(line.name(), quoted(lines), line.weight(), code + ".executing()", reply.executing())
        : with(line.name(), quoted(lines), line.weight(), code, reply);
  }

  /** One more choice. */
  ScriptedReplies with(String choice, String words, int weight, String code, Reply reply) {
    Choice more =
        Choice.of(
            choice,
            "the server answers %s by %s".formatted(String.join(", ", commands), words),
            weight);
    for (String command : commands) {
      more =
          more.doing(
              Place.SERVER,
              ".reply(\"%s\", %s)".formatted(command, code),
              draft -> draft.server().reply(command, reply));
    }
    List<Choice> all = new ArrayList<>(choices);
    all.add(more);
    return new ScriptedReplies(name, commands, all);
  }

  Setting setting() {
    List<Choice> all = new ArrayList<>(choices);
    all.add(0, Choice.direct("usual"));
    return new Setting("script." + name, all);
  }

  /** The code of these lines. */
  static String of(String... lines) {
    return Arrays.stream(lines).collect(Collectors.joining("\", \"", "Reply.of(\"", "\")"));
  }

  static String quoted(String... lines) {
    return '"' + String.join(" / ", lines) + '"';
  }
}
