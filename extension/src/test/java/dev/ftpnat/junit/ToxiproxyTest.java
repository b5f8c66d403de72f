package dev.ftpnat.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import eu.rekawek.toxiproxy.Proxy;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which Toxiproxy server the environments of tests have. */
class ToxiproxyTest {

  @FtpNatEnvironment
  static class EmbeddedCase {
    @Test
    void test(FtpNat nat) throws IOException {
      assertThat(nat.toxiproxy().getProxies())
          .extracting(Proxy::getName)
          .contains("control", "data");
    }
  }

  @FtpNatEnvironment(toxiproxy = "http://192.168.1.7:8474")
  static class ElsewhereCase {
    @Test
    void test(FtpNat nat) {
      assertThat(nat.isRunning()).isTrue();
    }
  }

  static class FieldCase {
    @RegisterExtension
    static final FtpNatExtension NETWORK =
        FtpNatExtension.of(dev.ftpnat.Scenario.DIRECT).toxiproxy("localhost");

    @Test
    void test(FtpNat nat) {
      assertThat(nat.isRunning()).isTrue();
    }
  }

  @Test
  void itIsTheEmbeddedOneUnlessSaidOtherwise() {
    Kit.assertAllPass(EmbeddedCase.class, 1);
  }

  @Test
  void whatIsNoServerOnThisMachineIsRefused() {
    assertThat(Kit.onlyFailure(ElsewhereCase.class))
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessageContaining("toxiproxy \"http://192.168.1.7:8474\" isn't on this machine");
    assertThat(Kit.onlyFailure(FieldCase.class))
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessageContaining("Write one like http://localhost:8474.");
  }

  @Test
  void aRunMayNameOne() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    Map<String, String> parameters = Map.of("ftpnat.toxiproxy", "http://127.0.0.1:" + free);
    assertThat(Kit.onlyFailure(Kit.run(parameters, EmbeddedCase.class)))
        .hasMessageContaining("the Toxiproxy server http://127.0.0.1:" + free + " can't be used");
  }
}
