package dev.ftpnat.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ftpnat.FtpNat;
import dev.ftpnat.NeedsKernel;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import dev.ftpnat.trace.diagnosis.WayOut;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Real clients that don't trust the server's certificate are told so, and trust is the way out. */
@NeedsKernel
class DistrustTest {

  /** Clients with the TLS libraries that they come with. */
  private enum Client {
    /** OpenSSL or GnuTLS, by the system. */
    CURL("curl") {
      @Override
      List<String> command(
          FtpNat nat, String protocol, Optional<Path> ca, List<String> more, Path to) {
        List<String> command =
            new ArrayList<>(List.of("curl", "-q", "-sS", "--max-time", "20", "-o", "" + to));
        command.addAll(more);
        command.add("--ssl-reqd");
        ca.ifPresent(file -> command.addAll(List.of("--cacert", file.toString())));
        command.addAll(
            List.of("--user", nat.username() + ":" + nat.password(), url(nat, protocol) + "/a"));
        return command;
      }
    },
    /** GnuTLS. */
    LFTP("lftp") {
      @Override
      List<String> command(
          FtpNat nat, String protocol, Optional<Path> ca, List<String> more, Path to) {
        String trust = ca.map(file -> "set ssl:ca-file " + file + "; ").orElse("");
        return List.of(
            "lftp",
            "--norc",
            "-c",
            trust
                + "set cmd:fail-exit yes; set ftp:ssl-force yes; set net:timeout 10;"
                + " set net:max-retries 1; set net:reconnect-interval-base 1;"
                + " open -u %s,%s %s; get a -o %s"
                    .formatted(nat.username(), nat.password(), url(nat, protocol), to));
      }
    },
    /** GnuTLS or OpenSSL. */
    WGET("wget") {
      @Override
      List<String> command(
          FtpNat nat, String protocol, Optional<Path> ca, List<String> more, Path to) {
        List<String> command = new ArrayList<>(List.of("wget", "--no-config", "-q", "-O", "" + to));
        command.addAll(List.of("--tries=1", "--timeout=10"));
        if (protocol.equals("ftps-implicit")) {
          command.add("--ftps-implicit");
        }
        ca.ifPresent(file -> command.add("--ca-certificate=" + file));
        command.add("--ftp-user=" + nat.username());
        command.add("--ftp-password=" + nat.password());
        command.add("ftps://%s:%d/a".formatted(nat.host(), nat.port()));
        return command;
      }
    };

    private final String program;

    Client(String program) {
      this.program = program;
    }

    boolean isHere() {
      return Stream.of(System.getenv("PATH").split(":"))
          .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    private static String url(FtpNat nat, String protocol) {
      String scheme = protocol.equals("ftps-implicit") ? "ftps" : "ftp";
      return "%s://%s:%d".formatted(scheme, nat.host(), nat.port());
    }

    abstract List<String> command(
        FtpNat nat, String protocol, Optional<Path> ca, List<String> more, Path to);
  }

  @TempDir Path directory;

  private static Stream<Arguments> clients() {
    return Stream.of(Client.values())
        .flatMap(
            client ->
                Stream.of(TlsMode.EXPLICIT, TlsMode.IMPLICIT)
                    .flatMap(
                        mode ->
                            client == Client.CURL
                                ? Stream.of("--tls-max 1.2", "--tls-max 1.3")
                                    .map(more -> Arguments.of(client, mode, more))
                                : Stream.of(Arguments.of(client, mode, ""))));
  }

  @ParameterizedTest
  @MethodSource("clients")
  void trustIsTheWayOut(Client client, TlsMode mode, String settings) throws Exception {
    if (!client.isHere()) {
      System.out.println("skipped: " + client.program + " is missing");
    }
    assumeTrue(client.isHere(), client.program + " is missing");
    Path to = directory.resolve("downloaded");
    List<String> more = settings.isEmpty() ? List.of() : List.of(settings.split(" "));
    String protocol = mode == TlsMode.IMPLICIT ? "ftps-implicit" : "ftp";
    try (FtpNat nat = start(mode)) {
      assertThat(run(nat, client.command(nat, protocol, Optional.empty(), more, to), to)).isEmpty();

      Diagnosis diagnosis = diagnosis(nat);
      assertThat(diagnosis.cause())
          .as("%s%n%s", diagnosis, nat.trace())
          .isEqualTo(Cause.CERTIFICATE_NOT_TRUSTED);
      assertThat(diagnosis.sentence()).doesNotContain("Insufficient buffer");
      assertThat(diagnosis.waysOut())
          .extracting(WayOut::kind)
          .containsExactly(WayOut.Kind.TRUST_CERTIFICATE);
    }
    try (FtpNat nat = start(mode)) {
      assertThat(
              run(nat, client.command(nat, protocol, Optional.of(nat.caPemFile()), more, to), to))
          .isEqualTo("content");
      assertThat(nat.trace().diagnoses()).isEmpty();
    }
  }

  private static FtpNat start(TlsMode mode) throws IOException {
    FtpNat nat =
        FtpNat.builder(Scenario.DIRECT.topology().withTls(mode)).network(Network.KERNEL).start();
    Files.writeString(nat.serverDirectory().resolve("a"), "content");
    return nat;
  }

  /** What the client has downloaded. */
  private static String run(FtpNat nat, List<String> command, Path to) throws IOException {
    nat.exec(command.toArray(String[]::new));
    return Files.exists(to) ? Files.readString(to) : "";
  }

  private static Diagnosis diagnosis(FtpNat nat) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (nat.trace().diagnosis().isEmpty()) {
      assertThat(System.nanoTime()).as("%s", nat.trace()).isLessThan(deadline);
      Thread.onSpinWait();
    }
    return nat.trace().diagnosis().orElseThrow();
  }
}
