package dev.ftpnat.internal.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.internal.toxiproxy.Wire.Ends;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a server leaves behind, which is nothing. */
class ServerLifeTest {

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("ftpnat-toxiproxy-"))
        .toList();
  }

  @Test
  void closingLeavesNothingBehind() throws IOException {
    List<String> before = threads();
    ToxiproxyServer server = ToxiproxyServer.start(Upstreams.loopback(), 1);
    int api = server.port();
    Wire wire = Wire.through(new ToxiproxyClient(server.host(), api));
    int port = wire.port();
    wire.proxy().toxics().bandwidth("stalled", ToxicDirection.UPSTREAM, 0);
    wire.proxy().toxics().latency("slow", ToxicDirection.DOWNSTREAM, 60_000);
    try (Ends ends = wire.connect();
        Socket idle = RawHttp.connect(api)) {
      ends.client().getOutputStream().write(new byte[1000]);
      ends.server().getOutputStream().write(new byte[1000]);
      assertThat(threads()).hasSizeGreaterThan(before.size());
      server.close();
      server.close();
      assertThat(threads()).hasSameSizeAs(before);
      assertThat(idle.getInputStream().read()).isEqualTo(-1);
      assertEnds(ends.client());
      assertEnds(ends.server());
    }
    wire.stopUpstream();
    for (int closed : new int[] {api, port}) {
      assertThatThrownBy(() -> RawHttp.connect(closed).close())
          .isInstanceOf(ConnectException.class);
    }
  }

  private static void assertEnds(Socket socket) throws IOException {
    try {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }

  @Test
  void theEnvironmentDecidesWhatUpstreamsThereAre() throws IOException {
    try (ServerSocket upstream = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
        ToxiproxyServer server = ToxiproxyServer.start(new OneUpstream(upstream), 1)) {
      upstream.setSoTimeout(10_000);
      ToxiproxyClient client = new ToxiproxyClient(server.host(), server.port());
      String listen = client.createProxy("x", "127.0.0.1:0", "203.0.113.7:21").getListen();
      int port = Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1));
      try (Socket socket = RawHttp.connect(port);
          Socket accepted = upstream.accept()) {
        socket.getOutputStream().write(3);
        assertThat(accepted.getInputStream().read()).isEqualTo(3);
      }
      assertThatThrownBy(() -> client.createProxy("y", "127.0.0.1:0", "127.0.0.1:21"))
          .hasMessage("[400] not that one");
    }
  }

  /** An upstream by an address that this machine doesn't have. */
  private record OneUpstream(ServerSocket real) implements Upstreams {

    @Override
    public Optional<String> refusal(String upstream) {
      return upstream.equals("203.0.113.7:21") ? Optional.empty() : Optional.of("not that one");
    }

    @Override
    public Socket dial(String upstream) throws IOException {
      return RawHttp.connect(real.getLocalPort());
    }
  }
}
