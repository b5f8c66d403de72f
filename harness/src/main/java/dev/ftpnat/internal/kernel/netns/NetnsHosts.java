package dev.ftpnat.internal.kernel.netns;

import dev.ftpnat.internal.kernel.netns.Plan.Host;
import dev.ftpnat.internal.kernel.netns.Plan.Link;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The hosts of a plan, running. */
public final class NetnsHosts implements AutoCloseable {

  private static final long SET_UP_SECONDS = 20;
  private static final long READY_POLL_NANOS = 500_000;

  private final Map<String, Namespace> namespaces = new LinkedHashMap<>();

  /**
   * Builds a plan. If that fails nothing is left of it.
   *
   * @throws IOException if it can't be built; the message has the tools' own words
   */
  public NetnsHosts(Plan plan) throws IOException {
    try {
      for (Host host : plan.hosts()) {
        Namespace namespace = Namespace.create();
        namespaces.put(host.name(), namespace);
      }
      OneShotThread.call("ftpnat-parameters", () -> setParameters(plan, false));
      NamespaceStack.atHome(() -> run(SetupScript.script(plan, name -> of(name).path())));
      OneShotThread.call(
          "ftpnat-links",
          () -> {
            setParameters(plan, true);
            return awaitLinks(plan);
          });
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Makes of the plan that was built another one with the same hosts and links, all but their
   * parameters.
   */
  public void change(Plan before, Plan now) throws IOException {
    NamespaceStack.atHome(() -> run(SetupScript.changes(before, now, name -> of(name).path())));
  }

  /** The namespace of a host. */
  public Namespace of(String host) {
    return namespaces.get(host);
  }

  /** The namespaces of all hosts, in the order of the plan. */
  public List<Namespace> inOrder() {
    return List.copyOf(namespaces.values());
  }

  /** The directory is about the network of whoever looks. */
  private Void setParameters(Plan plan, boolean ofConntrack) throws IOException {
    for (Host host : plan.hosts()) {
      of(host.name()).enter();
      for (Map.Entry<String, String> parameter : host.parameters().entrySet()) {
        if (parameter.getKey().startsWith(Plan.CONNTRACK) == ofConntrack) {
          Files.writeString(Path.of("/proc/sys/net", parameter.getKey()), parameter.getValue());
        }
      }
    }
    return null;
  }

  /** An interface that is up isn't ready yet, and drops what it is given until it is. */
  private Void awaitLinks(Plan plan) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SET_UP_SECONDS);
    for (Link link : plan.links()) {
      awaitReady(of(link.left()), link.leftInterface(), deadline);
      awaitReady(of(link.right()), link.rightInterface(), deadline);
    }
    return null;
  }

  private static void awaitReady(Namespace host, String name, long deadline) throws IOException {
    host.enter();
    while (!NetworkInterface.getByName(name).isUp()) {
      if (System.nanoTime() > deadline) {
        throw new IOException(
            "the interface " + name + " isn't ready after " + SET_UP_SECONDS + " s");
      }
      LockSupport.parkNanos(READY_POLL_NANOS);
    }
  }

  private static Void run(String script) throws IOException {
    Path output = Files.createTempFile("ftpnat-setup", ".txt");
    try {
      Process shell =
          new ProcessBuilder("sh")
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try (var input = shell.getOutputStream()) {
        input.write(script.getBytes(StandardCharsets.UTF_8));
      }
      if (!shell.waitFor(SET_UP_SECONDS, TimeUnit.SECONDS)) {
        shell.destroyForcibly();
        throw new IOException("ip and nft took longer than " + SET_UP_SECONDS + " s");
      }
      String said = Files.readString(output).strip();
      if (shell.exitValue() != 0 || !said.isEmpty()) {
        throw new IOException("can't set up the kernel's network: " + said + "\n" + script);
      }
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while ip and nft set up the kernel's network", e);
    } finally {
      Files.delete(output);
    }
  }

  @Override
  public void close() {
    for (Namespace namespace : namespaces.values()) {
      namespace.close();
    }
  }
}
