package dev.ftpnat.launcher.cli;

import dev.ftpnat.NatDevice;
import dev.ftpnat.Scenario;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows what can be named. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Shows the scenarios and devices, a line each, and the kinds of server.")
final class ListCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    int width =
        Arrays.stream(Scenario.values()).mapToInt(each -> each.name().length()).max().orElse(0);
    for (Scenario scenario : Scenario.values()) {
      out.println(
          scenario.name() + " ".repeat(width - scenario.name().length() + 2) + scenario.summary());
    }
    out.println();
    out.println("devices:");
    for (NatDevice device : NatDevice.values()) {
      out.println(
          device.name() + " ".repeat(width - device.name().length() + 2) + device.summary());
    }
    out.println();
    out.println("servers: " + String.join(", ", new Names.Servers()));
    out.flush();
    return 0;
  }
}
