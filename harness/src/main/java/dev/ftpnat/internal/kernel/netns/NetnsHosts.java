package dev.ftpnat.internal.kernel.netns;

import dev.ftpnat.internal.kernel.netns.Plan.Host;
import dev.ftpnat.internal.kernel.netns.Plan.Link;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The hosts of a plan, running. */
public final class NetnsHosts implements AutoCloseable {

  private static final long SET_UP_SECONDS = 20;
  private static final long READY_POLL_NANOS = 200_000;

  /**
   * The numbers of interfaces are given, so that the two of a link differ. The kernel takes one
   * whose peer has the same number for one that needn't be ready soon, and drops what it sends in
   * the first second.
   */
  private final Map<String, Namespace> namespaces = new LinkedHashMap<>();

  private final Map<String, Tayga> translators = new LinkedHashMap<>();

  /**
   * Builds a plan. If that fails nothing is left of it.
   *
   * @throws IOException if it can't be built; the message has the words of nft or of the kernel
   */
  public NetnsHosts(Plan plan) throws IOException {
    try {
      for (Host host : plan.hosts()) {
        Namespace namespace = Namespace.create();
        namespaces.put(host.name(), namespace);
      }
      configure(
          plan.hosts(),
          () -> {
            setParameters(plan, false);
            for (Host host : plan.hosts()) {
              if (host.tayga().isPresent()) {
                translators.put(host.name(), Tayga.start(of(host.name()), host.tayga().get()));
              }
            }
            link(plan);
            for (Tayga translator : translators.values()) {
              translator.awaitInterface();
            }
            return null;
          });
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
    configure(before.changesTo(now), () -> null);
  }

  /**
   * Has nft set rules while a thread does the rest, which takes about as long.
   *
   * @param first what the thread does before it turns to the hosts
   */
  private void configure(List<Host> changed, Namespace.Work<Void> first) throws IOException {
    try (NftProcesses nft = new NftProcesses()) {
      for (Host host : changed) {
        if (host.nft().isPresent()) {
          nft.start(of(host.name()), host.nft().get());
        }
      }
      OneShotThread.call(
          "ftpnat-hosts",
          () -> {
            first.run();
            for (Host host : changed) {
              ip(host);
            }
            return null;
          });
      nft.await();
    } catch (IOException e) {
      throw new IOException("can't set up the kernel's network: " + e.getMessage(), e);
    }
  }

  private void ip(Host host) throws IOException {
    of(host.name()).enter();
    try (Rtnetlink netlink = Rtnetlink.here()) {
      for (String line : host.ip()) {
        netlink.ip(line);
      }
    } catch (IOException e) {
      throw new IOException(host.name() + ": " + e.getMessage(), e);
    }
  }

  /** In one of them, so that nothing appears in the machine's own network even for a moment. */
  private void link(Plan plan) throws IOException {
    of(Plan.INTERNET).enter();
    try (Rtnetlink netlink = Rtnetlink.here()) {
      for (int n = 0; n < plan.links().size(); n++) {
        Link link = plan.links().get(n);
        netlink.link(link, Plan.leftInterface(n), of(link.left()), of(link.right()));
      }
    }
  }

  /**
   * The number of the interface of a NAT64 to what translates for it, where each packet arrives
   * once more; empty on other hosts.
   */
  public static OptionalInt translator(Namespace host) throws IOException {
    return host.call(
        () -> {
          try {
            return OptionalInt.of(Libc.interfaceNumber(Plan.NAT64));
          } catch (IOException e) {
            return OptionalInt.empty();
          }
        });
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
    try (Rtnetlink netlink = Rtnetlink.here()) {
      while (!netlink.isReady(name)) {
        if (System.nanoTime() > deadline) {
          throw new IOException(
              "the interface " + name + " isn't ready after " + SET_UP_SECONDS + " s");
        }
        LockSupport.parkNanos(READY_POLL_NANOS);
      }
    }
  }

  @Override
  public void close() {
    translators.values().forEach(Tayga::close);
    for (Namespace namespace : namespaces.values()) {
      namespace.close();
    }
  }
}
