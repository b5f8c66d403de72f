package dev.ftpnat.examples;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.ftpnat.Attachment;
import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A program that is told of no proxy: it gets onto the network by a port of 127.0.0.1. */
class LoopbackTest {

  @Test
  @FtpNatEnvironment(value = Scenario.PRIVATE_IP_PASV, attachment = Attachment.LOOPBACK)
  void downloads(FtpNat nat) throws Exception {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
    Process curl =
        start(
            "curl",
            "-q",
            "-sS",
            "--ssl-reqd",
            "--cacert",
            nat.caPemFile().toString(),
            "--user",
            nat.username() + ":" + nat.password(),
            "ftp://%s:%d/report.csv".formatted(nat.host(), nat.port()));
    try {
      assertThat(curl.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(curl.getInputStream().readAllBytes())
          .asString(StandardCharsets.UTF_8)
          .isEqualTo("a;b");
    } finally {
      curl.destroyForcibly();
    }
    assertThat(nat).neverContactedPrivateAddress();
  }

  private static Process start(String... command) {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return abort("skipped, since curl can't be started: " + e.getMessage());
    }
  }
}
