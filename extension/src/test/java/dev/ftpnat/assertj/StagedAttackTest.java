package dev.ftpnat.assertj;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.ftpnat.FtpNat;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Attack;
import dev.ftpnat.topology.AuthHandling;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Nobody withstands what isn't there, or what he never came to. */
class StagedAttackTest {

  private static final Attack STRIPPED = Attack.STRIPPED_TLS;

  @TempDir Path temporary;

  private static void assertFalls(FtpNat nat, Attack attack, String why) {
    assertThatThrownBy(() -> assertThat(nat).withstood(attack))
        .as("%s", attack)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(why);
  }

  /** Asks for what attacks are in, and goes nowhere. */
  private static void work(FtpNat nat) throws IOException {
    try (RawControl client = RawControl.secured(nat)) {
      for (String command : List.of("PASV", "PASV", "EPSV", "FEAT")) {
        assertThat(client.command(command)).isNotNull();
      }
    }
  }

  @Test
  void whereNothingIsStagedNothingIsWithstood() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      work(nat);

      for (Attack attack : Attack.values()) {
        assertThatThrownBy(() -> assertThat(nat).withstood(attack, temporary))
            .as("%s", attack)
            .isInstanceOf(AssertionError.class)
            .hasMessageContaining("the environment doesn't stage it")
            .hasMessageContaining("Topology.withAttack(Attack." + attack + ")");
      }
    }
  }

  /** A client that withstands one has withstood no other. */
  @TestFactory
  Stream<DynamicTest> whereAnotherIsStagedItIsNotWithstood() {
    return Stream.of(
            Attack.METADATA_SERVICE_IN_PASV,
            Attack.MOVING_PASV,
            Attack.HOST_IN_EPSV,
            Attack.CLEAR_REPLY_BEHIND_AUTH,
            Attack.OTHER_NAME_ON_DATA,
            Attack.STOLEN_DATA_CONNECTION,
            Attack.PARENT_IN_LISTING,
            Attack.LINE_FEED_IN_LISTING,
            Attack.ENDLESS_LISTING)
        .map(staged -> dynamicTest("" + staged, () -> withstandsNoOther(staged)));
  }

  private void withstandsNoOther(Attack staged) throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT.topology().withAttack(staged))) {
      work(nat);

      for (Attack attack : Attack.values()) {
        if (attack != staged) {
          assertThatThrownBy(() -> assertThat(nat).withstood(attack, temporary))
              .as("%s", attack)
              .isInstanceOf(AssertionError.class)
              .hasMessageContaining("the environment doesn't stage it");
        }
      }
    }
  }

  @Test
  void theErrorNamesWhatIsThereInstead() {
    Topology topology =
        Scenario.DIRECT.topology().toBuilder()
            .server(server -> server.listedAs("a", "b\nc"))
            .build();
    try (FtpNat nat = FtpNat.start(topology)) {
      assertFalls(nat, Attack.LINE_FEED_IN_LISTING, "its server lists other names, [b\\nc].");
      assertFalls(nat, Attack.EXPIRED_CERTIFICATE, "its server shows the certificate VALID.");
      assertFalls(
          nat,
          Attack.OTHER_NAME_ON_DATA,
          "its server shows the certificate VALID, and VALID on data connections.");
      assertFalls(nat, STRIPPED, "neither server nor gateways refuse AUTH.");
    }
  }

  // Stripped TLS -------------------------------------------------------------------------------

  private static Topology stripped(AuthHandling handling) {
    return Scenario.ALG_REWRITES.topology().toBuilder()
        .gateways(gateway -> gateway.authHandling(handling))
        .build();
  }

  private static Topology stripped() {
    return Scenario.DIRECT.topology().withAttack(STRIPPED);
  }

  @Test
  void whoNeverAsksForTlsHasNotMetThatItIsRefused() throws IOException {
    try (FtpNat nat = FtpNat.start(stripped())) {
      RawControl.connect(nat).close();
      assertFalls(nat, STRIPPED, "it never asked for TLS");

      try (RawControl client = RawControl.connect(nat)) {
        client.command("USER " + nat.username());
      }
      assertFalls(nat, STRIPPED, "it never asked for TLS");
    }
  }

  @Test
  void whoAsksForTlsInVainAndGoesWithstands() throws IOException {
    for (String command : List.of("AUTH TLS", "FEAT")) {
      try (FtpNat nat = FtpNat.start(stripped())) {
        try (RawControl client = RawControl.connect(nat)) {
          client.command(command);
        }
        assertThat(nat).withstood(STRIPPED);

        RawControl.login(nat).close();
        assertFalls(nat, STRIPPED, "no password to have come in clear");
      }
    }
  }

  @Test
  void aGatewayStripsTlsAsWell() throws IOException {
    for (AuthHandling handling :
        List.of(
            AuthHandling.REFUSED,
            AuthHandling.MASKED,
            AuthHandling.DROPPED,
            AuthHandling.SESSION_CLOSED)) {
      try (FtpNat nat = FtpNat.start(stripped(handling))) {
        try (RawControl client = RawControl.connect(nat)) {
          client.command("FEAT");
          assertFalls(nat, STRIPPED, "it never asked for TLS");
          client.send("AUTH TLS\r\n");
          if (handling == AuthHandling.REFUSED || handling == AuthHandling.MASKED) {
            assertThat(client.reply()).startsWith("5");
          }
        }

        assertThat(nat).as("%s", handling).withstood(STRIPPED);
      }
    }
    try (FtpNat nat = FtpNat.start(stripped(AuthHandling.HIDDEN))) {
      try (RawControl client = RawControl.connect(nat)) {
        assertThat(client.command("FEAT")).doesNotContain("AUTH");
      }
      assertThat(nat).withstood(STRIPPED);
    }
  }

  @Test
  void whereAGatewayLetsTlsThroughItIsNotStripped() throws IOException {
    try (FtpNat nat = FtpNat.start(stripped(AuthHandling.BLIND))) {
      RawControl.secured(nat).close();
      assertFalls(nat, STRIPPED, "the environment doesn't stage it");
    }
  }

  @Test
  void whoGotTlsWasNotRefusedIt() throws IOException {
    // A gateway would hide AUTH from FEAT, and this client doesn't ask.
    try (FtpNat nat = FtpNat.start(stripped(AuthHandling.HIDDEN))) {
      RawControl.secured(nat).close();
      assertFalls(nat, STRIPPED, "it never asked for TLS, by AUTH or by FEAT, so that nobody");
    }
  }

  @Test
  void aServerWithoutTlsHasStrippedIt() throws IOException {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT.topology().withTls(TlsMode.NONE))) {
      try (RawControl client = RawControl.connect(nat)) {
        assertThat(client.command("AUTH TLS")).startsWith("5");
      }
      assertThat(nat).withstood(STRIPPED);
    }
  }

  @Test
  void aProxyStripsTls() throws IOException {
    Topology topology =
        Scenario.ALG_REWRITES.topology().toBuilder()
            .gateways(gateway -> gateway.alg(AlgBehavior.OPENBSD_FTP_PROXY))
            .server(server -> server.tls(TlsMode.NONE))
            .build();
    try (FtpNat nat = FtpNat.start(topology)) {
      try (RawControl client = RawControl.connect(nat)) {
        assertThat(client.command("AUTH TLS")).startsWith("5");
      }
      assertThat(nat).withstood(STRIPPED);
    }
  }
}
