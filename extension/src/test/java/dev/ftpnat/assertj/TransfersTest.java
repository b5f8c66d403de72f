package dev.ftpnat.assertj;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.ftpnat.FtpNat;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;

/** What was transferred, and what failed without anybody being told. */
class TransfersTest {

  private static FTPClient passive(FtpNat nat) throws IOException {
    FTPClient client = Clients.commonsNet(nat);
    client.enterLocalPassiveMode();
    return client;
  }

  @Test
  void aWholeFileWasTransferred() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT);
        RawControl client = RawControl.login(nat)) {
      client.command("TYPE I");
      client.command("MKD in");
      client.upload("STOR in/report 100%.csv", "abc");
      client.download("RETR /in/report 100%.csv");
      assertThat(nat)
          .transferred("in/report 100%.csv", 3)
          .transferred("report 100%.csv", 3)
          .transferred("/in/report 100%.csv", 3)
          .everyTransferCompleted()
          .everyFailureWasReported();
      assertThatThrownBy(() -> assertThat(nat).transferred("report 100%.csv", 4))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining(
              "this to have been transferred:%n  report 100%%.csv, 4 bytes%nbut its transfers were:%n"
                  .formatted())
          .hasMessageContaining("transfer of STOR in/report 100%.csv completed: 3 bytes");
      assertThatThrownBy(() -> assertThat(nat).transferred("other.csv", 3))
          .hasMessageContaining("but it wasn't. These files were:")
          .hasMessageContaining("RETR /in/report 100%.csv");
    }
  }

  @Test
  void nothingIsNotEverything() {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      assertThatThrownBy(() -> assertThat(nat).transferred("a.txt", 0))
          .hasMessageEndingWith("but it wasn't.%n%nNothing happened.".formatted());
      assertThatThrownBy(() -> assertThat(nat).everyTransferCompleted())
          .hasMessageContaining("but the client asked for none.");
      assertThat(nat).everyFailureWasReported().everyFailureWasReportedBy();
    }
  }

  @Test
  void anEmptyListingThatWasRefusedIsFound() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.EPSV_ONLY)) {
      Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
      FTPClient client = passive(nat);
      assertThat(client.listFiles()).isEmpty();
      client.disconnect();
      assertThatThrownBy(() -> assertThat(nat).everyFailureWasReported())
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining(
              "to have reported every failure%nbut it returned as if all was well, and 1 failed:%n"
                  .formatted())
          .hasMessageContaining("server #1 PASV: 502 Command not implemented.")
          .hasMessageContaining("The server refuses PASV")
          .hasMessageContaining("├─ PASV");
    }
  }

  @Test
  void aFallbackMakesUpForARefusal() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.EPSV_ONLY);
        RawControl client = RawControl.login(nat)) {
      client.command("PASV");
      client.download("LIST");
      assertThat(nat).everyFailureWasReported().everyTransferCompleted();
    }
  }

  @Test
  void anExceptionReportsOneFailure() throws IOException {
    try (FtpNat nat = FtpNat.start(Clients.impatient(Scenario.NOTHING_FORWARDED))) {
      FTPClient client = passive(nat);
      Throwable thrown =
          catchThrowable(() -> client.storeFile("up.txt", new ByteArrayInputStream(new byte[3])));
      assertThat(thrown).isInstanceOf(IOException.class);
      assertThat(nat).everyFailureWasReportedBy(thrown);
      assertThatThrownBy(() -> assertThat(nat).everyFailureWasReported())
          .hasMessageContaining("and 1 failed:%n  server #1 PASV: client connects ".formatted());
      client.disconnect();
      RawControl silent = RawControl.login(nat);
      silent.command("LIST");
      assertThatThrownBy(() -> assertThat(nat).everyFailureWasReportedBy(thrown))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("each by one of:%n  java.net.".formatted())
          .hasMessageContaining("but these are 1, and 2 failed:")
          .hasMessageContaining("server #2 LIST: 503");
      silent.close();
    }
  }

  @Test
  void aFileThatIsNotThereIsAFailure() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT);
        RawControl client = RawControl.login(nat)) {
      client.download("LIST");
      client.command("EPSV");
      client.command("RETR none.txt");
      client.download("LIST");
      assertThatThrownBy(() -> assertThat(nat).everyFailureWasReported())
          .hasMessageContaining("server #1 RETR none.txt: 550");
      assertThatThrownBy(() -> assertThat(nat).everyTransferCompleted())
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("but these weren't:%n  server #1 RETR none.txt: 550".formatted());
      Files.writeString(nat.serverDirectory().resolve("none.txt"), "abc");
      client.download("RETR none.txt");
      assertThat(nat).everyFailureWasReported();
      assertThatThrownBy(() -> assertThat(nat).everyTransferCompleted())
          .isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void aListingOfAnotherKindMakesUpForOneThatWasRefused() throws IOException {
    try (FtpNat nat =
            FtpNat.start(
                Scenario.DIRECT.topology().toBuilder()
                    .server(server -> server.refuse("MLSD"))
                    .build());
        RawControl client = RawControl.login(nat)) {
      client.command("EPSV");
      client.command("MLSD");
      assertThatThrownBy(() -> assertThat(nat).everyFailureWasReported())
          .hasMessageContaining("server #1 MLSD: 502");
      client.download("LIST -a");
      assertThat(nat).everyFailureWasReported();
    }
  }

  @Test
  void aNewSessionMakesUpForABrokenOne() throws IOException {
    try (FtpNat nat = FtpNat.start(Clients.impatient(Scenario.EPSV_BLIND_ALG))) {
      try (RawControl client = RawControl.login(nat)) {
        assertThatThrownBy(client::extendedPassive).isInstanceOf(IOException.class);
      }
      assertThatThrownBy(() -> assertThat(nat).everyFailureWasReported())
          .hasMessageContaining("server #1 EPSV: client connects");
      try (RawControl client = RawControl.login(nat);
          Socket data = client.passive()) {
        client.command("LIST");
        data.getInputStream().readAllBytes();
        client.reply();
      }
      assertThat(nat).everyFailureWasReported();
    }
  }

  @Test
  void whatBrokeOffFailed() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT);
        RawControl client = RawControl.login(nat)) {
      Files.write(nat.serverDirectory().resolve("big.bin"), new byte[20_000_000]);
      client.command("TYPE I");
      try (Socket data = client.extendedPassive()) {
        client.command("RETR big.bin");
        data.setSoLinger(true, 0);
      }
      client.reply();
      assertThatThrownBy(() -> assertThat(nat).everyFailureWasReported())
          .hasMessageContaining("transfer of RETR big.bin broken off:")
          .hasMessageContaining("server #1 RETR big.bin: 426");
      long carried = nat.trace().transfers().get(0).bytes();
      assertThatThrownBy(() -> assertThat(nat).transferred("big.bin", carried))
          .hasMessageContaining("broken off: %d bytes".formatted(carried));
    }
  }

  @Test
  void whatTheClientAbortsDidNotFail() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT);
        RawControl client = RawControl.login(nat)) {
      Files.write(nat.serverDirectory().resolve("big.bin"), new byte[20_000_000]);
      client.command("TYPE I");
      try (Socket data = client.extendedPassive()) {
        client.command("RETR big.bin");
        client.command("ABOR");
        client.reply();
        assertThat(data.isConnected()).isTrue();
      }
      assertThat(nat).everyFailureWasReported();
      assertThatThrownBy(() -> assertThat(nat).everyTransferCompleted())
          .hasMessageContaining("RETR big.bin");
    }
  }
}
