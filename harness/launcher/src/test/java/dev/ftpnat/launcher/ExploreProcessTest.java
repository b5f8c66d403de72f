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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ftpnat explore}, with curl and with shell scripts around it that make it worse. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the tests use Linux's shell")
@Timeout(120)
class ExploreProcessTest {

  private static final String CURL = "curl -q -sS -m 4 {url}report.csv";

  private Path directory;

  @BeforeEach
  void file() throws Exception {
    directory = Ftpnat.newDirectory();
    Files.writeString(directory.resolve("report.csv"), "a;b\n".repeat(1000));
  }

  private Result explore(String settings, String... command) throws Exception {
    List<String> args = new ArrayList<>(List.of("explore"));
    args.addAll(List.of(settings.split(" ")));
    args.addAll(List.of("--get", "report.csv", "--"));
    args.addAll(List.of(command));
    return Ftpnat.here().in(directory).run(args.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "simulated"})
  void whoseFailuresNobodyHearsOfIsSilentlyWrong(String network) throws Exception {
    Result result =
        explore(
            "--tls none --networks 40 --jobs 8 --network " + network,
            "sh",
            "-c",
            CURL + " || exit 0");

    assertThat(result.status()).as(result.errors() + result.output()).isEqualTo(1);
    assertThat(result.output())
        .startsWith("40 ")
        .contains(
            " networks (seed 1) in ", "=== 1. It was silently wrong (", "(SCRIPTED_REPLY) in ")
        .contains("It ended with 0, but report.csv: neither in {work} nor on standard output")
        .contains("Topology network =\n    Topology.builder()", ".build();", "├─ ")
        .contains("All of it: ftpnat-report/explore.txt");
    assertThat(directory.resolve("ftpnat-report/explore.txt"))
        .content()
        .startsWith(result.output().substring(0, 500));
    try (var findings = Files.list(directory.resolve("ftpnat-report/findings"))) {
      Path first = findings.sorted().findFirst().orElseThrow();
      assertThat(first.getFileName()).hasToString("1-never_silently_wrong");
      assertThat(first.resolve("network.java")).content().startsWith("Topology network =");
      assertThat(first.resolve("ladder.svg")).content().startsWith("<svg");
      assertThat(first.resolve("finding.txt")).content().contains(" where ");
      assertThat(first.resolve("events.txt")).content().isNotEmpty();
    }
  }

  /** As on any other way in, but that networks of IPv6 alone aren't drawn, which it can't play. */
  @Test
  void explorersOfLoopbackComeByPortsOf127001() throws Exception {
    Result result =
        explore(
            "--tls none --networks 40 --jobs 8 --attachment loopback",
            "sh",
            "-c",
            CURL + " || exit 0");

    assertThat(result.status()).as(result.errors() + result.output()).isEqualTo(1);
    assertThat(result.output())
        .startsWith("40 ")
        .contains("=== 1. It was silently wrong (", "(SCRIPTED_REPLY) in ")
        .contains("Topology network =\n    Topology.builder()")
        .doesNotContain("It contacted another address (a public address)");
    assertThat(directory.resolve("ftpnat-report/findings/1-never_silently_wrong/events.txt"))
        .content()
        .contains("client connects ");
  }

  @Test
  void whoSaysThatItFailedHasNoFault() throws Exception {
    Path earlier = directory.resolve("ftpnat-report/findings/1-ends_in_time");
    Files.createDirectories(earlier);

    Result result = explore("--tls none --networks 20 --jobs 8", CURL.split(" "));

    assertThat(result.output()).startsWith("20 ").contains("; nothing was found");
    assertThat(result.status()).as(result.output()).isZero();
    assertThat(earlier).doesNotExist();
  }

  @Test
  void whoNeedsNotFailIsFoundIfThatIsAsked() throws Exception {
    Result result =
        explore(
            "--tls none --networks 40 --finds-a-way",
            "sh",
            "-c",
            CURL.replace("-q", "-q --disable-epsv --no-ftp-skip-pasv-ip"));

    assertThat(result.output()).contains("It found no way where there is one (");
    assertThat(result.output()).contains("It ended with ", "curl: (");
    assertThat(result.status()).isEqualTo(1);
  }

  @Test
  void lastWordsMayBeCutWithinACharacter() throws Exception {
    Result result =
        explore(
            "--tls none --networks 40 --finds-a-way",
            "sh",
            "-c",
            CURL.replace("-q", "-q --disable-epsv --no-ftp-skip-pasv-ip")
                + " || { echo 'x"
                + "\ud83d\ude00".repeat(300)
                + "' >&2; exit 7; }");

    assertThat(result.status()).as(result.errors() + result.output()).isEqualTo(1);
    assertThat(directory.resolve("ftpnat-report/explore.txt")).content().contains("?…");
  }

  @Test
  void whoIsEndedByASignalStumbles() throws Exception {
    Result result =
        explore("--tls none --networks 14 --seed 2", "sh", "-c", CURL + " || kill -SEGV $$");

    assertThat(result.output())
        .contains("It stumbled over its own code (SIGSEGV) in ")
        .contains("It was ended by the signal SIGSEGV where ");
    assertThat(result.status()).isEqualTo(1);
    Result ignored =
        explore(
            "--tls none --networks 14 --seed 2 --ignore never-stumbles",
            "sh",
            "-c",
            CURL + " || kill -SEGV $$");
    assertThat(ignored.status()).as(ignored.output()).isZero();
  }

  @Test
  void whoWaitsForEverDoesNotEndInTime() throws Exception {
    Result result =
        explore(
            "--tls none --networks 14 --seed 2 --ends-within 5s",
            "sh",
            "-c",
            CURL + " || sleep 60");

    assertThat(result.output())
        .contains("It didn't end in time (")
        .containsPattern("It was still running after [45]\\d{3} ms");
    assertThat(result.status()).isEqualTo(1);
  }

  @Test
  void whatFailsWhereNothingIsInTheWayIsNotExplored() throws Exception {
    Result result = explore("--networks 5", "sh", "-c", "echo not today >&2; exit 7");

    assertThat(result.errors())
        .contains("the command fails where nothing is in its way. It ended with 7: not today");
    assertThat(result.output()).isEmpty();
    assertThat(result.status()).isEqualTo(3);
  }
}
