package dev.ftpnat.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.Scenario;
import eu.rekawek.toxiproxy.Proxy;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which Toxiproxy server the environments of tests have. */
class ToxiproxyTest {

  private static final String URL = "http://127.0.0.1:8474";

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
        FtpNatExtension.of(Scenario.DIRECT).toxiproxy("localhost");

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

  @FtpNatEnvironment(network = Network.KERNEL, toxiproxy = URL)
  static class OnTheKernelCase {
    @Test
    void test(FtpNat nat) {
      assertThat(nat).as("must not run").isNull();
    }
  }

  @FtpNatEnvironment(toxiproxy = URL)
  static class InARunOnTheKernelCase {
    @Test
    void test(FtpNat nat) {
      assertThat(nat).as("must not run").isNull();
    }
  }

  static class FieldOnTheKernelCase {
    @RegisterExtension
    static final FtpNatExtension NETWORK =
        FtpNatExtension.of(Scenario.DIRECT).toxiproxy(URL).network(Network.KERNEL);

    @Test
    void test(FtpNat nat) {
      assertThat(nat).as("must not run").isNull();
    }
  }

  /** The kernel can't play this scenario, so the test is aborted wherever it is. */
  @FtpNatEnvironment(value = Scenario.EPSV_BLIND_ALG, network = Network.KERNEL)
  static class OtherwiseOnTheKernelCase {
    @Test
    void test(FtpNat nat) {
      assertThat(nat).as("must not run").isNull();
    }
  }

  @Test
  void onTheKernelNetworkItIsRefusedWhoeverAsksForThat() {
    assertThat(Kit.onlyFailure(OnTheKernelCase.class))
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessageContainingAll(
            "`@FtpNatEnvironment` on class `" + OnTheKernelCase.class.getName() + "`: ",
            "`toxiproxy = \"" + URL + "\"`",
            "`network = KERNEL`",
            "no toxics");
    assertThat(Kit.onlyFailure(FieldOnTheKernelCase.class))
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessageContainingAll(
            "`FtpNatExtension` in class `" + FieldOnTheKernelCase.class.getName() + "`: ",
            "`toxiproxy = \"" + URL + "\"`",
            "`network = KERNEL`",
            "no toxics");
    Map<String, String> kernel = Map.of(Network.PROPERTY, "kernel");
    assertThat(Kit.onlyFailure(Kit.run(kernel, InARunOnTheKernelCase.class)))
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessageContainingAll("`toxiproxy = ", "`ftpnat.network = kernel`", "no toxics");
  }

  @Test
  void thatOfAWholeRunIsRefusedIfTheWholeRunIsOnTheKernelNetwork() {
    Map<String, String> both = Map.of(Network.PROPERTY, "kernel", "ftpnat.toxiproxy", URL);
    assertThat(Kit.onlyFailure(Kit.run(both, EmbeddedCase.class)))
        .isInstanceOf(ExtensionConfigurationException.class)
        .hasMessageContainingAll("`ftpnat.toxiproxy = " + URL + "`", "`ftpnat.network = kernel`");
  }

  @Test
  void thatOfAWholeRunDoesNotConcernATestOnTheKernelNetwork() {
    Map<String, String> parameters = Map.of("ftpnat.toxiproxy", URL);
    Kit.run(parameters, OtherwiseOnTheKernelCase.class)
        .testEvents()
        .assertStatistics(statistics -> statistics.aborted(1).failed(0));
  }

  @Test
  void withAFreeChoiceOfTheNetworkItIsTheSimulatedOne() {
    Map<String, String> parameters =
        Map.of(Network.PROPERTY, "auto", "ftpnat.toxiproxy", "http://127.0.0.1:1");
    assertThat(Kit.onlyFailure(Kit.run(parameters, EmbeddedCase.class)))
        .hasMessageContaining("the Toxiproxy server http://127.0.0.1:1 can't be used");
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
