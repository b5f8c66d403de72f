package dev.ftpnat.assertj;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.Attack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPSClient;
import org.apache.commons.net.util.TrustManagerUtils;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What attacks come to with clients that are careful, and with clients that aren't; {@link
 * ModelClientsTest} has the rest.
 */
class AttacksTest {

  /** Of the others, each client of a model has a test of its own. */
  private static final Set<Attack.Aim> AIMS =
      Set.of(Attack.Aim.CONTACT, Attack.Aim.CLEAR_PASSWORD, Attack.Aim.CERTIFICATE);

  /** Sees certificates only where they are in order. */
  private static FTPSClient careful(FtpNat nat) {
    FTPSClient client = new FTPSClient(false, nat.clientSslContext());
    client.setEndpointCheckingEnabled(true);
    return client;
  }

  /** As FTPSClient comes: it looks at the dates of certificates and at nothing else. */
  private static FTPSClient careless() {
    FTPSClient client = new FTPSClient(false);
    client.setTrustManager(TrustManagerUtils.getAcceptAllTrustManager());
    return client;
  }

  private static void download(FtpNat nat, FTPClient client, int times) throws IOException {
    Files.writeString(nat.serverDirectory().resolve("a"), "content");
    client.setRemoteVerificationEnabled(false);
    client.setDefaultTimeout(5_000);
    client.setConnectTimeout(500);
    try {
      client.connect(nat.host(), nat.port());
      client.login(nat.username(), nat.password());
      if (client instanceof FTPSClient secure) {
        secure.execPBSZ(0);
        secure.execPROT("P");
      }
      client.setFileType(FTP.BINARY_FILE_TYPE);
      client.enterLocalPassiveMode();
      for (int n = 0; n < times; n++) {
        client.retrieveFile("a", new ByteArrayOutputStream());
      }
    } finally {
      client.disconnect();
    }
  }

  /** A client that fails has said why, and what it did is in the record. */
  private static void attempt(FtpNat nat, FTPClient client) {
    try {
      download(nat, client, 2);
    } catch (IOException e) {
      // What counts is what it did before.
    }
  }

  private static FtpNat start(Attack attack) {
    return FtpNat.start(Scenario.DIRECT.topology().withAttack(attack));
  }

  @TestFactory
  Stream<DynamicTest> aCarefulClientWithstands() {
    return except(Attack.HOST_IN_EPSV, Attack.OTHER_NAME_ON_DATA)
        .map(each -> dynamicTest("" + each, () -> withstands(each)));
  }

  private static void withstands(Attack attack) {
    try (FtpNat nat = start(attack)) {
      FTPSClient client = careful(nat);
      client.setIpAddressFromPasvResponse(false);

      attempt(nat, client);

      assertThat(nat).withstood(attack);
    }
  }

  @TestFactory
  Stream<DynamicTest> aCarelessClientFallsForIt() {
    return except(Attack.HOST_IN_EPSV, Attack.STRIPPED_TLS)
        .map(each -> dynamicTest("" + each, () -> falls(each)));
  }

  private static Stream<Attack> except(Attack... others) {
    return Stream.of(Attack.values())
        .filter(each -> AIMS.contains(each.aim()))
        .filter(each -> !List.of(others).contains(each));
  }

  private static void falls(Attack attack) {
    try (FtpNat nat = start(attack)) {
      FTPSClient client = careless();
      client.setIpAddressFromPasvResponse(true);
      client.setPassiveNatWorkaroundStrategy(host -> host);

      attempt(nat, client);

      assertThatThrownBy(() -> assertThat(nat).withstood(attack))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining(
              attack.aim() == Attack.Aim.CONTACT ? "never to have contacted" : "it went on");
    }
  }

  @Test
  void aClientThatGoesOnInClearIsCaught() throws IOException {
    try (FtpNat nat = start(Attack.STRIPPED_TLS)) {
      download(nat, new FTPClient(), 1);

      assertThatThrownBy(() -> assertThat(nat).withstood(Attack.STRIPPED_TLS))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("no password to have come in clear")
          .hasMessageContaining("< PASS ****");
    }
  }

  @Test
  void aClientThatTakesNoHostInA229Withstands() {
    try (FtpNat nat = start(Attack.HOST_IN_EPSV)) {
      FTPClient client = new FTPClient();
      client.setUseEPSVwithIPv4(true);

      assertThatThrownBy(() -> download(nat, client, 1)).isInstanceOf(IOException.class);

      assertThat(nat).withstood(Attack.HOST_IN_EPSV);
    }
  }

  @Test
  void whoNeverCameHasWithstoodNothing() {
    for (Attack attack : Attack.values()) {
      try (FtpNat nat = start(attack)) {
        assertThatThrownBy(() -> assertThat(nat).withstood(attack))
            .as("%s", attack)
            .isInstanceOf(AssertionError.class);
      }
    }
  }

  @Test
  void aCertificateInOrderIsNothingToRefuse() throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      download(nat, careful(nat), 1);

      assertThatThrownBy(() -> assertThat(nat).refusedTheCertificate())
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("it is in order");
    }
  }
}
