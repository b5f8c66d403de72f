package dev.ftpnat.internal.kernel;

import dev.ftpnat.internal.kernel.netns.Namespace;
import dev.ftpnat.internal.kernel.netns.NetnsHosts;
import dev.ftpnat.internal.kernel.netns.NftProcesses;
import dev.ftpnat.internal.kernel.netns.OneShotThread;
import dev.ftpnat.internal.kernel.netns.Planner;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What the kernel network takes, and whether it is here. Looked at once: it doesn't change while a
 * JVM runs.
 */
public final class Prerequisites {

  private static final String RIGHTS =
      "the right to make network namespaces: run as root (sudo), or in a user namespace"
          + " (unshare -Urn)";

  private record Tool(String name, String debianPackage) {}

  private static final List<Tool> TOOLS =
      List.of(new Tool("nft", "nftables"), new Tool("nsenter", "util-linux"));

  private static final class Base {
    private static final Optional<String> MISSING = missingBase();
  }

  private static final class Helper {
    private static final Optional<String> MISSING = missingHelper();
  }

  private Prerequisites() {}

  /** What is missing for the topology and how to get it, in a line; empty if nothing is. */
  public static Optional<String> missing(Topology topology) {
    Optional<String> unplayable =
        KernelLimits.unplayable(topology)
            .map(why -> "the kernel's NAT can't play \"" + topology.name() + "\": " + why);
    if (unplayable.isPresent() || Base.MISSING.isPresent()) {
      return unplayable.or(() -> needs(Base.MISSING));
    }
    if (topology.nat64().isPresent()) {
      Optional<String> translator = needs(missingTranslator());
      if (translator.isPresent()) {
        return translator;
      }
    }
    return hasAlg(topology)
        ? needs(Helper.MISSING).or(() -> needs(otherLooseness(topology)))
        : Optional.empty();
  }

  private static Optional<String> needs(Optional<String> what) {
    return what.map(missing -> "the kernel network needs " + missing);
  }

  private static Optional<String> missingTranslator() {
    if (!isHere("tayga")) {
      return Optional.of("the program tayga for its NAT64: apt-get install tayga");
    }
    Path tun = Path.of("/dev/net/tun");
    return Files.isReadable(tun) && Files.isWritable(tun)
        ? Optional.empty()
        : Optional.of("the device " + tun + " for its NAT64, and the right to open it");
  }

  private static boolean hasAlg(Topology topology) {
    return topology.gateways().stream().map(Gateway::alg).anyMatch(AlgBehavior::readsAnything);
  }

  private static Optional<String> missingBase() {
    String system = System.getProperty("os.name");
    if (!system.equals("Linux")) {
      return Optional.of("Linux, and this is " + system);
    }
    if (!isLibraryHere()) {
      return Optional.of(
          "the library net.java.dev.jna:jna on the class path: add it as a test dependency");
    }
    return missingTool(searchPath()).or(Prerequisites::missingRights).or(Prerequisites::missingNat);
  }

  private static boolean isLibraryHere() {
    try {
      Class.forName("com.sun.jna.Function");
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  private static String searchPath() {
    return Optional.ofNullable(System.getenv("PATH")).orElse("") + ":" + NftProcesses.MORE_PATH;
  }

  /** Whether a program is installed. */
  public static boolean isHere(String program) {
    return isHere(program, searchPath());
  }

  /** The first tool that is in none of the directories of a search path. */
  static Optional<String> missingTool(String path) {
    return TOOLS.stream()
        .filter(tool -> !isHere(tool.name(), path))
        .map(tool -> "the program " + tool.name() + ": apt-get install " + tool.debianPackage())
        .findFirst();
  }

  private static boolean isHere(String program, String path) {
    return Stream.of(path.split(":"))
        .filter(directory -> !directory.isEmpty())
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  /**
   * To make a namespace, and also to come back from it, which takes rights where one was before.
   */
  private static Optional<String> missingRights() {
    try (Namespace namespace = Namespace.create()) {
      return OneShotThread.call("ftpnat-rights", () -> namespace.call(Optional::<String>empty));
    } catch (IOException e) {
      return Optional.of(RIGHTS + "; " + e.getMessage());
    }
  }

  private static Optional<String> missingNat() {
    Topology smallest =
        Topology.builder()
            .clientAddress("198.51.100.2")
            .server(server -> server.address("10.0.1.121"))
            .serverGateway(
                Gateway.builder()
                    .name("NAT")
                    .publicAddress("203.0.113.7")
                    .insideNetwork("10.0.1.0/24")
                    .forwardControlPort()
                    .build())
            .build();
    try {
      new NetnsHosts(Planner.plan(smallest)).close();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          "network namespaces with nftables NAT, and gets: "
              + e.getMessage().lines().findFirst().orElse(""));
    }
  }

  /** {@code loose} is the whole machine's; so nobody changes it here. */
  private static Optional<String> otherLooseness(Topology topology) {
    Path parameter = Path.of("/sys/module/nf_conntrack_ftp/parameters/loose");
    boolean isLoose;
    try {
      isLoose = Files.readString(parameter).startsWith("Y");
    } catch (IOException e) {
      isLoose = false;
    }
    Optional<Boolean> has = Optional.of(isLoose);
    return topology.gateways().stream()
        .map(gateway -> gateway.alg().loose())
        .filter(wanted -> wanted.isPresent() && !wanted.equals(has))
        .findFirst()
        .map(
            wanted ->
                String.format(
                    Locale.ROOT,
                    "nf_conntrack_ftp with loose=%d, which is the whole machine's: echo %d > %s",
                    wanted.get() ? 1 : 0,
                    wanted.get() ? 1 : 0,
                    parameter));
  }

  private static Optional<String> missingHelper() {
    if (!isHelperHere()) {
      load();
    }
    return isHelperHere()
        ? Optional.empty()
        : Optional.of("the kernel module nf_nat_ftp for its ALG: sudo modprobe nf_nat_ftp");
  }

  /** Loaded or built in; a kernel that doesn't list its symbols is believed to have it. */
  private static boolean isHelperHere() {
    Path symbols = Path.of("/proc/kallsyms");
    try (Stream<String> lines = Files.lines(symbols)) {
      return lines.anyMatch(line -> line.contains("nf_nat_ftp"));
    } catch (IOException | UncheckedIOException e) {
      return true;
    }
  }

  private static void load() {
    try {
      Process modprobe = new ProcessBuilder("modprobe", "-q", "nf_nat_ftp").start();
      modprobe.waitFor(10, TimeUnit.SECONDS);
      modprobe.destroyForcibly();
    } catch (IOException e) {
      // Whether it is there now is looked at next.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
