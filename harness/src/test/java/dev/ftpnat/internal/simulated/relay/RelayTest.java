package dev.ftpnat.internal.simulated.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.internal.io.Sockets;
import dev.ftpnat.internal.io.Sockets.Pair;
import dev.ftpnat.internal.nat.Delivery;
import dev.ftpnat.internal.simulated.routing.Tap;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.StreamEnd;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A relay between two ends is as good as a wire: bytes, FIN and RST arrive as they are. */
class RelayTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CompletableFuture<Relay> ended = new CompletableFuture<>();
  private Socket client;
  private Socket server;
  private Relay relay;
  private volatile Delivery fate = Delivery.ARRIVES;

  @BeforeEach
  void connect() throws IOException {
    Pair clientSide = Pair.open();
    Pair serverSide = Pair.open();
    client = clientSide.first();
    server = serverSide.first();
    client.setSoTimeout((int) TIMEOUT.toMillis());
    server.setSoTimeout((int) TIMEOUT.toMillis());
    relay =
        new Relay(
            clientSide.second(),
            new Responder.OfSocket(serverSide.second()),
            Party.CLIENT,
            (fromOrigin, text) -> fate,
            Tap.NONE,
            TIMEOUT,
            ended::complete);
    threads.execute(this::run);
  }

  private void run() {
    try {
      relay.run(List.of(), threads);
    } catch (RejectedExecutionException e) {
      // The test was over before the relay began, and has cut it.
    }
  }

  @AfterEach
  void disconnect() {
    relay.abort();
    Sockets.close(client);
    Sockets.close(server);
    threads.shutdownNow();
  }

  @Test
  void carriesBytesBothWaysAndCountsThem() throws Exception {
    byte[] much = new byte[3_000_000];
    new Random(7).nextBytes(much);
    CompletableFuture<byte[]> arrived =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return server.getInputStream().readNBytes(much.length);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            },
            threads);
    client.getOutputStream().write(much);
    assertThat(arrived.get(10, TimeUnit.SECONDS)).isEqualTo(much);
    server.getOutputStream().write("220\r\n".getBytes(US_ASCII));
    assertThat(client.getInputStream().readNBytes(5)).asString(US_ASCII).isEqualTo("220\r\n");

    assertThat(relay.sent().now())
        .isEqualTo(new StreamEnd(much.length, much.length, StreamEnd.Kind.OPEN));
    assertThat(relay.received().now()).isEqualTo(new StreamEnd(5, 5, StreamEnd.Kind.OPEN));
  }

  @Test
  void aHalfClosedSideStillReceives() throws Exception {
    client.getOutputStream().write(1);
    client.shutdownOutput();
    assertThat(server.getInputStream().readAllBytes()).containsExactly(1);

    server.getOutputStream().write(2);
    server.close();
    assertThat(client.getInputStream().readAllBytes()).containsExactly(2);
    assertThat(ended.get(10, TimeUnit.SECONDS)).isSameAs(relay);
  }

  @Test
  void aResetIsAResetOnTheOtherSide() throws Exception {
    client.setSoLinger(true, 0);
    client.close();

    assertThatThrownBy(() -> server.getInputStream().read())
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
    assertThat(ended.get(10, TimeUnit.SECONDS)).isSameAs(relay);
  }

  @Test
  void abortingResetsBothSides() throws Exception {
    relay.abort();

    assertThat(ended.get(10, TimeUnit.SECONDS)).isSameAs(relay);
    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
  }
}
