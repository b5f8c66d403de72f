package dev.ftpnat.launcher.cli;

import dev.ftpnat.NatDevice;
import dev.ftpnat.Scenario;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what can be named. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Shows the scenarios and devices, a line each, and the kinds of server.")
final class ListCommand implements Callable<Integer> {

  /** What can be shown alone. */
  enum Listed {
    SCENARIOS,
    DEVICES,
    SERVERS
  }

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "WHAT",
      converter = Names.Lists.class,
      completionCandidates = Names.Lists.class,
      description = "${COMPLETION-CANDIDATES}, that alone; by default all of them")
  private Listed only;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (only != null) {
      lines(only).forEach(out::println);
    } else {
      lines(Listed.SCENARIOS).forEach(out::println);
      out.println();
      out.println("devices:");
      lines(Listed.DEVICES).forEach(out::println);
      out.println();
      out.println("servers: " + String.join(", ", new Names.Servers()));
    }
    out.flush();
    return 0;
  }

  private static Stream<String> lines(Listed listed) {
    return switch (listed) {
      case SCENARIOS -> Arrays.stream(Scenario.values()).map(it -> line(it, it.summary()));
      case DEVICES -> Arrays.stream(NatDevice.values()).map(it -> line(it, it.summary()));
      case SERVERS -> StreamSupport.stream(new Names.Servers().spliterator(), false);
    };
  }

  private static String line(Enum<?> named, String summary) {
    int width =
        Arrays.stream(Scenario.values()).mapToInt(each -> each.name().length()).max().orElse(0);
    return named.name() + " ".repeat(width - named.name().length() + 2) + summary;
  }
}
