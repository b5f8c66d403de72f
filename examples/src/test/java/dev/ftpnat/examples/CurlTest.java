package dev.ftpnat.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import dev.ftpnat.trace.TraceEvent.Command;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client in another process, which gets onto the network through its SOCKS server. */
@FtpNatEnvironment(Scenario.PRIVATE_IP_PASV)
class CurlTest {

  @BeforeEach
  void putReport(FtpNat nat) throws IOException {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
  }

  @Test
  void downloads(FtpNat nat) throws Exception {
    assertThat(curl(nat)).isEqualTo("a;b");
    assertThat(nat.trace().commands()).noneMatch(Command::encrypted);
  }

  @Test
  void downloadsUnderTls(FtpNat nat) throws Exception {
    assertThat(curl(nat, "--ssl-reqd", "--cacert", nat.caPemFile().toString())).isEqualTo("a;b");
    assertThat(nat.trace().commands()).anyMatch(Command::encrypted);
  }

  private static String curl(FtpNat nat, String... options) throws Exception {
    InetSocketAddress socks = (InetSocketAddress) nat.socksProxy().address();
    List<String> command = new ArrayList<>(List.of("curl", "-q", "--silent", "--show-error"));
    command.add("--socks5-hostname");
    command.add(socks.getHostString() + ":" + socks.getPort());
    command.addAll(List.of(options));
    command.add("--user");
    command.add(nat.username() + ":" + nat.password());
    command.add("ftp://" + nat.hostName() + "/report.csv");

    Process process = start(command);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("exit status of curl, which said: %s", output).isZero();
    return output;
  }

  private static Process start(List<String> command) {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return abort("skipped, since curl can't be started: " + e.getMessage());
    }
  }
}
