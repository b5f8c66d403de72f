package dev.ftpnat.internal.simulated.attach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.simulated.routing.ConnectAnswer;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.event.Outcome;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long a client may take to say what it wants. */
@Timeout(30)
class SocksServerTimeTest {

  private static final Duration LIMIT = Duration.ofMillis(300);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private SocksServer server;

  static final SocksServer.Network NOWHERE =
      new SocksServer.Network() {
        @Override
        public Optional<InetAddress> resolve(String name) {
          return Optional.empty();
        }

        @Override
        public Optional<Outcome> refuse(Inet6Address target, int port) {
          return Optional.of(
              target.isAnyLocalAddress() || target.isLoopbackAddress()
                  ? Outcome.REFUSED
                  : Outcome.UNREACHABLE);
        }

        @Override
        public ConnectAnswer connect(Socket client, Endpoint target) {
          return ConnectAnswer.refused(Outcome.UNREACHABLE);
        }
      };

  @BeforeEach
  void start() {
    server = new SocksServer(threads, NOWHERE, LIMIT);
  }

  @AfterEach
  void stop() {
    server.close();
    threads.shutdownNow();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(Proxy.NO_PROXY);
    socket.connect(server.proxy().address(), 5000);
    return socket;
  }

  @Test
  void aClientThatSaysNothingIsLetGo() throws IOException {
    try (Socket silent = connect()) {
      silent.setSoTimeout(10_000);
      assertThat(silent.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aClientThatSaysAByteNowAndThenIsLetGoAsSoon() throws IOException {
    try (Socket dripping = connect()) {
      dripping.setSoTimeout((int) LIMIT.toMillis() / 3);
      dripping.getOutputStream().write(new byte[] {5, (byte) 255});
      int drops = 0;
      boolean open = true;
      while (open && drops < 100) {
        drops++;
        open = isOpenAfterAnotherByte(dripping);
      }
      assertThat(drops).isLessThan(20);
    }
  }

  private static boolean isOpenAfterAnotherByte(Socket socket) throws IOException {
    try {
      socket.getOutputStream().write(1);
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException stillWaiting) {
      return true;
    } catch (SocketException reset) {
      return false;
    }
  }
}
