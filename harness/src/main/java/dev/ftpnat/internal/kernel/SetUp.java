package dev.ftpnat.internal.kernel;

import dev.ftpnat.internal.kernel.Plan.Host;
import dev.ftpnat.internal.kernel.Plan.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A shell script that builds a plan's links and configures its hosts, the hosts at the same time.
 * One process is started for it, and it starts the others faster than Java could.
 */
final class SetUp {

  /** Where system programs are that users don't have in their path. */
  static final String MORE_PATH = "/usr/sbin:/sbin";

  /**
   * The numbers of interfaces are given, so that the two of a link differ. The kernel takes one
   * whose peer has the same number for one that needn't be ready soon, and drops what it sends in
   * the first second.
   */
  private static final int FIRST_INDEX = 10;

  private SetUp() {}

  /**
   * The script for {@code sh}.
   *
   * @param path the path of a host's namespace, by the host's name
   */
  static String script(Plan plan, Function<String, String> path) {
    StringBuilder script = new StringBuilder("set -e\nPATH=$PATH:" + MORE_PATH + "\n");
    List<String> links = new ArrayList<>();
    int index = FIRST_INDEX;
    for (Link link : plan.links()) {
      links.add(
          "link add name %s index %d netns %s type veth peer name %s index %d netns %s"
              .formatted(
                  link.leftInterface(),
                  index,
                  path.apply(link.left()),
                  link.rightInterface(),
                  index + 1,
                  path.apply(link.right())));
      index += 2;
    }
    // In one of them, so that nothing appears in the machine's own network even for a moment.
    command(script, path.apply(Plan.INTERNET), "ip -batch -", String.join("\n", links));
    script.append("pids=\n");
    for (Host host : plan.hosts()) {
      inBackground(script, path.apply(host.name()), "ip -batch -", String.join("\n", host.ip()));
      host.nft().ifPresent(nft -> inBackground(script, path.apply(host.name()), "nft -f -", nft));
    }
    return script.append("for pid in $pids; do wait $pid; done\n").toString();
  }

  private static void inBackground(
      StringBuilder script, String namespace, String command, String input) {
    command(script, namespace, command + " &", input);
    script.append("pids=\"$pids $!\"\n");
  }

  private static void command(
      StringBuilder script, String namespace, String command, String input) {
    int separator = command.endsWith(" &") ? command.length() - 2 : command.length();
    script
        .append("nsenter --net=")
        .append(namespace)
        .append(' ')
        .append(command, 0, separator)
        .append(" <<'END'")
        .append(command, separator, command.length())
        .append('\n')
        .append(input)
        .append("\nEND\n");
  }
}
