package dev.ftpnat.internal.kernel;

import dev.ftpnat.internal.kernel.Outcome.Expected;
import dev.ftpnat.internal.kernel.netns.Namespace;
import dev.ftpnat.internal.kernel.netns.OneShotThread;
import dev.ftpnat.net.IpAddresses;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pinholes of a gateway, which the kernel calls expectations. They are read from a file, or
 * where the kernel is built without it by the program conntrack.
 */
final class ExpectationTable {

  private static final Path FILE = Path.of("/proc/thread-self/net/nf_conntrack_expect");
  private static final Pattern EXPECTATION =
      Pattern.compile("src=(\\S+) dst=(\\S+) sport=\\d+ dport=(\\d+)");

  private final List<Expected> pinholes = new ArrayList<>();

  private ExpectationTable(List<String> lines) throws IOException {
    for (String line : lines) {
      Matcher matcher = EXPECTATION.matcher(line);
      if (!matcher.find()) {
        throw new IOException("not an expectation: " + line);
      }
      pinholes.add(
          new Expected(
              shortest(matcher.group(1)),
              shortest(matcher.group(2)),
              Integer.parseInt(matcher.group(3))));
    }
  }

  /** Why the table can't be read here; empty if it can. */
  static Optional<String> missing() throws IOException {
    try (Namespace fresh = Namespace.create()) {
      boolean isFile = OneShotThread.call("look", () -> fresh.call(() -> Files.exists(FILE)));
      return isFile || conntrackExists()
          ? Optional.empty()
          : Optional.of("the kernel has no " + FILE + ": apt-get install conntrack");
    }
  }

  private static boolean conntrackExists() {
    return Files.isExecutable(Path.of("/usr/sbin/conntrack"))
        || Files.isExecutable(Path.of("/sbin/conntrack"));
  }

  static ExpectationTable of(Namespace gateway) throws IOException {
    Optional<List<String>> file =
        gateway.call(
            () -> Files.exists(FILE) ? Optional.of(Files.readAllLines(FILE)) : Optional.empty());
    return new ExpectationTable(file.isPresent() ? file.get() : conntrack(gateway));
  }

  private static List<String> conntrack(Namespace gateway) throws IOException {
    Process process =
        new ProcessBuilder("nsenter", "--net=" + gateway.path(), "conntrack", "-L", "expect")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      List<String> lines =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .toList();
      if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("conntrack -L expect failed");
      }
      return lines;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroy();
    }
  }

  /** The kernel's file has IPv6 addresses in full. */
  private static String shortest(String address) {
    return IpAddresses.text(IpAddresses.of(address));
  }

  /** Those from or to an address. */
  List<Expected> of(String address) {
    return all().stream()
        .filter(p -> p.source().equals(address) || p.destination().equals(address))
        .toList();
  }

  /** All there are, by their ports. */
  List<Expected> all() {
    return pinholes.stream().sorted(Comparator.comparing(Expected::port)).toList();
  }

  int size() {
    return pinholes.size();
  }
}
