package dev.ftpnat.junit;

import static dev.ftpnat.assertj.FtpNatAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.Attack;
import dev.ftpnat.topology.TlsMode;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A hostile server, by an attribute. */
class AttackAttributeTest {

  @FtpNatEnvironment(value = Scenario.DIRECT, attack = Attack.METADATA_SERVICE_IN_PASV)
  static class HostileCase {
    @Test
    void test(FtpNat nat) throws IOException {
      try (RawControl client = RawControl.login(nat)) {
        assertThat(client.command("EPSV")).startsWith("502 ");
        assertThat(client.command("PASV")).contains("(169,254,169,254,15,6)");
      }
      assertThat(nat).withstood(Attack.METADATA_SERVICE_IN_PASV);
    }
  }

  @FtpNatEnvironment(attack = Attack.EXPIRED_CERTIFICATE, tls = TlsMode.NONE)
  static class ContradictionCase {
    @Test
    void test(FtpNat nat) {
      throw new AssertionError("nothing is started: " + nat);
    }
  }

  @FtpNatEnvironment(attack = {Attack.EXPIRED_CERTIFICATE, Attack.STRIPPED_TLS})
  static class TwoCase {
    @Test
    void test(FtpNat nat) {
      throw new AssertionError("nothing is started: " + nat);
    }
  }

  @Test
  void theServerAttacks() {
    Kit.assertAllPass(HostileCase.class, 1);
  }

  @Test
  void whatContradictsItIsNamed() {
    assertThat(Kit.onlyFailure(ContradictionCase.class))
        .hasMessageContaining("`attack = EXPIRED_CERTIFICATE` can't be: ")
        .hasMessageContaining("tls is NONE");
    assertThat(Kit.onlyFailure(TwoCase.class)).hasMessageContaining("`attack` has 2 values");
  }
}
