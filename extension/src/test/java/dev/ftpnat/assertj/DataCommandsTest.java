package dev.ftpnat.assertj;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static dev.ftpnat.trace.session.DataMode.EPRT;
import static dev.ftpnat.trace.session.DataMode.EPSV;
import static dev.ftpnat.trace.session.DataMode.PASV;
import static dev.ftpnat.trace.session.DataMode.PORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;

/** How a client asked for data connections. */
class DataCommandsTest {

  private static String clientAddress(FtpNat nat) {
    return nat.topology().clientAddress().orElseThrow().getHostAddress();
  }

  @Test
  void passive() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      FTPClient client = Clients.commonsNet(nat);
      client.enterLocalPassiveMode();
      client.listFiles();
      client.disconnect();
      assertThat(nat).usedPassive().usedOnly(PASV).neverSent(PORT, EPRT, EPSV);
      assertThatThrownBy(() -> assertThat(nat).usedExtendedPassive())
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining(
              "%nExpecting the client to have used:%n  extended passive mode, with EPSV%nbut it didn't. It sent:%n  server #1 PASV: 227 "
                  .formatted())
          .hasMessageContaining("What happened:");
      assertThatThrownBy(() -> assertThat(nat).usedOnly(PORT, EPRT))
          .hasMessageContaining("it used others:")
          .hasMessageContaining("server #1 PASV: 227");
      assertThatThrownBy(() -> assertThat(nat).neverSent(PASV))
          .hasMessageContaining("never to have sent:%n  PASV%nbut it did:".formatted());
    }
  }

  @Test
  void extendedPassive() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      FTPClient client = Clients.commonsNet(nat);
      client.enterLocalPassiveMode();
      client.setUseEPSVwithIPv4(true);
      client.listFiles();
      client.disconnect();
      assertThat(nat).usedExtendedPassive().usedOnly(EPSV).neverSent(PASV);
      assertThatThrownBy(() -> assertThat(nat).usedPassive())
          .hasMessageContaining("passive mode, with PASV")
          .hasMessageContaining("server #1 EPSV: 229");
    }
  }

  @Test
  void active() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      FTPClient client = Clients.commonsNet(nat);
      client.setListHiddenFiles(false);
      client.setRemoteVerificationEnabled(false);
      client.listFiles();
      client.disconnect();
      assertThat(nat).usedActive().usedOnly(PORT).announcedInPort(clientAddress(nat));
      assertThatThrownBy(() -> assertThat(nat).announcedInPort("198.51.100.77"))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("but it said:%n  PORT ".formatted());
    }
  }

  @Test
  void whatIsRefusedIsSentButNotUsed() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.EPSV_ONLY);
        RawControl client = RawControl.login(nat)) {
      client.command("PASV");
      assertThatThrownBy(() -> assertThat(nat).usedPassive())
          .hasMessageContaining("server #1 PASV: 502");
      assertThatThrownBy(() -> assertThat(nat).neverSent(PASV))
          .hasMessageContaining("server #1 PASV: 502");
      assertThatThrownBy(() -> assertThat(nat).usedOnly(PASV))
          .hasMessageContaining("the server accepted none.");
    }
  }

  @Test
  void aClientThatAsksForNothingIsToldSo() {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      assertThatThrownBy(() -> assertThat(nat).usedActive())
          .hasMessageContaining("It sent none of [PASV, EPSV, PORT, EPRT]");
      assertThat(nat).neverSent(PASV, EPSV, PORT, EPRT);
    }
  }

  @Test
  void aRefusalMakesAClientFallBack() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.EPSV_ONLY);
        RawControl client = RawControl.login(nat)) {
      client.command("pasv");
      client.download("LIST");
      assertThat(nat)
          .fellBackFrom(PASV, EPSV)
          .fellBackFrom(PASV, EPSV, Duration.ofSeconds(30))
          .usedOnly(EPSV);
      assertThatThrownBy(() -> assertThat(nat).fellBackFrom(PASV, EPSV, Duration.ZERO))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("from PASV to EPSV within 0 ms")
          .hasMessageContaining("it took longer:")
          .hasMessageContaining("server #1: from PASV to EPSV in ");
      assertThatThrownBy(() -> assertThat(nat).fellBackFrom(EPSV, PASV))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining(
              "from EPSV to PASV%nbut it didn't. It sent:%n  server #1 pasv: 502".formatted());
    }
  }

  @Test
  void aShutPortMakesAClientFallBack() throws IOException {
    try (FtpNat nat = FtpNat.start(Clients.impatient(Scenario.EPSV_BLIND_ALG));
        RawControl client = RawControl.login(nat)) {
      assertThatThrownBy(client::extendedPassive).isInstanceOf(IOException.class);
      assertThatThrownBy(client::extendedPassive).isInstanceOf(IOException.class);
      assertThat(client.passive().isConnected()).isTrue();
      assertThat(nat).fellBackFrom(EPSV, PASV);
      assertThatThrownBy(() -> assertThat(nat).fellBackFrom(EPSV, PASV, Duration.ofMillis(99)))
          .as("both attempts count")
          .hasMessageContaining("it took longer:");
    }
  }

  @Test
  void whoHasNoReasonToDoesNotFallBack() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT);
        RawControl client = RawControl.login(nat)) {
      client.download("LIST");
      try (Socket data = client.passive()) {
        assertThat(data.isConnected()).isTrue();
      }
      assertThatThrownBy(() -> assertThat(nat).fellBackFrom(EPSV, PASV))
          .hasMessageContaining("but it didn't.");
    }
  }

  @Test
  void aFileThatIsNotThereIsNoReasonToFallBack() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT);
        RawControl client = RawControl.login(nat)) {
      client.command("EPSV");
      client.command("RETR none.txt");
      client.command("PASV");
      assertThatThrownBy(() -> assertThat(nat).fellBackFrom(EPSV, PASV))
          .hasMessageContaining("but it didn't.");
    }
  }

  @Test
  void twoSessionsAreNoFallback() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.EPSV_ONLY);
        RawControl one = RawControl.login(nat);
        RawControl other = RawControl.login(nat)) {
      one.command("PASV");
      other.command("EPSV");
      assertThatThrownBy(() -> assertThat(nat).fellBackFrom(PASV, EPSV))
          .hasMessageContaining("but it didn't.");
    }
  }

  @Test
  void whatAGatewayMadeOfPortIsNotWhatTheClientSaid() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.CLIENT_BEHIND_ALG);
        RawControl client = RawControl.login(nat)) {
      String own = clientAddress(nat);
      client.command("PORT %s,18,103".formatted(own.replace('.', ',')));
      assertThat(nat).announcedInPort(own).gatewayRewrote("PORT").usedActive();
    }
  }

  @Test
  void eprtAndTlsCountAsWell() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.CLIENT_BEHIND_ALG);
        RawControl client = RawControl.securedWithData(nat)) {
      String own = clientAddress(nat);
      client.command("EPRT |1|%s|4711|".formatted(own));
      assertThat(nat).announcedInPort(own).usedActive();
      client.command("PORT 198,51,100,77,18,103");
      assertThatThrownBy(() -> assertThat(nat).announcedInPort(own))
          .hasMessageContaining("but it said:%n  PORT 198,51,100,77,18,103".formatted());
    }
  }

  /** As commons-net does under TLS, where nothing on the way can say the network's address. */
  @Test
  void underTlsTheAddressOfTheSocketIsTheClients() throws IOException {
    for (Scenario scenario : List.of(Scenario.DIRECT, Scenario.CLIENT_BEHIND_NAT)) {
      try (FtpNat nat = FtpNat.start(scenario);
          RawControl client = RawControl.securedWithData(nat)) {
        client.command("PORT 127,0,0,1,18,103");
        client.command("EPRT |1|127.0.0.1|4711|");

        assertThat(nat).announcedInPort(clientAddress(nat));
        assertThatThrownBy(() -> assertThat(nat).announcedInPort("198.51.100.77"))
            .hasMessageContaining("but it said:%n  PORT 127,0,0,1,18,103".formatted());
      }
    }
    try (FtpNat nat = FtpNat.start(Scenario.IPV6_ONLY);
        RawControl client = RawControl.securedWithData(nat)) {
      client.command("EPRT |2|::1|4711|");
      assertThat(nat).announcedInPort(clientAddress(nat));
    }
  }

  @Test
  void aClientThatAnnouncesNothingIsMissed() {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      assertThatThrownBy(() -> assertThat(nat).announcedInPort("198.51.100.77"))
          .hasMessageContaining("it said neither PORT nor EPRT.");
    }
  }
}
