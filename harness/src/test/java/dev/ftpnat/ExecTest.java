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
import org.junit.jupiter.api.io.TempDir;

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
      Callable<String> addresses = () -> nat.exec("cat", "/proc/net/fib_trie").output();
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
        .hasMessageStartingWith("can't run no-such-program: ")
        .hasMessageContaining("No such file or directory");
    assertThat(onKernel("sh", "-c", "no-such-program").exitCode()).isEqualTo(127);
  }

  @Test
  @NeedsKernel
  void whenTheEnvironmentIsClosedThereIsNoHostForIt() {
    FtpNat nat = FtpNat.builder(Scenario.DIRECT).network(Network.KERNEL).detached().start();
    nat.close();

    assertThatThrownBy(() -> nat.exec("true"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("can't run true: the environment is closed");
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

    assertThat(local("echo", said).run().output()).contains(said);
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
  void itIsEndedWhenItsTimeIsOverAndWhatItSaidIsNotLost() {
    ClientCommand waiting =
        local("sh", "-c", "echo out; echo err >&2; sleep 1000 & wait; : secret")
            .timeout(Duration.ofMillis(500));

    assertThatThrownBy(waiting::run)
        .isInstanceOfSatisfying(
            CommandTimeoutException.class,
            late -> {
              assertThat(late.output()).isEqualTo("out\n");
              assertThat(late.errors()).isEqualTo("err\n");
            })
        .hasMessage(
            String.join(
                System.lineSeparator(),
                "sh took longer than 500 ms and was ended.",
                "What was on its standard output:",
                "  out",
                "What was on its standard error:",
                "  err"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void ofALongOutputTheEndIsInTheMessage() {
    ClientCommand counting =
        local("sh", "-c", "seq 100; sleep 1000").timeout(Duration.ofMillis(500));

    assertThatThrownBy(counting::run)
        .hasMessageContaining("The last 20 lines on its standard output:")
        .hasMessageContaining("  81")
        .hasMessageNotContaining("  80")
        .hasMessageEndingWith("\nThere was nothing on its standard error.");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void itsEnvironmentDirectoryAndInputAreSettings(@TempDir Path directory) throws Exception {
    ClientCommand telling = local("sh", "-c", "cat; pwd -P; echo $WHERE $HOME");

    CommandResult result =
        telling
            .input("to be read\n")
            .directory(directory)
            .environment("WHERE", "here")
            .environment("HOME", "")
            .run();

    assertThat(result.output().lines())
        .containsExactly("to be read", directory.toRealPath().toString(), "here");
    assertThat(telling.input(new byte[] {'\n'}).run().output()).as("again").startsWith("\n");
  }

  @Test
  void whatItCannotHaveIsNamed(@TempDir Path directory) {
    ClientCommand command = local("true");
    Path missing = directory.resolve("missing");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> command.timeout(Duration.ZERO))
        .withMessageContaining("PT0S is not between 1 ms and 24 h");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> command.directory(missing))
        .withMessage("`" + missing + "` is not a directory");
    for (String name : List.of("", "A=B", "A\0")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> command.environment(name, "x"))
          .withMessageContaining("`" + name + "`");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void anInterruptEndsItAndIsKept() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(local("sleep", "1000")::run)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("can't run sleep: interrupted while it ran");
    assertThat(Thread.interrupted()).isTrue();
  }

  private static ClientCommand local(String... command) {
    return new ClientCommand(local(), List.of(command));
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
