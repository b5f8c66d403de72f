package dev.ftpnat.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ftpnat.ChannelAttachment;
import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.assertj.FtpNatAssertions;
import dev.ftpnat.junit.FtpNatEnvironment.Lifecycle;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;

/** Whatever fails while an environment runs carries what its network saw, once. */
class FailureRecordTest {

  private static void assertHasRecord(Throwable failure) {
    assertThat(failure).hasMessage("Connect timed out");
    assertThat(failure.getSuppressed())
        .singleElement()
        .isInstanceOf(NetworkRecord.class)
        .satisfies(
            record ->
                assertThat(record.getMessage())
                    .contains("FtpNat[PRIVATE_IP_PASV at ")
                    .contains(":3846 ─")
                    .contains("✗ dropped: the address is private to the"));
  }

  private static void fail(FtpNat nat) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(nat.topology().server().address().orElseThrow(), 3846), 50);
    }
  }

  @FtpNatEnvironment
  static class TestCase {
    @Test
    void test(FtpNat nat) throws IOException {
      fail(nat);
    }
  }

  @FtpNatEnvironment
  static class BeforeEachCase {
    @BeforeEach
    void setUp(FtpNat nat) throws IOException {
      fail(nat);
    }

    @Test
    void test() {}
  }

  @FtpNatEnvironment
  static class AfterEachCase {
    @Test
    void test() {}

    @AfterEach
    void tearDown(FtpNat nat) throws IOException {
      fail(nat);
    }
  }

  @Test
  void aTestAndItsLifecycleMethods() {
    assertHasRecord(Kit.onlyFailure(TestCase.class));
    assertHasRecord(Kit.onlyFailure(BeforeEachCase.class));
    assertHasRecord(Kit.onlyFailure(AfterEachCase.class));
  }

  /** The socket stays open, as with clients whose read has timed out. */
  @FtpNatEnvironment(Scenario.DIRECT)
  static class BlackHoleCase {
    @Test
    void test(FtpNat nat) throws IOException {
      Socket control = new Socket(nat.host(), nat.port());
      control.setSoTimeout(10_000);
      assertThat(control.getInputStream().read()).isEqualTo('2');
      control.setSoTimeout(500);
      nat.toxiproxy().getProxy("control").toxics().timeout("hole", ToxicDirection.UPSTREAM, 0);
      control.getOutputStream().write("NOOP\r\n".getBytes(StandardCharsets.US_ASCII));
      control.getInputStream().skipNBytes(1_000);
    }
  }

  @Test
  void aToxicIsNamedWhileEverythingIsStillConnected() {
    Throwable failure = Kit.onlyFailure(BlackHoleCase.class);

    assertThat(failure).isInstanceOf(SocketTimeoutException.class);
    assertThat(failure.getSuppressed()[0])
        .hasMessageContaining("LINK_TOXIC")
        .hasMessageContaining("hole (timeout_upstream): timeout 0");
  }

  /** commons-net leaves its control connection open when it throws. */
  @FtpNatEnvironment(Scenario.PRIVATE_IP_PASV)
  static class RefusesCase {
    @Test
    void test(FtpNat nat) throws IOException {
      FTPClient client = new FTPClient();
      client.setPassiveNatWorkaroundStrategy(
          address -> {
            throw new IllegalStateException("refused to follow " + address);
          });
      client.connect(nat.host(), nat.port());
      client.login(nat.username(), nat.password());
      client.enterLocalPassiveMode();
      client.setIpAddressFromPasvResponse(true);
      client.listFiles();
    }
  }

  @Test
  void aClientThatRefusedToFollowNeedNotHaveLeft() {
    Throwable failure = Kit.onlyFailure(RefusesCase.class);

    assertThat(failure).hasMessageContaining("refused to follow");
    assertThat(failure.getSuppressed()[0]).hasMessageContaining("PRIVATE_ADDRESS_IGNORED");
  }

  @FtpNatEnvironment(lifecycle = Lifecycle.PER_CLASS)
  static class BeforeAllCase {
    @BeforeAll
    static void setUp(FtpNat nat) throws IOException {
      fail(nat);
    }

    @Test
    void test() {}
  }

  @FtpNatEnvironment(lifecycle = Lifecycle.PER_CLASS)
  static class AfterAllCase {
    @Test
    void test() {}

    @AfterAll
    static void tearDown(FtpNat nat) throws IOException {
      fail(nat);
    }
  }

  @FtpNatEnvironment(lifecycle = Lifecycle.PER_CLASS)
  static class ConstructorCase {
    ConstructorCase(FtpNat nat) throws IOException {
      fail(nat);
    }

    @Test
    void test() {}
  }

  @Test
  void aClassAndItsLifecycleMethods() {
    assertHasRecord(Kit.onlyFailure(BeforeAllCase.class));
    assertHasRecord(Kit.onlyFailure(AfterAllCase.class));
    assertHasRecord(Kit.onlyFailure(ConstructorCase.class));
  }

  @FtpNatEnvironment
  static class DynamicCase {
    @TestFactory
    Stream<DynamicContainer> tests(FtpNat nat) {
      return Stream.of(
          DynamicContainer.dynamicContainer(
              "in a container", Stream.of(DynamicTest.dynamicTest("fails", () -> fail(nat)))));
    }
  }

  static class DynamicExtensionCase {

    @RegisterExtension
    static final FtpNatExtension NETWORK = FtpNatExtension.of(Scenario.PRIVATE_IP_PASV);

    @TestFactory
    DynamicTest test(FtpNat nat) {
      return DynamicTest.dynamicTest("fails", () -> fail(nat));
    }
  }

  @Test
  void aDynamicTest() {
    assertHasRecord(Kit.onlyFailure(DynamicCase.class));
    assertHasRecord(Kit.onlyFailure(DynamicExtensionCase.class));
  }

  static class ExtensionCase {

    @RegisterExtension
    static final FtpNatExtension NETWORK = FtpNatExtension.of(Scenario.PRIVATE_IP_PASV).perClass();

    @BeforeAll
    static void setUp(FtpNat nat) throws IOException {
      fail(nat);
    }

    @Test
    void test() {}
  }

  @Test
  void aClassWithAnExtension() {
    assertHasRecord(Kit.onlyFailure(ExtensionCase.class));
  }

  private static final AssertionError SHARED = new AssertionError("shared");

  @FtpNatEnvironment(Scenario.DIRECT)
  static class SharedFailureCase {
    @RepeatedTest(2)
    void test(FtpNat nat) {
      throw SHARED;
    }
  }

  @Test
  void eachTestThatFailsWithTheSameOne() {
    assertThat(Kit.failures(Kit.run(SharedFailureCase.class))).containsExactly(SHARED, SHARED);
    assertThat(SHARED.getSuppressed()).hasSize(2).allMatch(NetworkRecord.class::isInstance);
  }

  @FtpNatEnvironment
  static class NobodyCase {
    @Test
    void test(FtpNat nat) {
      throw new IllegalStateException("no answer");
    }
  }

  @Test
  void thatNoClientCameIsSaidInWords() {
    assertThat(Kit.onlyFailure(NobodyCase.class).getSuppressed())
        .singleElement()
        .satisfies(
            record ->
                assertThat(record.getMessage())
                    .containsPattern("Nothing: no client came to [0-9.]+:21\\.")
                    .contains("If one connected, it did so elsewhere.")
                    .contains(
                        ChannelAttachment.isInstalled()
                            ? "\nNetty's native transports, sockets with a proxy of their own"
                            : "\nSocketChannel (NIO, Netty, MINA), sockets with a proxy of their own")
                    .contains("FtpNat.socksProxy()"));
  }

  @FtpNatEnvironment
  static class NobodyButTheTestCase {
    @Test
    void test(FtpNat nat) throws IOException {
      nat.toxiproxy().getProxy("control").disable();
      throw new IllegalStateException("no answer");
    }
  }

  @Test
  void alsoIfSomethingElseHappened() {
    assertThat(Kit.onlyFailure(NobodyButTheTestCase.class).getSuppressed()[0])
        .hasMessageContaining("Nothing: no client came to ");
  }

  /** As of clients that hide the commons-net client that they use. */
  @FtpNatEnvironment(Scenario.DIRECT)
  static class OtherPeerCase {
    @Test
    void test(FtpNat nat) throws IOException {
      FTPClient client = new FTPClient();
      client.setDataTimeout(Duration.ofSeconds(5));
      client.connect(nat.host(), nat.port());
      client.login(nat.username(), nat.password());
      client.enterLocalActiveMode();
      try {
        client.listNames();
      } catch (IOException e) {
        throw new IllegalStateException("no listing", e);
      }
    }
  }

  @Test
  void aClientThatDoesNotLikeItsPeerIsToldWhy() {
    assertThat(Kit.onlyFailure(OtherPeerCase.class).getSuppressed()[0])
        .hasMessageContaining("sees that come from 127.0.0.1.")
        .hasMessageContaining("nat.serverSocketFactory()");
  }

  @FtpNatEnvironment
  static class ByNameCase {
    @Test
    void test(FtpNat nat) throws IOException {
      FTPClient client = new FTPClient();
      client.connect(nat.hostName(), nat.port());
      client.login(nat.username(), nat.password());
      client.enterLocalPassiveMode();
      client.listNames();
    }
  }

  @Test
  void aClientThatConnectsByNameIsToldToTakeTheAddress() {
    assertThat(Kit.onlyFailure(ByNameCase.class).getSuppressed()[0])
        .hasMessageContaining("The client connected to nat.hostName(), ")
        .hasMessageContaining("Take nat.host().");
  }

  @FtpNatEnvironment
  static class AssertionCase {
    @Test
    void test(FtpNat nat) {
      FtpNatAssertions.assertThat(nat).contacted("203.0.113.250");
    }
  }

  @Test
  void anAssertionOnTheNetworkLeavesTheRecordToTheExtension() {
    Throwable failure = Kit.onlyFailure(AssertionCase.class);
    assertThat(failure).hasMessageContaining("203.0.113.250");
    assertThat(failure.getMessage()).doesNotContain(" ms ");
    assertThat(failure.getSuppressed()).singleElement().isInstanceOf(NetworkRecord.class);
  }

  @FtpNatEnvironment
  static class AssertionAfterTrafficCase {
    @Test
    void test(FtpNat nat) {
      assertThatThrownBy(() -> fail(nat)).hasMessage("Connect timed out");
      FtpNatAssertions.assertThat(nat).neverContactedPrivateAddress();
    }
  }

  @Test
  void whatAnAssertionShowsIsNotShownAgain() {
    Throwable failure = Kit.onlyFailure(AssertionAfterTrafficCase.class);
    assertThat(failure).hasMessageContaining("✗ dropped: the address is private to the");
    assertThat(failure.getSuppressed())
        .singleElement()
        .isInstanceOf(NetworkRecord.class)
        .satisfies(
            record ->
                assertThat(record.getMessage())
                    .contains("FtpNat[PRIVATE_IP_PASV at ", "is shown above")
                    .doesNotContain("✗"));
  }

  @FtpNatEnvironment
  static class AbortedCase {
    @Test
    void test() {
      assumeTrue(false, "on purpose");
    }
  }

  @Test
  void butNotATestThatIsAborted() {
    EngineExecutionResults results = Kit.run(AbortedCase.class);
    results
        .testEvents()
        .aborted()
        .assertThatEvents()
        .singleElement()
        .satisfies(
            event ->
                assertThat(
                        event
                            .getRequiredPayload(TestExecutionResult.class)
                            .getThrowable()
                            .orElseThrow())
                    .hasNoSuppressedExceptions());
  }
}
