package dev.ftpnat.internal.simulated.attach;

import static dev.ftpnat.internal.simulated.attach.SocksServerTimeTest.NOWHERE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.internal.io.RealPorts;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SocksServerLifeTest {

  /** What it wants done, which nobody does. */
  private final List<Runnable> tasks = new ArrayList<>();

  private final SocksServer server = new SocksServer(tasks::add, NOWHERE);

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void doesNothingUntilItIsAskedFor() {
    assertThat(tasks).isEmpty();

    Proxy proxy = server.proxy();

    assertThat(tasks).hasSize(1);
    assertThat(server.proxy()).isEqualTo(proxy);
    assertThat(tasks).hasSize(1);
  }

  @Test
  void itsPortIsOneOfTheHarnessAsLongAsItListens() throws IOException {
    InetSocketAddress address = (InetSocketAddress) server.proxy().address();
    assertThat(RealPorts.shared().contains(address)).isTrue();
    try (Socket client = new Socket(Proxy.NO_PROXY)) {
      client.connect(address, 5_000);
    }

    server.close();

    assertThat(RealPorts.shared().contains(address)).isFalse();
    assertRefused(server.proxy());
  }

  @Test
  void whoAsksWhenItIsClosedIsRefused() {
    server.close();

    assertRefused(server.proxy());
    assertThat(tasks).isEmpty();
  }

  @Test
  void doesNotListenWhereNobodyWouldAccept() {
    SocksServer late =
        new SocksServer(
            task -> {
              throw new RejectedExecutionException("closing");
            },
            NOWHERE);

    assertThatThrownBy(late::proxy).isInstanceOf(RejectedExecutionException.class);

    late.close();
    assertRefused(late.proxy());
  }

  private static void assertRefused(Proxy proxy) {
    assertThatThrownBy(
            () -> {
              try (Socket client = new Socket(Proxy.NO_PROXY)) {
                client.connect(proxy.address(), 5_000);
              }
            })
        .isInstanceOf(ConnectException.class);
  }
}
