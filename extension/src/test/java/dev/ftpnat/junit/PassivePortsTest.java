package dev.ftpnat.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.trace.event.Party;
import java.io.ByteArrayInputStream;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;

/** Ports that an annotation sets are those that clients connect to. */
class PassivePortsTest {

  private static void upload(FtpNat nat) throws Exception {
    FTPClient client = new FTPClient();
    client.connect(nat.host(), nat.port());
    client.login(nat.username(), nat.password());
    client.enterLocalPassiveMode();
    assertThat(client.storeFile("one.txt", new ByteArrayInputStream(new byte[1]))).isTrue();
    assertThat(client.storeFile("two.txt", new ByteArrayInputStream(new byte[2]))).isTrue();
    client.disconnect();
    assertThat(nat.serverDirectory().resolve("two.txt")).hasSize(2);
  }

  private static Integer[] dataPorts(FtpNat nat) {
    return nat.trace().connectionAttempts(Party.CLIENT).stream()
        .map(attempt -> attempt.target().port())
        .filter(port -> port != nat.port())
        .toArray(Integer[]::new);
  }

  static class ForwardedCase {

    @Test
    @FtpNatEnvironment(passivePorts = "40000-40009")
    void range(FtpNat nat) throws Exception {
      upload(nat);
      assertThat(dataPorts(nat)).containsExactly(40000, 40001);
    }

    @Test
    @FtpNatEnvironment(value = Scenario.EXTERNAL_ADDRESS, passivePorts = "65535")
    void onePort(FtpNat nat) throws Exception {
      upload(nat);
      assertThat(dataPorts(nat)).containsExactly(65535, 65535);
    }

    @Test
    @FtpNatEnvironment(
        value = Scenario.DOUBLE_NAT,
        passivePorts = "40000-40009",
        forwardedPorts = "40000-40099")
    void moreForwarded(FtpNat nat) throws Exception {
      upload(nat);
      assertThat(dataPorts(nat)).containsExactly(40000, 40001);
      assertThat(nat.gateways().get(1).forwards())
          .containsExactly(Forward.controlPort(), Forward.ports(40000, 40099));
      assertThat(nat.gateways().get(0).forwards()).isEmpty();
    }
  }

  static class PartlyForwardedCase {

    @Test
    @FtpNatEnvironment(
        value = Scenario.EXTERNAL_ADDRESS,
        passivePorts = "40000-40001",
        forwardedPorts = "40001")
    void fewerForwarded(FtpNat nat) {
      assertThat(nat.gateways().get(0).forwards())
          .containsExactly(Forward.controlPort(), Forward.ports(40001, 40001));
      assertThat(nat.topology().server().passivePorts()).isEqualTo(new PortRange(40000, 40001));
    }

    @Test
    @FtpNatEnvironment(value = Scenario.EXTERNAL_ADDRESS, forwardedPorts = "4000-5000")
    void overlapping(FtpNat nat) {
      assertThat(nat.gateways().get(0).forwards())
          .containsExactly(Forward.controlPort(), Forward.ports(4000, 5000));
    }
  }

  /** As administrators do. What comes of it is for the diagnosis. */
  @Test
  void theNatMayForwardAPartOfThem() {
    Kit.assertAllPass(PartlyForwardedCase.class, 2);
  }

  @Test
  void theNatForwardsThem() {
    Kit.assertAllPass(ForwardedCase.class, 3);
  }

  static class OtherwiseCase {

    @Test
    @FtpNatEnvironment(value = Scenario.DIRECT, passivePorts = "40000-40009")
    void withoutNat(FtpNat nat) throws Exception {
      upload(nat);
      assertThat(dataPorts(nat)).containsExactly(40000, 40001);
    }

    @Test
    @FtpNatEnvironment(value = Scenario.ALG_REWRITES, passivePorts = "40000-40009")
    void withPinholes(FtpNat nat) throws Exception {
      upload(nat);
      assertThat(dataPorts(nat)).containsExactly(40000, 40001);
    }
  }

  @Test
  void orOpensThemOrIsNotThere() {
    Kit.assertAllPass(OtherwiseCase.class, 2);
  }

  static class TranslatedCase {
    @Test
    @FtpNatEnvironment(
        value = Scenario.PORT_TRANSLATING_NAT,
        passivePorts = "5000-5001",
        forwardedPorts = "50000-50001")
    void translated(FtpNat nat) {
      assertThat(nat.gateways().get(0).forwards())
          .containsExactly(
              Forward.controlPort(),
              Forward.ports(new PortRange(50000, 50001), new PortRange(5000, 5001)));
    }
  }

  @Test
  void aNatThatTranslatesPortsKeepsDoingSo() {
    Kit.assertAllPass(TranslatedCase.class, 1);
  }
}
