package dev.ftpnat;

import static eu.rekawek.toxiproxy.model.ToxicDirection.DOWNSTREAM;
import static eu.rekawek.toxiproxy.model.ToxicDirection.UPSTREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.LinkEvent.LinkEffect;
import dev.ftpnat.trace.event.LinkName;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.StreamEnd;
import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import eu.rekawek.toxiproxy.model.ToxicList;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPSClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What toxics on the links of an environment do to its connections, whoever serves them. */
@Timeout(60)
abstract class FaultsContract {

  /** A client that writes everything in one go isn't told of a cut while it still writes. */
  private static final int AT_ONCE = 1 << 17;

  private static final int PATIENCE_MILLIS = (int) Patience.of(Duration.ofMillis(500)).toMillis();

  private static final int LONG_MILLIS = 10_000;

  /** So that what was cut up isn't read at once again. */
  private static final long PAUSE_MICROS = 10_000;

  /** Starts an environment with such links. */
  abstract FtpNat start(Scenario scenario) throws IOException;

  private static FTPClient login(FtpNat nat, boolean encrypted) throws IOException {
    FTPClient client = encrypted ? new FTPSClient(nat.clientSslContext()) : new FTPClient();
    client.setDefaultTimeout(5000);
    client.setDataTimeout(Duration.ofMillis(5000));
    client.connect(nat.host(), nat.port());
    assertThat(client.login(nat.username(), nat.password())).isTrue();
    if (client instanceof FTPSClient secured) {
      secured.execPBSZ(0);
      secured.execPROT("P");
    }
    client.setFileType(FTP.BINARY_FILE_TYPE);
    client.enterLocalPassiveMode();
    return client;
  }

  private static long millis(ThrowingRunnable work) throws IOException {
    long began = System.nanoTime();
    work.run();
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
  }

  @FunctionalInterface
  private interface ThrowingRunnable {
    void run() throws IOException;
  }

  @Test
  void theLinksAreThereAsProxies() throws Exception {
    try (FtpNat nat = start(Scenario.DOUBLE_NAT)) {
      ToxiproxyClient toxiproxy = nat.toxiproxy();

      assertThat(toxiproxy.getProxies())
          .extracting(Proxy::getName)
          .containsExactlyInAnyOrder(
              "control", "control-after-client-NAT", "control-after-server-NAT", "data");
      assertThat(nat.toxiproxy().getProxy("data").isEnabled()).isTrue();
    }
  }

  @Test
  void latencyActsOnAnOpenControlConnection() throws Exception {
    try (FtpNat nat = start(Scenario.ALG_REWRITES);
        RawControl control = RawControl.login(nat)) {
      Proxy link = nat.toxiproxy().getProxy("control");
      link.toxics().latency("slow", DOWNSTREAM, 1000);
      assertThat(millis(() -> control.command("NOOP"))).isGreaterThanOrEqualTo(995);

      link.toxics().get("slow").remove();
      assertThat(millis(() -> control.command("NOOP"))).isLessThan(950);
    }
  }

  /** What it has said waits in the buffers of its stack, and it goes on. */
  @Test
  void aServerDoesntWaitForASlowWayToItsClient() throws Exception {
    try (FtpNat nat = start(Scenario.DIRECT);
        RawControl control = RawControl.login(nat)) {
      nat.toxiproxy().getProxy("control").toxics().bandwidth("narrow", DOWNSTREAM, 1);
      // Twelve seconds of replies.
      control.send("NOOP\r\n".repeat(500) + "MKD new\r\n");

      Path made = nat.serverDirectory().resolve("new");
      assertThat(millis(() -> awaitExistence(made))).isLessThan(6_000);
    }
  }

  private static void awaitExistence(Path path) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!Files.exists(path) && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void transfersSurviveLatencyAndSlicing(boolean encrypted) throws Exception {
    byte[] content = new byte[300_000];
    new Random(7).nextBytes(content);
    try (FtpNat nat = start(Scenario.EXTERNAL_ADDRESS)) {
      Proxy data = nat.toxiproxy().getProxy("data");
      data.toxics().latency("up", UPSTREAM, 30);
      data.toxics().slicer("down", DOWNSTREAM, 10_000, 0);
      Files.write(nat.serverDirectory().resolve("big"), content);
      FTPClient client = login(nat, encrypted);

      assertThat(client.storeFile("up", new ByteArrayInputStream(content))).isTrue();
      assertThat(Files.readAllBytes(nat.serverDirectory().resolve("up"))).isEqualTo(content);
      ByteArrayOutputStream received = new ByteArrayOutputStream();
      assertThat(client.retrieveFile("big", received)).isTrue();
      assertThat(received.toByteArray()).isEqualTo(content);
      client.logout();
      client.disconnect();
    }
  }

  /** Without TLS a server takes the FIN of a cut upload for its end, and so may the client. */
  @Test
  void anUploadIsCutAndResumed() throws Exception {
    byte[] content = new byte[200_000];
    new Random(8).nextBytes(content);
    try (FtpNat nat = start(Scenario.EXTERNAL_ADDRESS)) {
      Proxy data = nat.toxiproxy().getProxy("data");
      data.toxics().limitData("cut", UPSTREAM, 50_000);
      FTPClient client = login(nat, false);
      client.setBufferSize(AT_ONCE);
      client.storeFile("up", new ByteArrayInputStream(content, 0, 60_000));
      data.toxics().get("cut").remove();
      long there = Files.size(nat.serverDirectory().resolve("up"));
      client.disconnect();

      assertThat(there).isEqualTo(50_000);
      FTPClient again = login(nat, false);
      again.setRestartOffset(there);
      assertThat(
              again.storeFile("up", new ByteArrayInputStream(content, (int) there, content.length)))
          .isTrue();
      assertThat(Files.readAllBytes(nat.serverDirectory().resolve("up"))).isEqualTo(content);
      again.disconnect();
    }
  }

  @Test
  void aBlackHoleAfterLoginSwallowsEverything() throws Exception {
    try (FtpNat nat = start(Scenario.DIRECT);
        RawControl control = RawControl.login(nat)) {
      control.socket().setSoTimeout(PATIENCE_MILLIS);
      nat.toxiproxy().getProxy("control").toxics().timeout("hole", UPSTREAM, 0);

      assertThatThrownBy(() -> control.command("NOOP")).isInstanceOf(SocketTimeoutException.class);
      nat.toxiproxy().getProxy("control").toxics().get("hole").remove();
      assertThat(control.socket().getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aLinkThatIsDownCutsAndRefuses() throws Exception {
    try (FtpNat nat = start(Scenario.DIRECT);
        RawControl control = RawControl.login(nat)) {
      Proxy link = nat.toxiproxy().getProxy("control");
      link.disable();

      assertThat(control.socket().getInputStream().read()).isEqualTo(-1);
      assertThatThrownBy(() -> connect(nat)).isInstanceOf(ConnectException.class);
      link.enable();
      try (RawControl another = RawControl.login(nat)) {
        assertThat(another.command("NOOP")).startsWith("200");
      }
    }
  }

  private static void connect(FtpNat nat) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(nat.host(), nat.port()), PATIENCE_MILLIS);
    }
  }

  /** netfilter's helper doesn't join segments: a 227 in pieces is dropped, or left as it is. */
  @Test
  void itMattersOnWhichSideOfAnAlgAReplyIsCutUp() throws Exception {
    try (FtpNat nat = start(Scenario.ALG_REWRITES)) {
      try (RawControl control = RawControl.login(nat)) {
        nat.toxiproxy().getProxy("control").toxics().slicer("cut", DOWNSTREAM, 10, PAUSE_MICROS);
        assertThat(control.command("PASV")).contains(nat.host().replace('.', ','));
      }
      nat.toxiproxy().reset();
      int translated = nat.trace().only(AlgAction.class).size();
      assertThat(translated).isEqualTo(1);
      try (RawControl control = RawControl.login(nat)) {
        control.socket().setSoTimeout(PATIENCE_MILLIS);
        nat.toxiproxy()
            .getProxy("control-after-server-NAT")
            .toxics()
            .slicer("cut", DOWNSTREAM, 10, PAUSE_MICROS);
        assertThatThrownBy(() -> control.command("PASV"))
            .isInstanceOf(SocketTimeoutException.class);
      }
    }
  }

  @Test
  void activeModeGoesOverTheDataLinkAsWell() throws Exception {
    try (FtpNat nat = start(Scenario.DIRECT)) {
      Files.writeString(nat.serverDirectory().resolve("report.csv"), "a;b");
      FTPClient client = login(nat, false);
      client.setServerSocketFactory(nat.serverSocketFactory());
      client.enterLocalActiveMode();
      assertThat(client.listNames()).containsExactly("report.csv");
      nat.toxiproxy().getProxy("data").toxics().latency("slow", DOWNSTREAM, 200);

      assertThat(millis(() -> assertThat(client.listNames()).containsExactly("report.csv")))
          .isGreaterThan(195);
      client.disconnect();
    }
  }

  // What the record has of it ------------------------------------------------------------------

  /** Starts an environment whose record is told by the toxics themselves. */
  boolean toxicsTell() {
    return true;
  }

  private static Cause cause(FtpNat nat) {
    return nat.trace().diagnosis().map(Diagnosis::cause).orElse(null);
  }

  /** As long as it takes, since what comes of a fault may still be under way. */
  private static Trace await(FtpNat nat, Predicate<Trace> wanted) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    Trace trace = nat.trace();
    while (!wanted.test(trace)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not so after 10 s:\n" + trace);
      }
      Thread.onSpinWait();
      trace = nat.trace();
    }
    return trace;
  }

  @ParameterizedTest
  @EnumSource(ToxicDirection.class)
  void aCommandThatRunsIntoItsTimeOutIsTheToxicsDoingThoughAllIsConnected(ToxicDirection way)
      throws Exception {
    try (FtpNat nat = start(Scenario.ALG_REWRITES);
        RawControl control = RawControl.login(nat)) {
      control.socket().setSoTimeout(PATIENCE_MILLIS);
      nat.toxiproxy().getProxy("control").toxics().timeout("hole", way, 0);
      assertThatThrownBy(() -> control.command("NOOP")).isInstanceOf(SocketTimeoutException.class);

      Diagnosis diagnosis = nat.trace().diagnosis().orElseThrow();
      assertThat(diagnosis.cause()).isEqualTo(Cause.LINK_TOXIC);
      assertThat(diagnosis.sentence())
          .contains("link control", toxicsTell() ? "hole" : "Toxiproxy server")
          .contains(way == UPSTREAM ? "6 bytes from the client" : "bytes from the server");
      if (toxicsTell()) {
        assertThat(nat.trace().ladder().toString()).contains("NOOP", "hole dropped");
      }
    }
  }

  @Test
  void whatAToxicSparesItHasDoneNothingTo() throws Exception {
    try (FtpNat nat = start(Scenario.EXTERNAL_ADDRESS)) {
      Files.write(nat.serverDirectory().resolve("down"), new byte[20_000]);
      ToxicList data = nat.toxiproxy().getProxy("data").toxics();
      data.limitData("limit", DOWNSTREAM, 10).setToxicity(0);
      data.timeout("hole", UPSTREAM, 0).setToxicity(0);
      data.latency("late", DOWNSTREAM, 5000).setToxicity(0);
      FTPClient client = login(nat, false);
      assertThat(client.retrieveFile("down", new ByteArrayOutputStream())).isTrue();
      assertThat(client.storeFile("up", new ByteArrayInputStream(new byte[20_000]))).isTrue();
      client.logout();
      client.disconnect();

      assertThat(nat.trace().only(LinkEffect.class)).isEmpty();
      assertThat(nat.trace().diagnoses()).isEmpty();
    }
  }

  /** A toxic on the data link, and what a transfer of 40,000 bytes is diagnosed with. */
  @ParameterizedTest
  @CsvSource({
    "limit_data, 100, true",
    "limit_data, 90000, false",
    "timeout, 0, true",
    "timeout, 200, true",
    "reset_peer, 0, true",
    "bandwidth, 0, true",
    "bandwidth, 100000, false",
    "latency, 5000, true",
    "latency, 20, false",
    "slicer, 10000, false",
    "slow_close, 20, false",
  })
  void whatToxicsDoToTransfersIsKnown(String type, long value, boolean isCause) throws Exception {
    for (ToxicDirection way : ToxicDirection.values()) {
      try (FtpNat nat = start(Scenario.EXTERNAL_ADDRESS)) {
        add(nat.toxiproxy().getProxy("data").toxics(), type, way, value);
        Files.write(nat.serverDirectory().resolve("down"), new byte[40_000]);
        FTPClient client = login(nat, false);
        int patience = isCause ? PATIENCE_MILLIS : LONG_MILLIS;
        client.setDataTimeout(Duration.ofMillis(patience));
        client.setSoTimeout(patience);
        boolean whole = false;
        try {
          whole =
              way == UPSTREAM
                  ? client.storeFile("up", new ByteArrayInputStream(new byte[40_000]))
                      && Files.size(nat.serverDirectory().resolve("up")) == 40_000
                  : isWhole(client);
        } catch (IOException e) {
          // As when its patience is over.
        }

        assertThat(whole).as("%s %s", type, way).isEqualTo(!isCause);
        if (isCause) {
          // What an external Toxiproxy has done is known only by what comes out of it later.
          await(nat, trace -> cause(nat) == Cause.LINK_TOXIC);
        }
        assertThat(cause(nat))
            .as("%s %s:%n%s", type, way, nat.trace())
            .isEqualTo(isCause ? Cause.LINK_TOXIC : null);
        client.disconnect();
      }
    }
  }

  private static boolean isWhole(FTPClient client) throws IOException {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    return client.retrieveFile("down", received) && received.size() == 40_000;
  }

  private static void add(ToxicList toxics, String type, ToxicDirection way, long value)
      throws IOException {
    switch (type) {
      case "limit_data" -> toxics.limitData(type, way, value);
      case "timeout" -> toxics.timeout(type, way, value);
      case "reset_peer" -> toxics.resetPeer(type, way, value);
      case "bandwidth" -> toxics.bandwidth(type, way, value);
      case "latency" -> toxics.latency(type, way, value);
      case "slicer" -> toxics.slicer(type, way, value, 10);
      default -> toxics.slowClose(type, way, value);
    }
  }

  @Test
  void ofACutUploadTheRecordHasWhatArrived() throws Exception {
    try (FtpNat nat = start(Scenario.EXTERNAL_ADDRESS)) {
      nat.toxiproxy().getProxy("data").toxics().limitData("cut", UPSTREAM, 40_000);
      FTPClient client = login(nat, false);
      client.setBufferSize(AT_ONCE);
      client.storeFile("up", new ByteArrayInputStream(new byte[60_000]));
      Trace trace = await(nat, each -> !each.only(ConnectionEnd.class).isEmpty());
      client.disconnect();

      StreamEnd stream = trace.only(ConnectionEnd.class).get(0).stream(Party.CLIENT);
      assertThat(stream.delivered()).isEqualTo(40_000);
      assertThat(stream.written()).isGreaterThan(40_000);
      assertThat(stream.kind()).isEqualTo(StreamEnd.Kind.CUT);
      assertThat(stream.by()).contains(LinkName.DATA);
    }
  }
}
