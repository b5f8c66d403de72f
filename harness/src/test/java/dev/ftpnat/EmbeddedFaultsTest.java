package dev.ftpnat;

import static eu.rekawek.toxiproxy.model.ToxicDirection.DOWNSTREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import dev.ftpnat.trace.event.LinkEvent.LinkEffect;
import dev.ftpnat.trace.event.LinkEvent.LinkFault;
import dev.ftpnat.trace.session.TransferAttempt;
import dev.ftpnat.trace.session.TransferAttempt.Result;
import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import eu.rekawek.toxiproxy.model.ToxicList;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
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

  private static FTPClient login(FtpNat nat) throws IOException {
    FTPClient client = new FTPClient();
    client.setDefaultTimeout(5000);
    client.setDataTimeout(Duration.ofSeconds(5));
    client.connect(nat.host(), nat.port());
    assertThat(client.login(nat.username(), nat.password())).isTrue();
    client.setFileType(FTP.BINARY_FILE_TYPE);
    client.enterLocalPassiveMode();
    return client;
  }

  /**
   * As with Toxiproxy, what it resets is each end of a connection that was made when it was there.
   */
  @ParameterizedTest
  @EnumSource
  void resetPeerIsBlamedForAResetLongBeforeItsTime(ToxicDirection direction) throws Exception {
    try (FtpNat nat = start(Scenario.DIRECT)) {
      Files.write(nat.serverDirectory().resolve("down"), new byte[2000]);
      FTPClient client = login(nat);
      nat.toxiproxy().getProxy("data").toxics().resetPeer("rst", direction, 60_000);
      if (direction == DOWNSTREAM) {
        // What it lets through is what goes the other way.
        assertThat(client.storeFile("up", new ByteArrayInputStream(new byte[2000]))).isFalse();
      } else {
        assertThatThrownBy(() -> client.retrieveFile("down", new ByteArrayOutputStream()))
            .hasStackTraceContaining("Connection reset");
      }

      assertThat(nat.trace().diagnosis().map(Diagnosis::cause)).contains(Cause.LINK_TOXIC);
      assertThat(nat.trace().only(LinkEffect.class))
          .allSatisfy(
              effect -> {
                assertThat(effect.toxic().orElseThrow().name()).isEqualTo("rst");
                assertThat(effect.cut()).isPresent();
              })
          .isNotEmpty();
      client.disconnect();
    }
  }

  /** Toxiproxy 2.12.0 makes resets of all ends even then. */
  @ParameterizedTest
  @EnumSource
  void resetPeerWithAToxicityOfZeroDoesNothing(ToxicDirection direction) throws Exception {
    try (FtpNat nat = start(Scenario.DIRECT)) {
      Files.write(nat.serverDirectory().resolve("down"), new byte[2000]);
      FTPClient client = login(nat);
      ToxicList data = nat.toxiproxy().getProxy("data").toxics();
      data.resetPeer("rst", direction, 0).setToxicity(0);

      assertThat(client.storeFile("up", new ByteArrayInputStream(new byte[2000]))).isTrue();
      assertThat(client.retrieveFile("down", new ByteArrayOutputStream())).isTrue();
      client.disconnect();

      assertThat(nat.trace().only(LinkEffect.class)).isEmpty();
      assertThat(nat.trace().diagnoses()).isEmpty();
    }
  }

  /** All bytes came, but not the end, without which the client doesn't know that. */
  @Test
  void anEndThatTheClientDidNotWaitForIsMissing() throws Exception {
    try (FtpNat nat = start(Scenario.DIRECT)) {
      Files.write(nat.serverDirectory().resolve("down"), new byte[2000]);
      FTPClient client = login(nat);
      client.setDataTimeout(Duration.ofMillis(300));
      nat.toxiproxy().getProxy("data").toxics().slowClose("slow", DOWNSTREAM, 30_000);

      assertThatThrownBy(() -> client.retrieveFile("down", new ByteArrayOutputStream()))
          .hasStackTraceContaining("Read timed out");

      assertThat(nat.trace().transferAttempts())
          .extracting(TransferAttempt::result)
          .containsExactly(Result.FAILED);
      assertThat(nat.trace().diagnosis().map(Diagnosis::cause)).contains(Cause.LINK_TOXIC);
      client.disconnect();
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
        .hasMessageContaining("the Toxiproxy server http://127.0.0.1:" + free + " can't be used")
        .hasMessageContaining("Nothing answers there: start it, or")
        .message()
        .doesNotContain("one environment at a time");
  }
}
