package dev.ftpnat.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.junit.FtpNatMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;

/**
 * The same small download client, written four ways, in every network. The picture of the
 * compatibility report in the README is of this class.
 */
@DisplayName("A download client, written four ways")
class FourClientsTest {

  @FtpNatMatrix(
      expectFailureIn = {
        Scenario.TLS_BLOCKED_ALG,
        Scenario.PRIVATE_IP_PASV,
        Scenario.NOTHING_FORWARDED,
        Scenario.EPSV_ONLY,
        Scenario.PORT_TRANSLATING_NAT,
        Scenario.SERVER_BEHIND_FIREWALL,
        Scenario.IPV6_ONLY,
        Scenario.DUAL_STACK_FIREWALL,
        Scenario.NAT64,
        Scenario.NAT64_ALG
      })
  void naive(FtpNat nat) throws IOException {
    downloads(nat, new NaiveClient(nat.host(), nat.port(), Optional.empty()));
  }

  @FtpNatMatrix(
      expectFailureIn = {
        Scenario.TLS_BLOCKED_ALG,
        Scenario.NOTHING_FORWARDED,
        Scenario.PORT_TRANSLATING_NAT,
        Scenario.SERVER_BEHIND_FIREWALL
      })
  void fallback(FtpNat nat) throws IOException {
    downloads(nat, new FallbackClient(nat.host(), nat.port(), Optional.empty()));
  }

  @FtpNatMatrix(
      expectFailureIn = {
        Scenario.TLS_BLOCKED_ALG,
        Scenario.NOTHING_FORWARDED,
        Scenario.EPSV_BLIND_ALG,
        Scenario.PORT_TRANSLATING_NAT,
        Scenario.SERVER_BEHIND_FIREWALL
      })
  @DisplayName("EPSV")
  void epsv(FtpNat nat) throws IOException {
    downloads(nat, new EpsvClient(nat.host(), nat.port(), Optional.empty()));
  }

  @FtpNatMatrix(
      expectFailureIn = {
        Scenario.TLS_BLOCKED_ALG,
        Scenario.CLIENT_BEHIND_NAT,
        Scenario.DOUBLE_NAT,
        Scenario.CLIENT_BEHIND_FIREWALL,
        Scenario.MASQUERADED_INBOUND,
        Scenario.IPV6_ONLY,
        Scenario.DUAL_STACK_FIREWALL,
        Scenario.NAT64,
        Scenario.NAT64_ALG
      })
  void active(FtpNat nat) throws IOException {
    downloads(
        nat, new ActiveClient(nat.host(), nat.port(), Optional.empty(), nat.serverSocketFactory()));
  }

  @FtpNatMatrix(
      expectFailureIn = {
        Scenario.ALG_REWRITES,
        Scenario.TLS_BLOCKED_ALG,
        Scenario.PRIVATE_IP_PASV,
        Scenario.NOTHING_FORWARDED,
        Scenario.EPSV_ONLY,
        Scenario.EPSV_BLIND_ALG,
        Scenario.PORT_TRANSLATING_NAT,
        Scenario.SERVER_BEHIND_FIREWALL,
        Scenario.SERVER_BEHIND_FIREWALL_ALG,
        Scenario.IPV6_ONLY,
        Scenario.DUAL_STACK_FIREWALL,
        Scenario.NAT64,
        Scenario.NAT64_ALG
      })
  @DisplayName("naive + TLS")
  void naiveUnderTls(FtpNat nat) throws IOException {
    downloads(nat, new NaiveClient(nat.host(), nat.port(), Optional.of(nat.clientSslContext())));
  }

  @FtpNatMatrix(
      expectFailureIn = {
        Scenario.ALG_REWRITES,
        Scenario.TLS_BLOCKED_ALG,
        Scenario.NOTHING_FORWARDED,
        Scenario.EPSV_BLIND_ALG,
        Scenario.PORT_TRANSLATING_NAT,
        Scenario.SERVER_BEHIND_FIREWALL,
        Scenario.SERVER_BEHIND_FIREWALL_ALG,
        Scenario.DUAL_STACK_FIREWALL
      })
  @DisplayName("fallback + TLS")
  void fallbackUnderTls(FtpNat nat) throws IOException {
    downloads(nat, new FallbackClient(nat.host(), nat.port(), Optional.of(nat.clientSslContext())));
  }

  @FtpNatMatrix(
      expectFailureIn = {
        Scenario.ALG_REWRITES,
        Scenario.TLS_BLOCKED_ALG,
        Scenario.NOTHING_FORWARDED,
        Scenario.EPSV_BLIND_ALG,
        Scenario.PORT_TRANSLATING_NAT,
        Scenario.SERVER_BEHIND_FIREWALL,
        Scenario.SERVER_BEHIND_FIREWALL_ALG,
        Scenario.DUAL_STACK_FIREWALL
      })
  @DisplayName("EPSV + TLS")
  void epsvUnderTls(FtpNat nat) throws IOException {
    downloads(nat, new EpsvClient(nat.host(), nat.port(), Optional.of(nat.clientSslContext())));
  }

  @FtpNatMatrix(
      expectFailureIn = {
        Scenario.CLIENT_BEHIND_NAT,
        Scenario.CLIENT_BEHIND_ALG,
        Scenario.DOUBLE_NAT,
        Scenario.CLIENT_BEHIND_FIREWALL,
        Scenario.CLIENT_BEHIND_FIREWALL_ALG,
        Scenario.MASQUERADED_INBOUND,
        Scenario.IPV6_ONLY,
        Scenario.DUAL_STACK_FIREWALL,
        Scenario.NAT64,
        Scenario.NAT64_ALG
      })
  @DisplayName("active + TLS")
  void activeUnderTls(FtpNat nat) throws IOException {
    downloads(
        nat,
        new ActiveClient(
            nat.host(),
            nat.port(),
            Optional.of(nat.clientSslContext()),
            nat.serverSocketFactory()));
  }

  private static void downloads(FtpNat nat, DownloadClient client) throws IOException {
    Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
    try (client) {
      client.login(nat.username(), nat.password());

      assertThat(client.download("report.csv")).asString().isEqualTo("a;b");
    }
  }
}
