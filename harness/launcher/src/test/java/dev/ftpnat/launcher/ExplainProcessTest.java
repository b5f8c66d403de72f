package dev.ftpnat.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.launcher.Ftpnat.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What is told of the record of an earlier run. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the tests use Linux's shell")
@Timeout(120)
class ExplainProcessTest {

  private Path directory;

  @BeforeEach
  void directory() throws Exception {
    directory = Ftpnat.newDirectory();
  }

  private Result run(String scenario) throws Exception {
    return Ftpnat.here()
        .in(directory)
        .run(
            "run",
            scenario,
            "--attachment",
            "loopback",
            "--network",
            "simulated",
            "--trace",
            "trace.json",
            "--",
            "curl",
            "-q",
            "-sS",
            "-m",
            "5",
            "--disable-epsv",
            "-u",
            "{user}:{password}",
            "ftp://{host}:{port}/");
  }

  private Result explain(String... words) throws Exception {
    String[] all = new String[words.length + 1];
    all[0] = "explain";
    System.arraycopy(words, 0, all, 1, words.length);
    return Ftpnat.here().in(directory).run(all);
  }

  @Test
  void aRecordMayComeThroughAPipe() throws Exception {
    run("NOTHING_FORWARDED");
    ProcessBuilder builder = Ftpnat.here().in(directory).builder("explain", "/dev/stdin");
    List<String> command = new ArrayList<>(List.of("sh", "-c", "cat trace.json | \"$@\"", "sh"));
    command.addAll(builder.command());

    Process process =
        builder.command(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();

    assertThat(new String(process.getInputStream().readAllBytes(), "UTF-8"))
        .contains("/dev/stdin: ", "PASSIVE_PORT_NOT_FORWARDED");
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void aRecordIsToldAsTheRunWas() throws Exception {
    Result run = run("NOTHING_FORWARDED");

    Result told = explain("trace.json");

    assertThat(told.status()).as(told.errors()).isZero();
    assertThat(told.output())
        .startsWith("trace.json: NOTHING_FORWARDED\n")
        .contains("├─ PASV ─", "Ways out:")
        .contains("A client didn't get what it wanted, and none could have");
    String diagnosis = run.errors().lines().filter(line -> line.contains("227")).findFirst().get();
    assertThat(told.output()).contains(diagnosis);
    assertThat(explain("--events", "trace.json").output()).contains("server #1 > 227");
  }

  @Test
  void whatWentWellIsToldAsWell() throws Exception {
    run("DIRECT");

    assertThat(explain("trace.json").output()).contains("All went well for the network");
  }

  @Test
  void ofADirectoryAllAreToldAndWhatIsNoneIsNamed() throws Exception {
    run("DIRECT");
    String record = Files.readString(directory.resolve("trace.json"));
    for (String name : new String[] {"a", "b", "c", "d"}) {
      Files.createDirectories(directory.resolve("records/" + name));
    }
    Files.writeString(directory.resolve("records/a/trace.json"), record);
    Files.writeString(
        directory.resolve("records/b/trace.json"), record.substring(0, record.length() / 2));
    Files.writeString(
        directory.resolve("records/c/trace.json"),
        record.replace("\"version\":1", "\"version\":2"));
    Files.write(directory.resolve("records/d/trace.json"), new byte[] {(byte) 0xff, 0});

    Result told = explain("records");

    assertThat(told.status()).isEqualTo(65);
    assertThat(told.output()).startsWith("records/a/trace.json: DIRECT\n");
    assertThat(told.errors().lines())
        .anyMatch(line -> line.matches(".*b/trace.json begins as a record, and then is cut off.*"))
        .anyMatch(line -> line.matches(".*c/trace.json is a record of version 2.*a newer one"))
        .anyMatch(line -> line.matches(".*d/trace.json is no record of FtpNat: it isn't text"));
  }
}
