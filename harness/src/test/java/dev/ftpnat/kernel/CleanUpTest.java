package dev.ftpnat.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.ClientThread;
import dev.ftpnat.CommandResult;
import dev.ftpnat.FtpNat;
import dev.ftpnat.NeedsKernel;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.internal.kernel.Held;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Threads are back where they were, and nothing of an environment is left. Namespaces have no
 * names: when nobody holds them the kernel removes them, and there is nothing to sweep.
 */
@NeedsKernel
@Timeout(60)
class CleanUpTest {

  private static final long WAIT_SECONDS = 20;

  private static FtpNat start(Scenario scenario) {
    return FtpNat.builder(scenario).network(Network.KERNEL).start();
  }

  @Test
  void nothingIsLeftOfManyAtOnce() throws Exception {
    start(Scenario.DIRECT).close(); // Starts what a JVM keeps.
    Set<String> before = Held.byThisProcess();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<String>> hosts = new ArrayList<>();
      for (int n = 0; n < 24; n++) {
        hosts.add(
            threads.submit(
                () -> {
                  try (FtpNat nat = start(Scenario.DOUBLE_NAT);
                      Socket socket = new Socket(nat.host(), nat.port())) {
                    return socket.getRemoteSocketAddress() + " " + Held.here();
                  }
                }));
      }
      for (Future<String> host : hosts) {
        assertThat(host.get(WAIT_SECONDS, TimeUnit.SECONDS)).doesNotContain(Held.here());
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(threads.awaitTermination(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(Held.stillByThisProcess(before)).isEmpty();
  }

  @Test
  void aDetachedThreadEntersWhenItWants() throws IOException {
    String home = Held.here();
    try (FtpNat nat = FtpNat.builder(Scenario.DIRECT).network(Network.KERNEL).detached().start()) {
      assertThat(Held.here()).isEqualTo(home);
      assertThatThrownBy(() -> new Socket(nat.host(), nat.port()))
          .isInstanceOf(NoRouteToHostException.class)
          .hasMessageContaining("call FtpNat.enter()");
      try (Socket made = nat.socketFactory().createSocket(nat.host(), nat.port())) {
        assertThat(made.isConnected()).isTrue();
      }
      ClientThread here = nat.enter();
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(nat.host(), nat.port()), 5000);
      } finally {
        here.close();
      }
      assertThat(Held.here()).isEqualTo(home);
    }
  }

  @Test
  void aCommandIsOnTheClientsHost() {
    try (FtpNat nat = FtpNat.builder(Scenario.DIRECT).network(Network.KERNEL).detached().start()) {
      CommandResult result = nat.exec("sh", "-c", "ip -o addr show eth0; echo oops >&2; exit 3");
      String client = nat.topology().clientAddress().orElseThrow().getHostAddress();

      assertThat(result.output()).contains(client + "/32");
      assertThat(result.errors()).isEqualTo("oops\n");
      assertThat(result.exitCode()).isEqualTo(3);
      assertThat(result.succeeded()).isFalse();
      assertThat(nat.exec("true").succeeded()).isTrue();
    }
  }

  @Test
  void aProgramThatIsntThereIsNamed() {
    try (FtpNat nat = start(Scenario.DIRECT)) {
      assertThatThrownBy(() -> nat.exec("no-such-program"))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("no-such-program")
          .hasMessageContaining("No such file");
    }
  }

  /** What the child JVM of the next test does. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws IOException {
      try (FtpNat nat = start(Scenario.DOUBLE_NAT)) {
        System.out.println(String.join(" ", Held.byThisProcess()));
        nat.exec("sleep", "50");
      }
    }
  }

  @Test
  void aKilledJvmLeavesNothing() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName())
            .redirectErrorStream(true)
            .start();
    Set<String> namespaces;
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8))) {
      namespaces = new TreeSet<>(List.of(output.readLine().split(" ")));
      assertThat(namespaces).as("its own and five hosts").hasSize(6);
      namespaces.remove(Held.here());
      awaitDescendant(child);
    } finally {
      child.destroyForcibly();
    }
    assertThat(child.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();

    assertThat(Held.stillByAnybody(namespaces)).isEmpty();
  }

  private static void awaitDescendant(Process child) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (!sleeps(child) && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(sleeps(child)).as("the command runs").isTrue();
  }

  /** Not only what starts it: that doesn't end yet with who has called it. */
  private static boolean sleeps(Process child) {
    return child
        .descendants()
        .anyMatch(each -> each.info().command().filter(path -> path.endsWith("sleep")).isPresent());
  }
}
