package dev.ftpnat.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ftpnat.CommandResult;
import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import dev.ftpnat.junit.FtpNatMatrix;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only works with the kernel's own network; aborted, with the reason, where there is none. */
class KernelNetworkTest {

  @Test
  @FtpNatEnvironment(value = Scenario.ALG_REWRITES, network = Network.KERNEL)
  void aSocketChannel(FtpNat nat) throws IOException {
    try (SocketChannel channel = SocketChannel.open()) {
      channel.connect(new InetSocketAddress(nat.host(), nat.port()));
      ByteBuffer greeting = ByteBuffer.allocate(100);
      channel.read(greeting);
      assertThat(new String(greeting.array(), US_ASCII)).startsWith("220 ");
    }
  }

  @Test
  @FtpNatEnvironment(value = Scenario.ALG_REWRITES, network = Network.KERNEL)
  void anyProgram(FtpNat nat) throws IOException {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
    String url = "ftp://" + nat.host() + "/report.csv";

    CommandResult curl =
        nat.exec("curl", "-q", "-sS", "--user", nat.username() + ":" + nat.password(), url);

    assertThat(curl.output()).isEqualTo("a;b");
  }

  @Test
  @FtpNatEnvironment(value = Scenario.DIRECT, network = Network.KERNEL)
  void aProgramWithSettings(FtpNat nat, @TempDir Path home) throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/lftp")), "there is no lftp here");
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");

    String script =
        """
        set ssl:ca-file %s
        open -u ftpnat,secret %s
        cat report.csv
        """;
    CommandResult lftp =
        nat.command("lftp", "-f", "/dev/stdin")
            .input(script.formatted(nat.caPemFile(), nat.host()))
            .environment("HOME", home.toString())
            .timeout(Duration.ofSeconds(20))
            .run();

    assertThat(lftp.output()).contains("a;b");
  }

  @FtpNatMatrix(
      value = Scenario.PRIVATE_IP_PASV,
      network = {Network.SIMULATED, Network.KERNEL})
  void onBoth(FtpNat nat) throws IOException {
    FTPClient client = Clients.plain(nat);
    client.enterLocalPassiveMode();
    assertThat(client.listNames()).isEmpty();
    client.disconnect();
  }
}
