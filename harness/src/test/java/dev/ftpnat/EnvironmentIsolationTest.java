package dev.ftpnat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.Party;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Environments share nothing with each other, and leave nothing behind in the JVM. */
@Isolated("replaces the JVM's default ProxySelector")
class EnvironmentIsolationTest {

  private static final URI ELSEWHERE = URI.create("socket://192.0.2.200:80");

  private final ProxySelector original = ProxySelector.getDefault();

  @BeforeEach
  @AfterEach
  void restoreSelector() {
    ProxySelector.setDefault(original);
  }

  /** The seed of the project: a server at 10.0.1.121 behind 193.21.1.121. */
  private static Topology pinned() {
    return Topology.builder()
        .name("seed")
        .serverGateway(Gateway.builder().publicAddress("193.21.1.121").forwardControlPort().build())
        .server(server -> server.address("10.0.1.121"))
        .build();
  }

  private static final class RecordingSelector extends ProxySelector {

    final List<URI> asked = new ArrayList<>();

    @Override
    public List<Proxy> select(URI uri) {
      asked.add(uri);
      return List.of(
          new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy.test", 3128)));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
      asked.add(uri);
    }
  }

  @Test
  void theSelectorFromBeforeAnswersForAllOtherAddressesAndIsBackAfterwards() {
    RecordingSelector before = new RecordingSelector();
    ProxySelector.setDefault(before);

    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      ProxySelector during = ProxySelector.getDefault();
      assertThat(during).isNotSameAs(before);

      assertThat(during.select(ELSEWHERE)).extracting(Proxy::type).containsExactly(Proxy.Type.HTTP);
      assertThat(during.select(URI.create("socket://" + nat.host() + ":21")))
          .containsExactly(nat.socksProxy());
      during.connectFailed(ELSEWHERE, new InetSocketAddress(0), new IOException());
    }

    assertThat(before.asked).containsExactly(ELSEWHERE, ELSEWHERE);
    assertThat(ProxySelector.getDefault()).isSameAs(before);
  }

  @Test
  void addressesBesideAnEnvironmentAreNobodysAndNeverLeaveTheMachine() throws Exception {
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT);
        Socket socket = new Socket()) {
      assertThatThrownBy(() -> socket.connect(new InetSocketAddress("203.0.113.250", 21), 5000))
          .isExactlyInstanceOf(NoRouteToHostException.class)
          .hasMessage("No route to host");
      assertThat(nat.trace().events()).isEmpty();
    }
  }

  @Test
  void noSelectorIsARoundTripToo() {
    ProxySelector.setDefault(null);
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      assertThat(nat.host()).isNotEmpty();
      assertThat(ProxySelector.getDefault().select(ELSEWHERE)).containsExactly(Proxy.NO_PROXY);
    }
    assertThat(ProxySelector.getDefault()).isNull();
  }

  @Test
  void theSelectorStaysWhileAnyEnvironmentRuns() {
    FtpNat first = FtpNat.start(Scenario.DIRECT);
    FtpNat second = FtpNat.start(Scenario.DIRECT);
    ProxySelector during = ProxySelector.getDefault();
    first.close();
    assertThat(ProxySelector.getDefault()).isSameAs(during);
    second.close();
    assertThat(ProxySelector.getDefault()).isSameAs(original);
  }

  @Test
  void aSelectorThatSomebodySetsMeanwhileIsLeftInPlace() {
    RecordingSelector theirs = new RecordingSelector();
    try (FtpNat first = FtpNat.start(Scenario.DIRECT)) {
      assertThat(first.port()).isEqualTo(21);
      ProxySelector.setDefault(theirs);
    }
    assertThat(ProxySelector.getDefault()).isSameAs(theirs);
  }

  @Test
  void anEnvironmentThatStartsBehindSomebodyElsesSelectorIsReachableAllTheSame() throws Exception {
    try (FtpNat first = FtpNat.start(Scenario.DIRECT)) {
      ProxySelector.setDefault(new RecordingSelector());
      try (FtpNat second = FtpNat.start(Scenario.DIRECT)) {
        assertThat(loginAt(second.host(), second)).isTrue();
        assertThat(loginAt(first.host(), first)).isTrue();
      }
    }
  }

  @Test
  void twoEnvironmentsOfOneScenarioDoNotMix() throws Exception {
    try (FtpNat first = FtpNat.start(Scenario.PRIVATE_IP_PASV);
        FtpNat second = FtpNat.start(Scenario.PRIVATE_IP_PASV)) {
      assertThat(first.host()).isNotEqualTo(second.host());
      assertThat(first.gateways().get(0).insideNetwork())
          .isNotEqualTo(second.gateways().get(0).insideNetwork());
      assertThat(first.serverDirectory()).isNotEqualTo(second.serverDirectory());

      assertThat(loginAt(first.host(), first)).isTrue();

      assertThat(first.trace().connectionAttempts(Party.CLIENT)).hasSize(1);
      assertThat(second.trace().events()).isEmpty();
    }
  }

  @Test
  void aPinnedAddressIsUsedAndASecondEnvironmentWithItIsRefusedClearly() throws Exception {
    try (FtpNat nat = FtpNat.start(pinned())) {
      assertThat(nat.host()).isEqualTo("193.21.1.121");
      assertThat(loginAt("193.21.1.121", nat)).isTrue();

      assertThatThrownBy(() -> FtpNat.start(pinned()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("10.0.1.121")
          .hasMessageContaining("\"seed\"")
          .hasMessageContaining("pin another address");
    }
    try (FtpNat again = FtpNat.start(pinned())) {
      assertThat(again.host()).isEqualTo("193.21.1.121");
    }
  }

  @Test
  void aFailedStartLeavesTheAddressesFree() {
    Topology contradictory =
        Topology.builder()
            .clientAddress("203.0.113.50")
            .server(server -> server.address("203.0.113.50"))
            .build();
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> FtpNat.start(contradictory))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("203.0.113.50 is pinned twice");
    }
    assertThat(ProxySelector.getDefault()).isSameAs(original);
  }

  @Test
  void nothingIsLeftAfterClose() throws Exception {
    Path directory;
    Path certificate;
    try (FtpNat nat = FtpNat.start(Scenario.ALG_REWRITES)) {
      assertThat(loginAt(nat.host(), nat)).isTrue();
      Files.createDirectories(nat.serverDirectory().resolve("a/b"));
      Files.writeString(nat.serverDirectory().resolve("a/b/c"), "d");
      directory = nat.serverDirectory();
      certificate = nat.caPemFile();
      assertThat(certificate).exists();
    }
    assertThat(directory).doesNotExist();
    assertThat(certificate.getParent()).doesNotExist();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("ftpnat ALG_REWRITES")) {
        // Its pool is done with it, but it may be at its last instructions.
        thread.join(10_000);
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
    }
  }

  @Test
  void anEnvironmentThatNobodyComesToHasNoThread() throws Exception {
    Topology ofItsOwnName =
        Scenario.EXTERNAL_ADDRESS.topology().toBuilder().name("nobody comes").build();
    try (FtpNat nat = FtpNat.start(ofItsOwnName)) {
      assertThat(threadsOf(ofItsOwnName)).isEmpty();

      assertThat(loginAt(nat.host(), nat)).isTrue();

      assertThat(threadsOf(ofItsOwnName)).isNotEmpty();
    }
  }

  private static List<String> threadsOf(Topology topology) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("ftpnat " + topology.name()))
        .toList();
  }

  @Test
  void whatATestHasDeletedItselfIsNotMissed() throws Exception {
    Path directory;
    try (FtpNat nat = FtpNat.start(Scenario.DIRECT)) {
      directory = nat.serverDirectory();
      Files.delete(nat.caPemFile());
      Files.delete(directory);
    }
    assertThat(directory).doesNotExist();
  }

  @Test
  void closingTwiceDoesNothing() {
    FtpNat nat = FtpNat.start(Scenario.DIRECT);
    nat.close();
    nat.close();
    assertThat(nat.toString()).contains("DIRECT");
  }

  private static boolean loginAt(String host, FtpNat nat) throws IOException {
    FTPClient client = new FTPClient();
    client.setConnectTimeout(5000);
    client.connect(host, nat.port());
    try {
      return client.login(nat.username(), nat.password());
    } finally {
      client.disconnect();
    }
  }

  @Test
  void aClosedEnvironmentTakesNoAddressAnyMore() {
    RunningGateway gateway;
    try (FtpNat nat = FtpNat.start(pinned())) {
      gateway = nat.gateway();
    }

    assertThatThrownBy(() -> gateway.changePublicAddress("193.21.1.122"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the environment is closed");
    try (FtpNat next = FtpNat.start(pinned())) {
      next.gateway().changePublicAddress("193.21.1.122");
      assertThat(next.host()).isEqualTo("193.21.1.122");
    }
  }
}
