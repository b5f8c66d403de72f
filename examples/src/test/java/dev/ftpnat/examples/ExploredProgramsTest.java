package dev.ftpnat.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ftpnat.CommandResult;
import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.script.Reply;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.topology.Vantage;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.Party;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What exploring has found of programs, each in the smallest network that shows it. They run on the
 * kernel network, as {@code ftpnat explore} has them, unless a link is at fault, and are skipped
 * where they aren't installed, or are of another version than the one that it was found of.
 */
class ExploredProgramsTest {

  private static final String CONTENT = "a;b\n".repeat(1000);

  @TempDir Path work;

  private static Topology server(UnaryOperator<Server.Builder> settings) {
    return Topology.builder()
        .name("explored")
        .server(server -> settings.apply(server.tls(TlsMode.NONE)))
        .build();
  }

  private static FtpNat start(Topology topology) throws IOException {
    FtpNat.Builder builder = FtpNat.builder(topology).network(Network.KERNEL);
    builder.missing().ifPresent(why -> abort("there is no kernel network here: " + why));
    FtpNat nat = builder.start();
    Files.writeString(nat.serverDirectory().resolve("report.csv"), CONTENT);
    return nat;
  }

  private static void assumeVersion(FtpNat nat, String program, String option, String version) {
    try {
      String found = nat.exec(program, option).output().lines().findFirst().orElse("");
      assumeTrue(found.contains(version), program + " isn't " + version + ", but " + found);
    } catch (UncheckedIOException e) {
      abort("there is no " + program + " here: " + e.getMessage());
    }
  }

  // curl -------------------------------------------------------------------------------------

  private Path downloaded() {
    return work.resolve("report.csv");
  }

  private CommandResult curl(FtpNat nat, String... options) {
    assumeVersion(nat, "curl", "--version", "curl 7.88.1 ");
    List<String> command =
        new ArrayList<>(List.of("curl", "-q", "-sS", "-m", "10", "-o", downloaded().toString()));
    command.addAll(List.of(options));
    command.addAll(List.of("--user", nat.username() + ":" + nat.password()));
    command.add("ftp://" + nat.host() + "/report.csv");
    return nat.command(command.toArray(String[]::new)).timeout(Duration.ofSeconds(30)).run();
  }

  @Test
  void curlEndsAfterOneByteIfTheSizeIsMinusOne() throws IOException {
    try (FtpNat nat = start(server(it -> it.reply("SIZE", Reply.of("213 -1"))))) {
      assertThat(curl(nat).exitCode()).isZero();
      assertThat(downloaded()).hasContent(CONTENT.substring(0, 1));
    }
  }

  @Test
  void curlDoesSoUnderTlsToo() throws IOException {
    Topology topology =
        Topology.builder().server(it -> it.reply("SIZE", Reply.of("213 -1"))).build();
    try (FtpNat nat = start(topology)) {
      CommandResult curl = curl(nat, "--ssl-reqd", "--cacert", nat.caPemFile().toString());

      assertThat(curl.exitCode()).as(curl.errors()).isZero();
      assertThat(downloaded()).hasContent(CONTENT.substring(0, 1));
    }
  }

  /** Through SOCKS: a link of the kernel network has no faults. */
  @Test
  void curlTakesADownloadThatWasCutForAWholeOneIfItKnowsNoSize() throws Exception {
    Topology topology = server(it -> it.reply("SIZE", Reply.of("213 unknown")));
    try (FtpNat nat = FtpNat.builder(topology).network(Network.SIMULATED).start()) {
      Files.writeString(nat.serverDirectory().resolve("report.csv"), CONTENT);
      nat.toxiproxy().getProxy("data").toxics().limitData("cut", ToxicDirection.DOWNSTREAM, 3);
      assumeTrue(
          new Curl(nat, false).run("", "--version").output().startsWith("curl 7.88.1 "),
          "this isn't curl 7.88.1");

      Curl.Result curl = new Curl(nat, false).run("report.csv");

      assertThat(curl.status()).isZero();
      assertThat(curl.output()).isEqualTo(CONTENT.substring(0, 3));
    }
  }

  // lftp -------------------------------------------------------------------------------------

  private CommandResult lftp(FtpNat nat) {
    assumeVersion(nat, "lftp", "--version", "LFTP | Version 4.9.2 ");
    String script =
        "set ftp:ssl-allow no; set net:timeout 4; set net:max-retries 1; open -u %s,%s %s;"
                .formatted(nat.username(), nat.password(), nat.host())
            + " get report.csv -o "
            + downloaded();
    return nat.command("lftp", "--norc", "-c", script).timeout(Duration.ofSeconds(40)).run();
  }

  /** It hears that if the reply comes before the content, which a later one doesn't. */
  @Test
  void lftpDoesNotHearThatADownloadHasFailed() throws IOException {
    Reply failure =
        Reply.of("451 Local error in processing").executing().delayed(Duration.ofMillis(500));
    try (FtpNat nat = start(server(it -> it.reply("RETR", failure)))) {
      assertThat(lftp(nat).exitCode()).isZero();
    }
  }

  @Test
  void lftpTakesADownloadWithout150ForAnEmptyFile() throws IOException {
    try (FtpNat nat = start(server(it -> it.reply("RETR", Reply.nothing().preliminary())))) {
      assertThat(lftp(nat).exitCode()).isZero();
      assertThat(downloaded()).isEmptyFile();
    }
  }

  @Test
  void lftpGoesToAnyHostThat227Names() throws IOException {
    Reply otherHost = Reply.of("227 Entering Passive Mode (192,0,2,77,{port-number})").executing();
    try (FtpNat nat = start(server(it -> it.refuse("EPSV").reply("PASV", otherHost)))) {
      lftp(nat);
      assertThat(targets(nat)).contains("192.0.2.77");
    }
  }

  @Test
  void lftpGoesToThePrivateAddressBehindANatThatHasAPrivateOneToo() throws IOException {
    Topology topology =
        Topology.builder()
            .name("explored")
            .vantage(Vantage.PRIVATE)
            .serverGateway(Gateway.builder().forwardControlPort().forwardPassivePorts().build())
            .server(server -> server.tls(TlsMode.NONE).refuse("EPSV"))
            .build();
    try (FtpNat nat = start(topology)) {
      lftp(nat);
      String behind = nat.topology().server().address().orElseThrow().getHostAddress();
      assertThat(targets(nat)).contains(behind);
    }
  }

  private static List<String> targets(FtpNat nat) {
    return nat.trace().concluded().connectionAttempts(Party.CLIENT).stream()
        .map(ConnectionAttempt::target)
        .map(target -> target.address().getHostAddress())
        .toList();
  }
}
