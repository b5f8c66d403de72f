package dev.ftpnat;

import static eu.rekawek.toxiproxy.model.ToxicDirection.DOWNSTREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.trace.event.TraceEvent.LinkFault;
import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Toxics of the embedded server, which the record knows of. */
class EmbeddedFaultsTest extends FaultsContract {

  @Override
  FtpNat start(Scenario scenario) {
    return FtpNat.start(scenario);
  }

  @Test
  void whatIsDoneToLinksIsRecorded() throws Exception {
    try (FtpNat nat = start(Scenario.DIRECT)) {
      Proxy link = nat.toxiproxy().getProxy("control");
      link.toxics().latency("slow", DOWNSTREAM, 200).setJitter(5);
      link.toxics().get("slow").remove();
      link.disable();
      assertThatThrownBy(() -> new Socket(nat.host(), nat.port()).close())
          .isInstanceOf(ConnectException.class);
      link.enable();

      assertThat(nat.trace().only(LinkFault.class))
          .extracting(LinkFault::toString)
          .containsExactly(
              "link control got the toxic slow (latency_downstream): latency 200, jitter 0",
              "link control has the toxic changed: slow (latency_downstream): latency 200, jitter 5",
              "link control lost the toxic slow (latency_downstream): latency 200, jitter 5",
              "link control was switched off",
              "link control was switched on");
      assertThat(nat.trace().toString())
          .contains("refused by link control, the link is switched off");
    }
  }

  @Test
  void theServerEndsWithItsEnvironment() throws Exception {
    ToxiproxyClient toxiproxy;
    try (FtpNat nat = start(Scenario.DIRECT)) {
      toxiproxy = nat.toxiproxy();
      assertThat(toxiproxy.getProxies()).hasSize(2);
      assertThat(toxiproxy.version()).contains("2.12.0");
    }
    assertThatThrownBy(toxiproxy::getProxies).isInstanceOf(IOException.class);
  }

  @Test
  void aProxyOfOnesOwnIsAnOrdinaryOne() throws Exception {
    try (FtpNat nat = start(Scenario.DIRECT)) {
      Proxy proxy = nat.toxiproxy().createProxy("own", "127.0.0.1:0", "127.0.0.1:1");
      assertThat(proxy.getListen()).matches("127\\.0\\.0\\.1:\\d+");
      assertThatThrownBy(
              () -> nat.toxiproxy().createProxy("away", "127.0.0.1:0", "198.51.100.9:21"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("loopback");
      assertThat(nat.toxiproxy().getProxies()).extracting(Proxy::getName).contains("own");
      assertThat(List.of(proxy.isEnabled())).containsExactly(true);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost:8474",
        "https://localhost:8474",
        "http://",
        "http://toxiproxy.example.com:8474",
        "http://192.168.1.7:8474",
        "http://[",
      })
  void aServerThatIsNoServerOnThisMachineIsRefused(String url) {
    assertThatThrownBy(() -> FtpNat.builder(Scenario.DIRECT).toxiproxy(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("toxiproxy \"" + url + "\"");
  }

  @Test
  void aServerThatIsNotThereIsNamed() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    assertThatThrownBy(
            () -> FtpNat.builder(Scenario.DIRECT).toxiproxy("http://127.0.0.1:" + free).start())
        .hasMessageContaining("the Toxiproxy server http://127.0.0.1:" + free + " can't be used");
  }
}
