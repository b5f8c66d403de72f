package dev.ftpnat.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ftpnat.launcher.Ftpnat.Result;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ftpnat run}. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the tests use Linux's shell and /proc")
@Timeout(120)
class RunProcessTest {

  private static final long SECONDS = 60;

  private static final String DOWNLOAD =
      "curl -q -sS -m 9 --disable-epsv -u {user}:{password} ftp://{host}/report.csv";

  @Test
  void endsAsTheCommandEnds() throws Exception {
    assertThat(run("exit 7").status()).isEqualTo(7);
    assertThat(run("true").status()).isZero();
    assertThat(run("kill -KILL $$").status()).isEqualTo(128 + 9);
  }

  /** Not once more without isolation, as if it had never begun. */
  @Test
  void aCommandThatEndsWithOneRunsOnce() throws Exception {
    Result once = run("echo once; exit 1");

    assertThat(once.output()).isEqualTo("once\n");
    assertThat(once.status()).isEqualTo(1);
  }

  @Test
  void saysNothingOfItsOwnIfAllIsWell() throws Exception {
    Result quiet = run("echo out; echo err >&2");

    assertThat(quiet.output()).isEqualTo("out\n");
    assertThat(quiet.errors()).isEqualTo("err\n");
  }

  @Test
  void tellsTheCommandWhereTheServerIs() throws Exception {
    Result told =
        Ftpnat.here()
            .run(
                "run",
                "PRIVATE_IP_PASV",
                "--network",
                "simulated",
                "--tls",
                "required",
                "--user",
                "me",
                "--",
                "sh",
                "-c",
                "echo {host} $FTPNAT_HOST $FTPNAT_PORT $FTPNAT_USER {password} {tls}"
                    + " $FTPNAT_NETWORK $FTPNAT_SCENARIO {unknown} $FTPNAT_URL;"
                    + " [ -d \"$FTPNAT_DIRECTORY\" ] && grep -c BEGIN \"$FTPNAT_CA_FILE\";"
                    + " [ \"$ALL_PROXY\" = \"socks5h://$FTPNAT_SOCKS\" ] && echo proxy");

    assertThat(told.output())
        .isEqualTo(
            "203.0.113.7 203.0.113.7 21 me secret required simulated PRIVATE_IP_PASV {unknown}"
                + " ftp://me:secret@203.0.113.7:21/\n1\nproxy\n");
  }

  @Test
  void passesStandardInputOn() throws Exception {
    Process process = Ftpnat.here().builder("run", "DIRECT", "--", "wc", "-c").start();
    try (OutputStream input = process.getOutputStream()) {
      input.write(new byte[3_000_000]);
    }

    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8).strip())
        .isEqualTo("3000000");
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void passesAHundredMegabytesOn() throws Exception {
    Process process =
        Ftpnat.here().builder("run", "DIRECT", "--", "head", "-c", "100M", "/dev/zero").start();
    long size = 0;
    byte[] buffer = new byte[1 << 16];
    try (InputStream output = process.getInputStream()) {
      for (int count = output.read(buffer); count >= 0; count = output.read(buffer)) {
        size += count;
      }
    }

    assertThat(size).isEqualTo(100L << 20);
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void aCommandThatIsNotThereIsNamed() throws Exception {
    Result missing = Ftpnat.here().run("run", "DIRECT", "--", "slepe", "1");

    assertThat(missing.status()).isEqualTo(127);
    assertThat(missing.errors())
        .contains("there is no program `slepe`")
        .contains("Did you mean `sleep`?");
  }

  @Test
  void aFileThatIsNoProgramIsNamed() throws Exception {
    Path file = Files.writeString(Ftpnat.newDirectory().resolve("script"), "#!/bin/sh\n");

    Result notExecutable = Ftpnat.here().run("run", "DIRECT", "--", file.toString());

    assertThat(notExecutable.status()).isEqualTo(126);
    assertThat(notExecutable.errors()).contains("chmod +x");
  }

  @Test
  void aCommandThatHangsIsEnded() throws Exception {
    Result hung = Ftpnat.here().run("run", "DIRECT", "--timeout", "500ms", "--", "sleep", "600");

    assertThat(hung.status()).isEqualTo(124);
    assertThat(hung.errors()).contains("sleep was ended after 500 ms");
  }

  @Test
  void aCommandThatHangsAndDoesNotListenIsEnded() throws Exception {
    Result hung =
        Ftpnat.here()
            .run(
                "run",
                "DIRECT",
                "--timeout",
                "500ms",
                "--",
                "sh",
                "-c",
                "trap '' TERM; while :; do sleep 1; done");

    assertThat(hung.status()).isEqualTo(124);
    assertThat(hung.errors()).contains("sh was ended after 500 ms");
  }

  @Test
  void aCommandThatCannotBeExecutedIsNamed() throws Exception {
    Path script =
        Files.writeString(Ftpnat.newDirectory().resolve("script"), "#!/no/such/interpreter\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));

    Result script126 = Ftpnat.here().run("run", "DIRECT", "--", script.toString());

    assertThat(script126.status()).isEqualTo(126);
    assertThat(script126.errors())
        .contains("can't be run")
        .contains("Its first line is `#!/no/such/interpreter`");
  }

  /** As Go's module cache is. */
  @ParameterizedTest
  @ValueSource(strings = {"kernel", "simulated"})
  void whatACommandHasMadeReadOnlyGoesAsWell(String network) throws Exception {
    Ftpnat nobody = Ftpnat.asNobody();
    if (network.equals("kernel")) {
      nobody.needingTheKernel();
    }
    String script =
        "for d in \"$FTPNAT_DIRECTORY\" \"$(dirname \"$FTPNAT_DIRECTORY\")\"; do"
            + " mkdir \"$d/sealed\" && touch \"$d/sealed/f\" && chmod 500 \"$d/sealed\""
            + " || exit 9; done; echo $FTPNAT_DIRECTORY";

    Result done = nobody.run("run", "DIRECT", "--network", network, "--", "sh", "-c", script);

    assertThat(done.status()).as(done.errors()).isZero();
    assertThat(done.errors()).isEmpty();
    assertThat(Path.of(done.output().strip()).getParent()).doesNotExist();
  }

  @Test
  void whatIsPrintedIsUtf8InThePosixLocaleToo() throws Exception {
    ProcessBuilder builder =
        Ftpnat.here()
            .builder(
                words(
                    "run EPSV_ONLY --tls none --network simulated -- curl -q -sS -m 9"
                        + " --disable-epsv -u {user}:{password} ftp://{host}/"));
    builder.environment().put("LC_ALL", "C");

    Process process = builder.start();

    assertThat(new String(process.getErrorStream().readAllBytes(), UTF_8)).contains("◄─");
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whatThePosixLocaleCannotReadIsRefused() throws Exception {
    // Java passes on what it can write in its own locale: sh makes the argument.
    ProcessBuilder builder = Ftpnat.here().builder("run", "DIRECT", "--", "echo");
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "exec \"$@\" $(printf 'b\\303\\266se')"));
    command.add("sh");
    command.addAll(builder.command());
    builder.command(command).environment().put("LC_ALL", "C");

    Process process = builder.start();

    assertThat(new String(process.getErrorStream().readAllBytes(), UTF_8))
        .contains("the argument 5, `b??se`, isn't text")
        .contains("set LC_ALL=C.UTF-8");
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
  }

  @Test
  void itRunsWhereCountingIsPersian() throws Exception {
    ProcessBuilder builder =
        Ftpnat.here()
            .builder(words("run PRIVATE_IP_PASV --network simulated -- sh -c", "echo $FTPNAT_URL"));
    builder.environment().put("JDK_JAVA_OPTIONS", "-Duser.language=fa -Duser.country=IR");

    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();

    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
        .isEqualTo("ftp://ftpnat:secret@203.0.113.7:21/\n");
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"})
  void aCollectorThatTheEnvironmentChoosesIsTaken(String variable) throws Exception {
    ProcessBuilder builder = Ftpnat.here().builder("run", "DIRECT", "--", "sh", "-c", "exit 5");
    builder.environment().put(variable, "-XX:+UseParallelGC");

    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(5);
  }

  @Test
  void theUsersOwnProxiesAreNotTheCommands() throws Exception {
    ProcessBuilder builder =
        Ftpnat.here()
            .builder(
                words("run DIRECT --network simulated -- sh -c", "env | grep -i _proxy= | sort"));
    for (String name : List.of("socks_proxy", "FTP_PROXY", "all_proxy", "no_proxy")) {
      builder.environment().put(name, "http://proxy.example:3128");
    }

    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();

    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8).lines())
        .hasSize(4)
        .noneMatch(line -> line.contains("example"));
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  /** As in a container that has the capability, and a kernel or a filter that refuses. */
  @Test
  void whereNoNetworkNamespaceCanBeMadeItIsSimulated() throws Exception {
    Path programs = Ftpnat.newDirectory();
    Path unshare =
        Files.writeString(
            programs.resolve("unshare"), "#!/bin/sh\necho unshare: not permitted >&2\nexit 1\n");
    Files.setPosixFilePermissions(unshare, PosixFilePermissions.fromString("rwxr-xr-x"));
    ProcessBuilder builder =
        Ftpnat.here()
            .builder(
                words("run DIRECT --network simulated -- sh -c", "echo $FTPNAT_NETWORK; exit 3"));
    builder.environment().merge("PATH", programs + ":", (path, first) -> first + path);

    Process process = builder.start();
    process.getOutputStream().close();

    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).isEqualTo("simulated\n");
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(3);
  }

  @Test
  void whereThereMayBeNoNetworkNamespaceNoneIsTried() throws Exception {
    ProcessBuilder builder =
        Ftpnat.here().builder(words("run DIRECT -- sh -c", "echo $FTPNAT_NETWORK; exit 3"));
    Result done = inUserNamespace("echo 0 >/proc/sys/user/max_net_namespaces", builder, "true");

    assertThat(done.output()).as(done.errors()).isEqualTo("simulated\n");
    assertThat(done.status()).isEqualTo(3);
    assertThat(done.errors()).contains("on the simulated network").doesNotContain("unshare failed");
  }

  @Test
  void aDirectoryFromWhichNothingRunsIsNamed() throws Exception {
    Path temporary = Ftpnat.newDirectory();
    ProcessBuilder builder = Ftpnat.here().builder("run", "DIRECT", "--", "true");
    builder.command().add(1, "-Djava.io.tmpdir=" + temporary);

    Result refused = inUserNamespace("mount -t tmpfs -o noexec none " + temporary, builder, "true");

    assertThat(refused.status()).isEqualTo(70);
    assertThat(refused.errors())
        .contains("native code can't be loaded")
        .contains("java -Djava.io.tmpdir=/elsewhere -jar ftpnat.jar");
  }

  /** Where an ordinary user is root, as much as is needed to spoil something. */
  private static Result inUserNamespace(String before, ProcessBuilder builder, String trial)
      throws Exception {
    List<String> unshare =
        List.of("unshare", "--user", "--map-root-user", "--mount", "--", "sh", "-c");
    List<String> tried = new ArrayList<>(unshare);
    tried.add(before + " && " + trial);
    assumeTrue(
        new ProcessBuilder(tried)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor()
            == 0,
        "no user namespaces here");
    List<String> command = new ArrayList<>(unshare);
    command.add(before + " && exec \"$@\"");
    command.add("sh");
    command.addAll(builder.command());
    Path errors = Files.createTempFile(Ftpnat.newDirectory(), "err", ".txt");
    Process process = builder.command(command).redirectError(errors.toFile()).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), output, Files.readString(errors));
  }

  @Test
  void whoHasAllTheTimeTakesAsLongAsItTakes() throws Exception {
    Result done = Ftpnat.here().run(words("run DIRECT --timeout 0 -- sh -c", "sleep 0.1; exit 6"));

    assertThat(done.status()).as(done.errors()).isEqualTo(6);
  }

  @Test
  void aFilesNameMayHaveAnEqualsSign() throws Exception {
    Path directory = Ftpnat.newDirectory();
    Path file = Files.writeString(directory.resolve("a=b.csv"), "a;b");

    Result plain =
        Ftpnat.here().run(words("run DIRECT --file " + file + " -- sh -c", "ls $FTPNAT_DIRECTORY"));
    Result named =
        Ftpnat.here()
            .run(words("run DIRECT --file " + file + "=x=y -- sh -c", "ls $FTPNAT_DIRECTORY"));

    assertThat(plain.output()).as(plain.errors()).isEqualTo("a=b.csv\n");
    assertThat(named.output()).as(named.errors()).isEqualTo("x=y\n");
  }

  @Test
  void whatItsCommandEndsTheControlInterfaceDoesNot() throws Exception {
    Result asked =
        Ftpnat.here()
            .run(
                words(
                    "run DIRECT --network simulated --control -- sh -c",
                    "curl -q -sS -w '%{http_code}' -d '' $FTPNAT_CONTROL/v1/end"));

    assertThat(asked.output())
        .as(asked.errors())
        .contains("the environment ends with the command of `ftpnat run`")
        .endsWith("409");
  }

  @Test
  void whoMayStayInTheMachinesNetworkIsThere() throws Exception {
    Result shared =
        Ftpnat.here()
            .run(
                "run",
                "DIRECT",
                "--share-network",
                "--",
                "sh",
                "-c",
                "echo $FTPNAT_NETWORK; readlink /proc/self/ns/net");

    assertThat(shared.output())
        .as(shared.errors())
        .isEqualTo("simulated\n" + Files.readSymbolicLink(Path.of("/proc/self/ns/net")) + "\n");
  }

  @Test
  void anEmptyCommandIsNotFound() throws Exception {
    Result empty = Ftpnat.here().run("run", "DIRECT", "--", "", "x");

    assertThat(empty.status()).isEqualTo(127);
    assertThat(empty.errors()).contains("the command is empty");
  }

  @Test
  void aFileThatIsGivenTwiceIsNamed() throws Exception {
    String file = Files.writeString(Ftpnat.newDirectory().resolve("a b"), "x").toString();

    Result twice = Ftpnat.here().run("run", "DIRECT", "--file", file, "--file", file, "--", "true");

    assertThat(twice.status()).isEqualTo(2);
    assertThat(twice.errors()).contains("--file: `a b` is given twice; FILE=NAME");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT", "HUP", "USR1"})
  void passesSignalsOn(String signal) throws Exception {
    Process process =
        Ftpnat.inForeground()
            .builder(
                "run",
                "DIRECT",
                "--",
                "sh",
                "-c",
                "trap 'echo got; exit 33' " + signal + "; echo ready; while :; do sleep 0.1; done")
            .start();
    try (BufferedReader output = lines(process)) {
      assertThat(output.readLine()).isEqualTo("ready");
      await(() -> catchesSignals(process));

      signal(signal, process);

      assertThat(output.readLine()).isEqualTo("got");
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(33);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Which the terminal sends to all that are in its foreground. */
  @Test
  void anInterruptOfTheTerminalComesOnce() throws Exception {
    Path script =
        Files.writeString(
            Ftpnat.newDirectory().resolve("terminal.py"),
            """
            import os, pty, signal, sys, time
            process, terminal = pty.fork()
            if process == 0:
                signal.signal(signal.SIGINT, signal.SIG_DFL)
                os.execvp(sys.argv[1], sys.argv[1:])
            said = b""
            while b"ready" not in said:
                said += os.read(terminal, 1000)
            def caught():
                with open(f"/proc/{process}/status") as status:
                    return int(status.read().split("SigCgt:")[1].split()[0], 16) & 1 << 9
            end = time.monotonic() + 30
            while not caught() and time.monotonic() < end:
                time.sleep(0.01)
            os.write(terminal, bytes([3]))
            try:
                while True:
                    more = os.read(terminal, 1000)
                    if not more:
                        break
                    said += more
            except OSError:
                pass
            print(said.count(b"got"), os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
            """);
    ProcessBuilder builder =
        Ftpnat.here()
            .builder(
                "run",
                "DIRECT",
                "--show",
                "never",
                "--",
                "sh",
                "-c",
                "trap 'n=$((n+1)); echo g''ot' INT; echo rea''dy; i=0;"
                    + " while [ $i -lt 15 ]; do sleep 0.1; i=$((i+1)); done; exit $((n+40))");
    builder.command().addAll(0, List.of("python3", script.toString()));
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();

    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).isEqualTo("1 41\n");
    assertThat(process.waitFor()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"root, first", "root, second", "nobody, first", "nobody, second"})
  void nothingStaysBehindOfOneThatIsKilled(String user, String which) throws Exception {
    Ftpnat ftpnat = user.equals("root") ? Ftpnat.here() : Ftpnat.asNobody();
    Process process =
        ftpnat
            .builder(
                "run",
                "PRIVATE_IP_PASV",
                "--",
                "sh",
                "-c",
                "sleep 601 & (setsid sleep 602 &) ;"
                    + " echo $FTPNAT_RUN $FTPNAT_DIRECTORY $PPID; sleep 603")
            .start();
    String[] said;
    try (BufferedReader output = lines(process)) {
      said = output.readLine().split(" ");
    }
    assertThat(processesOf(said[0])).isGreaterThan(3);

    if (which.equals("first")) {
      process.destroyForcibly();
    } else {
      signal("KILL", ProcessHandle.of(Long.parseLong(said[2])).orElseThrow());
    }

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    await(() -> processesOf(said[0]) == 0 && Files.notExists(Path.of(said[1]).getParent()));
    assertThat(Path.of("/tmp/hsperfdata_" + process.info().user().orElse("root")))
        .satisfiesAnyOf(
            directory -> assertThat(directory).doesNotExist(),
            directory -> assertThat(directory.resolve("" + process.pid())).doesNotExist());
  }

  @Test
  void whatACommandLeavesRunningEndsWithIt() throws Exception {
    Result left = run("setsid sleep 604 >/dev/null 2>&1 & echo $FTPNAT_RUN");

    assertThat(left.status()).isZero();
    assertThat(processesOf(left.output().strip())).isZero();
  }

  @Test
  void aFailureIsExplained() throws Exception {
    for (Ftpnat ftpnat : new Ftpnat[] {Ftpnat.here(), Ftpnat.asNobody()}) {
      ftpnat.needingTheKernel();
      Path file = Files.writeString(Ftpnat.newDirectory().resolve("report.csv"), "a;b");

      Result failed =
          ftpnat.run(words("run EPSV_ONLY --network kernel --file " + file + " -- " + DOWNLOAD));

      assertThat(failed.status()).isNotZero();
      assertThat(failed.errors())
          .contains("curl ended with " + failed.status())
          .contains("COMMAND_REFUSED: The server refuses PASV")
          .contains("Ways out:")
          .contains("◄─")
          .contains("502 Command not implemented");
    }
  }

  @Test
  void anOrdinaryUserIsOnTheKernelNetworkToo() throws Exception {
    Ftpnat ftpnat = Ftpnat.asNobody().needingTheKernel();
    Path file = Files.writeString(Ftpnat.newDirectory().resolve("report.csv"), "a;b");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    Result got =
        ftpnat.run(
            words(
                "run ALG_REWRITES --tls none --file " + file + " -- sh -c",
                "echo $FTPNAT_NETWORK; " + DOWNLOAD));

    assertThat(got.output()).as(got.errors()).isEqualTo("kernel\na;b");
    assertThat(got.status()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"root", "nobody"})
  void tlsIsCheckedByTheFileThatTheCommandIsTold(String user) throws Exception {
    Ftpnat ftpnat = (user.equals("root") ? Ftpnat.here() : Ftpnat.asNobody()).needingTheKernel();
    Path file = Files.writeString(Ftpnat.newDirectory().resolve("report.csv"), "a;b");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    String[] run =
        words("run DIRECT --network kernel --show never --file " + file + " -- sh -c", "");
    String download = "curl -q -sS -m 9 --ssl-reqd %s \"$FTPNAT_URL\"report.csv";

    run[run.length - 1] =
        "echo $FTPNAT_NETWORK $FTPNAT_TLS; " + download.formatted("--cacert $FTPNAT_CA_FILE");
    Result got = ftpnat.run(run);
    run[run.length - 1] = download.formatted("");
    Result untrusted = ftpnat.run(run);

    assertThat(got.output()).as(got.errors()).isEqualTo("kernel explicit\na;b");
    assertThat(got.status()).isZero();
    assertThat(untrusted.status()).as(untrusted.errors()).isEqualTo(60);
    assertThat(untrusted.output()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"root, kernel", "nobody, kernel", "root, simulated"})
  void aDeviceStandsBeforeTheServer(String user, String network) throws Exception {
    Ftpnat ftpnat = user.equals("root") ? Ftpnat.here() : Ftpnat.asNobody();
    if (network.equals("kernel")) {
      ftpnat.needingTheKernel();
    }
    Path file = Files.writeString(Ftpnat.newDirectory().resolve("report.csv"), "a;b");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    String rest = " --tls none --network " + network + " --file " + file + " -- sh -c";
    String script = "echo $FTPNAT_SCENARIO; " + DOWNLOAD;

    Result withAlg = ftpnat.run(words("run --device cisco-asa" + rest, script));
    Result without = ftpnat.run(words("run --device SLIRP4NETNS" + rest, script));
    Result atClient =
        ftpnat.run(words("run --device slirp4netns --device-side client" + rest, script));

    assertThat(withAlg.output()).as(withAlg.errors()).isEqualTo("CISCO_ASA\na;b");
    assertThat(without.status()).isNotZero();
    assertThat(without.errors()).contains("SLIRP4NETNS").contains("PASSIVE_PORT_NOT_FORWARDED");
    assertThat(atClient.output()).as(atClient.errors()).isEqualTo("SLIRP4NETNS\na;b");
  }

  @Test
  void aServerThatHasIpv6AloneIsThereByItsUrl() throws Exception {
    Ftpnat.here().needingTheKernel();
    Path file = Files.writeString(Ftpnat.newDirectory().resolve("report.csv"), "a;b");

    Result got =
        Ftpnat.here()
            .run(
                words(
                    "run IPV6_ONLY --network kernel --file " + file + " -- sh -c",
                    "curl -q -sS -m 9 \"$FTPNAT_URL\"report.csv"));

    assertThat(got.output()).as(got.errors()).isEqualTo("a;b");
  }

  @Test
  void aCommandThatSaysNothingOfItsFailureIsFoundOut() throws Exception {
    Ftpnat.here().needingTheKernel();

    Result silent = Ftpnat.here().run(words("run EPSV_ONLY -- sh -c", DOWNLOAD + " || true"));

    assertThat(silent.status()).isZero();
    assertThat(silent.errors()).contains("ended with 0").contains("Silently wrong");
  }

  @Test
  void theSimulatedNetworkIsReachedBySocks() throws Exception {
    Path file = Files.writeString(Ftpnat.newDirectory().resolve("report.csv"), "a;b");

    Result got =
        Ftpnat.here()
            .run(
                words(
                    "run EXTERNAL_ADDRESS --network simulated --file " + file + " -- " + DOWNLOAD));

    assertThat(got.output()).as(got.errors()).isEqualTo("a;b");
  }

  @Test
  void whoKnowsNoSocksIsToldAndGetsNowhere() throws Exception {
    Result lost =
        Ftpnat.here()
            .run(
                words(
                    "run DIRECT --network simulated -- curl -q -sS -m 9 --noproxy *"
                        + " -u {user}:{password} ftp://{host}/"));

    assertThat(lost.status()).isEqualTo(7);
    assertThat(lost.errors())
        .contains("curl: (7)")
        .contains("curl never came to the simulated network")
        .contains("socks5h://127.0.0.1:");
  }

  @Test
  void whatTheKernelCannotPlayIsSimulatedAndSaid() throws Exception {
    Ftpnat.here().needingTheKernel();

    Result simulated = Ftpnat.here().run("run", "EPSV_BLIND_ALG", "--", "true");

    assertThat(simulated.errors())
        .contains("on the simulated network, for commands that speak SOCKS 5")
        .contains("its FTP helper is nf_nat_ftp, so it can't be EPSV_BLIND");
  }

  @Test
  void aCommandMayAskTheControlInterface() throws Exception {
    Result asked =
        Ftpnat.here()
            .run(
                words(
                    "run DIRECT --control -- sh -c",
                    "env -u ALL_PROXY -u all_proxy curl -q -sS $FTPNAT_CONTROL/v1/environment"));

    assertThat(asked.output()).as(asked.errors()).contains("\"scenario\": \"DIRECT\"");
  }

  private static Result run(String script) throws Exception {
    return Ftpnat.here().run("run", "DIRECT", "--", "sh", "-c", script);
  }

  private static String[] words(String line, String... more) {
    String[] words = line.split(" ");
    String[] all = java.util.Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return all;
  }

  /** They end with the process, which is ended if it takes too long. */
  private static BufferedReader lines(Process process) {
    CompletableFuture.delayedExecutor(SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
    return new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  /**
   * On a busy machine the first JVM may come to it later than the command begins: SIGUSR1 shows.
   */
  private static boolean catchesSignals(Process process) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith("SigCgt:"))
          .anyMatch(line -> (Long.parseUnsignedLong(line.split("\\s+")[1], 16) & 1 << 9) != 0);
    } catch (IOException e) {
      return false;
    }
  }

  private static void signal(String name, Process process) throws Exception {
    signal(name, process.toHandle());
  }

  private static void signal(String name, ProcessHandle process) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor())
        .isZero();
  }

  private static long processesOf(String mark) {
    return ProcessHandle.allProcesses()
        .filter(process -> environ(process).contains("FTPNAT_RUN=" + mark))
        .count();
  }

  private static String environ(ProcessHandle process) {
    try {
      return new String(Files.readAllBytes(Path.of("/proc/" + process.pid() + "/environ")), UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private static void await(java.util.function.BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
