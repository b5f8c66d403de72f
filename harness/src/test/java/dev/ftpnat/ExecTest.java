package dev.ftpnat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.internal.network.ClientNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Commands of the client's host. */
class ExecTest {

  private static CommandResult onKernel(String... command) {
    try (FtpNat nat = FtpNat.builder(Scenario.DIRECT).network(Network.KERNEL).detached().start()) {
      return nat.exec(command);
    }
  }

  @Test
  @NeedsKernel
  void whatItWritesAndItsExitCodeAreTheResult() {
    CommandResult result =
        onKernel("sh", "-c", "cat; echo out; echo \"$0 $1\" >&2; exit 7", "a b", "€");

    assertThat(result).isEqualTo(new CommandResult(7, "out\n", "a b €\n"));
    assertThat(result.succeeded()).isFalse();
    assertThat(onKernel("true").succeeded()).isTrue();
  }

  @Test
  @NeedsKernel
  void itRunsOnTheClientWhereverItsCallerIs() throws Exception {
    ExecutorService elsewhere = Executors.newSingleThreadExecutor();
    try (FtpNat nat = FtpNat.builder(Scenario.DIRECT).network(Network.KERNEL).start()) {
      Callable<String> addresses = () -> nat.exec("ip", "-4", "addr", "show", "eth0").output();
      String address = nat.topology().clientAddress().orElseThrow().getHostAddress();

      assertThat(addresses.call()).contains(address);
      assertThat(elsewhere.submit(addresses).get(10, TimeUnit.SECONDS)).contains(address);
    } finally {
      elsewhere.shutdownNow();
    }
  }

  @Test
  @NeedsKernel
  void aProgramThatIsMissingIsNamed() {
    assertThatThrownBy(() -> onKernel("no-such-program", "argument"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("can't run [no-such-program, argument]: ")
        .hasMessageContaining("No such file or directory");
    assertThat(onKernel("sh", "-c", "no-such-program").exitCode()).isEqualTo(127);
  }

  @Test
  @NeedsKernel
  void whatItLeavesRunningEndsWithIt() throws Exception {
    CommandResult result =
        onKernel("sh", "-c", "(sleep 1000 & echo $!) & setsid sleep 1000 & echo $!; wait %1");

    assertThat(result.output().lines()).hasSize(2).noneMatch(ExecTest::isRunning);
  }

  private static boolean isRunning(String pid) {
    // A killed process that its new parent hasn't waited for yet has no command line any more.
    Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(pid));
    return process.flatMap(running -> running.info().commandLine()).isPresent();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void itLeavesNoFiles() throws Exception {
    String said = "this is " + UUID.randomUUID();

    assertThat(ClientProcess.run(local(), List.of("echo", said)).output()).contains(said);
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertThat(files.filter(file -> file.getFileName().toString().startsWith("ftpnat-exec")))
          .noneMatch(file -> contains(file, said));
    }
  }

  private static boolean contains(Path file, String text) {
    try {
      return Files.readString(file).contains(text);
    } catch (IOException e) {
      return false; // Another process's, and gone.
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void itIsEndedWhenItsTimeIsOver() {
    assertThatThrownBy(
            () ->
                ClientProcess.run(
                    local(), List.of("sh", "-c", "sleep 1000 & wait"), Duration.ofMillis(200)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("it took longer than 0.2 s and was ended");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void anInterruptEndsItAndIsKept() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> ClientProcess.run(local(), List.of("sleep", "1000")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("interrupted while sleep ran");
    assertThat(Thread.interrupted()).isTrue();
  }

  /** A host that is this machine. */
  private static ClientNetwork local() {
    return (ClientNetwork)
        Proxy.newProxyInstance(
            ExecTest.class.getClassLoader(),
            new Class<?>[] {ClientNetwork.class},
            (proxy, method, arguments) -> ((ProcessBuilder) arguments[0]).start());
  }

  @Test
  void withoutAProgramItIsRefused() {
    try (FtpNat nat = FtpNat.builder(Scenario.DIRECT).network(Network.SIMULATED).start()) {
      assertThatIllegalArgumentException().isThrownBy(nat::exec).withMessageContaining("a program");
    }
  }

  @Test
  void theSimulatedNetworkHasNoPlaceForIt() {
    try (FtpNat nat = FtpNat.builder(Scenario.DIRECT).network(Network.SIMULATED).start()) {
      assertThatThrownBy(() -> nat.exec("true"))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("Network.KERNEL")
          .hasMessageContaining("socksProxy()");
    }
  }
}
