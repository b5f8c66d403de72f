package dev.ftpnat.internal.kernel.netns;

import dev.ftpnat.internal.kernel.netns.Plan.Host;
import dev.ftpnat.internal.kernel.netns.Plan.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A shell script that builds a plan's links and configures its hosts, the hosts at the same time.
 * One process is started for it, and it starts the others faster than Java could.
 */
public final class SetupScript {

  /** Where system programs are that users don't have in their path. */
  public static final String MORE_PATH = "/usr/sbin:/sbin";

  /**
   * The numbers of interfaces are given, so that the two of a link differ. The kernel takes one
   * whose peer has the same number for one that needn't be ready soon, and drops what it sends in
   * the first second.
   */
  private static final int FIRST_INDEX = 10;

  private SetupScript() {}

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

  /** The script that makes of a plan that runs another one with the same hosts and links. */
  static String changes(Plan before, Plan now, Function<String, String> path) {
    StringBuilder script = new StringBuilder("set -e\nPATH=$PATH:" + MORE_PATH + "\n");
    for (int n = 0; n < now.hosts().size(); n++) {
      Host was = before.hosts().get(n);
      Host is = now.hosts().get(n);
      String namespace = path.apply(is.name());
      List<String> ip = changes(was.ip(), is.ip());
      if (!ip.isEmpty()) {
        command(script, namespace, "ip -batch -", String.join("\n", ip));
      }
      if (!is.nft().equals(was.nft())) {
        String nft = "delete table ip " + NftRuleset.TABLE + "\n" + is.nft().orElseThrow();
        command(script, namespace, "nft -f -", nft);
      }
    }
    return script.toString();
  }

  /**
   * New addresses come before old ones go, and routes the other way round: they may be the same.
   */
  private static List<String> changes(List<String> before, List<String> now) {
    List<String> gone = before.stream().filter(line -> !now.contains(line)).toList();
    List<String> come = now.stream().filter(line -> !before.contains(line)).toList();
    List<String> changes = new ArrayList<>();
    come.stream().filter(line -> line.startsWith("addr ")).forEach(changes::add);
    gone.stream()
        .filter(line -> line.startsWith("route "))
        .map(SetupScript::undo)
        .forEach(changes::add);
    come.stream().filter(line -> line.startsWith("route ")).forEach(changes::add);
    gone.stream()
        .filter(line -> line.startsWith("addr "))
        .map(SetupScript::undo)
        .forEach(changes::add);
    return changes;
  }

  private static String undo(String line) {
    return line.replaceFirst(" add ", " del ");
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
