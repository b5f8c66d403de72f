package dev.ftpnat.internal.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.internal.toxiproxy.Wire.Watch;
import dev.ftpnat.internal.toxiproxy.link.Passage;
import dev.ftpnat.internal.toxiproxy.link.Witness;
import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import eu.rekawek.toxiproxy.model.toxic.Latency;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A link on the server's end of a connection that nobody relays. */
class LinkSocketTest {

  private ToxiproxyServer toxiproxy;
  private LinkProxy link;
  private Proxy proxy;
  private Socket client;
  private Socket server;
  private Passage upstream;

  @BeforeEach
  void connect() throws IOException {
    toxiproxy = ToxiproxyServer.start(Upstreams.loopback(), 1);
    link = toxiproxy.link("data", "203.0.113.7:50000", "10.0.1.121:50000");
    proxy = new ToxiproxyClient(toxiproxy.host(), toxiproxy.port()).getProxy("data");
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      client = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
      client.setSoTimeout(10_000);
      Attached attached = link.attach(listener.accept(), Witness.NONE).orElseThrow();
      upstream = attached.upstream();
      server = attached.socket();
      server.setSoTimeout(10_000);
    }
  }

  @AfterEach
  void close() throws IOException {
    toxiproxy.close();
    client.close();
    server.close();
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  private static CompletableFuture<byte[]> readAll(Socket socket) {
    return Async.call(() -> socket.getInputStream().readAllBytes());
  }

  private static double pass(Socket from, Socket to) throws IOException {
    Watch watch = new Watch();
    from.getOutputStream().write(5);
    assertThat(to.getInputStream().read()).isEqualTo(5);
    return watch.millis();
  }

  @Test
  void withoutToxicsItIsTheClientsConnection() throws Exception {
    pass(client, server);
    pass(server, client);
    client.shutdownOutput();
    assertThat(server.getInputStream().read()).isEqualTo(-1);
    server.getOutputStream().write(random(1000));
    server.close();
    assertThat(client.getInputStream().readAllBytes()).isEqualTo(random(1000));
  }

  /** As a client does that begins with TLS where the server sends a file in clear. */
  @Test
  void whatTheClientSentIsCountedThoughTheServerNeverAskedForIt() throws Exception {
    client.getOutputStream().write(random(447));
    await(447);
    server.close();

    assertThat(upstream.taken()).isEqualTo(447);
    assertThat(upstream.passed()).isZero();
  }

  /** The end of TLS, for one, is nothing that a server has to read. */
  @Test
  void theRestOfWhatTheServerReadIsNot() throws Exception {
    pass(client, server);
    client.getOutputStream().write(random(24));
    await(24);
    server.close();

    assertThat(upstream.taken()).isEqualTo(1);
  }

  private void await(int bytes) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (server.getInputStream().available() < bytes) {
      assertThat(System.nanoTime()).as("10 s").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void toxicsComeWhileTheServerReads() throws Exception {
    CompletableFuture<Integer> read = Async.call(() -> server.getInputStream().read());
    Latency latency = proxy.toxics().latency("slow", ToxicDirection.UPSTREAM, 500);
    Watch watch = new Watch();
    client.getOutputStream().write(9);
    assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo(9);
    assertThat(watch.millis()).isGreaterThan(498);
    assertThat(pass(client, server)).isGreaterThan(498);
    latency.remove();
    assertThat(pass(client, server)).isLessThan(498);
  }

  @Test
  void whatTheServerSentArrivesLateThoughItHasClosed() throws Exception {
    proxy.toxics().latency("slow", ToxicDirection.DOWNSTREAM, 1000);
    Watch watch = new Watch();
    server.getOutputStream().write(random(500_000));
    server.close();
    assertThat(watch.millis()).isLessThan(998);
    assertThat(server.isClosed()).isTrue();
    assertThat(client.getInputStream().readAllBytes()).isEqualTo(random(500_000));
    assertThat(watch.millis()).isGreaterThan(998);
  }

  @Test
  void transfersSurviveToxicsThatComeAndGo() throws Exception {
    byte[] sent = random(8_000_000);
    CompletableFuture<byte[]> received = readAll(server);
    CompletableFuture<Boolean> writer =
        Async.call(
            () -> {
              client.getOutputStream().write(sent);
              client.shutdownOutput();
              return true;
            });
    for (int i = 0; !received.isDone(); i++) {
      Latency latency = proxy.toxics().latency("a" + i, ToxicDirection.UPSTREAM, 2);
      proxy.toxics().slicer("b" + i, ToxicDirection.UPSTREAM, 5_000, 5);
      latency.remove();
      proxy.toxics().get("b" + i).remove();
    }
    writer.get(10, TimeUnit.SECONDS);
    assertThat(received.get(10, TimeUnit.SECONDS)).isEqualTo(sent);
  }

  /** The arrays in which bytes wait are used again and again. */
  @Test
  void whatWaitsIsNotOverwritten() throws Exception {
    proxy.toxics().latency("slow", ToxicDirection.DOWNSTREAM, 5);
    proxy.toxics().slicer("small", ToxicDirection.DOWNSTREAM, 20_000, 0);
    byte[] sent = random(16_000_000);
    CompletableFuture<byte[]> received = readAll(client);
    for (int offset = 0; offset < sent.length; offset += 64_000) {
      server.getOutputStream().write(sent, offset, 64_000);
    }
    server.close();
    assertThat(received.get(10, TimeUnit.SECONDS)).isEqualTo(sent);
  }

  @Test
  void aLimitCutsBothSides() throws Exception {
    proxy.toxics().limitData("short", ToxicDirection.DOWNSTREAM, 10);
    server.getOutputStream().write(random(20));
    assertThat(client.getInputStream().readNBytes(10)).hasSize(10);
    assertThat(client.getInputStream().read()).isEqualTo(-1);
    assertThat(server.getInputStream().read()).isEqualTo(-1);
    assertThatThrownBy(() -> server.getOutputStream().write(1)).isInstanceOf(IOException.class);
  }

  @Test
  void aLimitOnWhatTheClientSendsCutsBothSides() throws Exception {
    proxy.toxics().limitData("short", ToxicDirection.UPSTREAM, 10);
    client.getOutputStream().write(random(10));
    assertThat(server.getInputStream().readNBytes(10)).hasSize(10);
    assertThat(server.getInputStream().read()).isEqualTo(-1);
    assertThat(client.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void aTimeoutEndsAReadThatWaits() throws Exception {
    CompletableFuture<byte[]> received = readAll(server);
    proxy.toxics().timeout("gone", ToxicDirection.UPSTREAM, 50);
    assertThat(received.get(10, TimeUnit.SECONDS)).isEmpty();
    assertThat(client.getInputStream().read()).isEqualTo(-1);
  }

  /** The socket is closed by the other direction, before this one knows that it is over. */
  @Test
  void aLimitOnWhatTheServerSendsIsAnEndToTheServersReader() throws Exception {
    for (int i = 0; i < 50; i++) {
      connectAgain();
      proxy.toxics().limitData("short", ToxicDirection.DOWNSTREAM, 10);
      CompletableFuture<byte[]> received = readAll(server);
      server.getOutputStream().write(random(10));
      assertThat(received.get(10, TimeUnit.SECONDS)).isEmpty();
    }
  }

  @Test
  void aDisabledLinkCutsAndRefuses() throws Exception {
    CompletableFuture<byte[]> received = readAll(server);
    proxy.disable();
    assertThat(received.get(10, TimeUnit.SECONDS)).isEmpty();
    assertThat(client.getInputStream().read()).isEqualTo(-1);
    try (Socket other = new Socket()) {
      assertThat(link.attach(other, Witness.NONE)).isEmpty();
    }
  }

  @Test
  void aReadTimesOutAsBefore() throws Exception {
    proxy.toxics().latency("slow", ToxicDirection.UPSTREAM, 60_000);
    server.setSoTimeout(50);
    client.getOutputStream().write(1);
    assertThatThrownBy(() -> server.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    assertThatThrownBy(() -> server.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void anAbortIsAResetWhateverIsOnItsWay() throws Exception {
    proxy.toxics().latency("slow", ToxicDirection.DOWNSTREAM, 60_000);
    server.getOutputStream().write(1);
    server.setSoLinger(true, 0);
    server.close();
    assertThatThrownBy(() -> client.getInputStream().read())
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
  }

  @Test
  void closingEndsAReadThatWaits() throws Exception {
    for (boolean toxic : new boolean[] {false, true}) {
      connectAgain();
      if (toxic) {
        proxy.toxics().latency("slow", ToxicDirection.UPSTREAM, 1);
        pass(client, server);
      }
      CompletableFuture<byte[]> received = readAll(server);
      server.close();
      assertThatThrownBy(() -> received.get(10, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(SocketException.class);
    }
  }

  private void connectAgain() throws IOException {
    close();
    connect();
  }
}
