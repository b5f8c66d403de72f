package dev.ftpnat.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatEnvironment;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import dev.ftpnat.trace.diagnosis.WayOut;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the network has seen, and how to ask for it. */
class WhatHappenedTest {

  @Test
  @FtpNatEnvironment(value = Scenario.ALG_REWRITES, network = Network.SIMULATED)
  void aLadderShowsWhatTheAlgDoes(FtpNat nat) throws IOException {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
    NaiveClient client = new NaiveClient(nat.host(), nat.port(), Optional.empty());
    client.login(nat.username(), nat.password());
    client.download("report.csv");
    client.close();

    Trace trace = nat.trace();

    assertThat(trace.diagnosis()).isEmpty();
    assertThat(trace.ladder().text()).contains("◆ opens pinhole");
  }

  @Test
  @FtpNatEnvironment(Scenario.PRIVATE_IP_PASV)
  void aDiagnosisSaysWhy(FtpNat nat) throws IOException {
    NaiveClient client = new NaiveClient(nat.host(), nat.port(), Optional.empty());
    client.login(nat.username(), nat.password());
    assertThatThrownBy(() -> client.download("report.csv")).isInstanceOf(ConnectException.class);
    client.close();

    Diagnosis diagnosis = nat.trace().diagnosis().orElseThrow();
    assertThat(diagnosis.cause()).isEqualTo(Cause.PRIVATE_ADDRESS_FOLLOWED);
    assertThat(diagnosis.waysOut()).extracting(WayOut::kind).contains(WayOut.Kind.USE_EPSV);
  }

  @Test
  void packetsAreCapturedIfAskedFor(@TempDir Path directory) throws IOException {
    try (FtpNat nat = FtpNat.builder(Scenario.EXTERNAL_ADDRESS).capture().start()) {
      assumeTrue(nat.isCapturing(), "the kernel network captures no packets");
      Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
      EpsvClient client =
          new EpsvClient(nat.host(), nat.port(), Optional.of(nat.clientSslContext()));
      client.login(nat.username(), nat.password());
      client.download("report.csv");
      client.close();

      nat.writePcapng(directory.resolve("download.pcapng"));
    }
    assertThat(directory.resolve("download.pcapng")).isNotEmptyFile();
  }
}
