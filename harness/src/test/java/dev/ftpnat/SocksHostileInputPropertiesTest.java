package dev.ftpnat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.hostile.Footprint;
import dev.ftpnat.hostile.SocksRequests;
import dev.ftpnat.hostile.SocksRequests.Expected;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.topology.Refusal;
import java.io.IOException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/**
 * The SOCKS side of a running environment, over real sockets. A socket costs as much as some
 * hundred inputs elsewhere, so a try is one client here.
 */
class SocksHostileInputPropertiesTest {

  private static final int TIMEOUT_MILLIS = 10_000;

  private FtpNat nat;
  private Footprint before;

  @BeforeProperty
  void start() {
    nat =
        FtpNat.start(
            Scenario.NOTHING_FORWARDED.topology().toBuilder()
                .connectGiveUp(Duration.ofMillis(1))
                .gateways(gateway -> gateway.unmappedPorts(Refusal.REJECT))
                .build());
    before = Footprint.of(nat);
  }

  @AfterProperty
  void stop() {
    try {
      before.assertNothingIsLeft();
    } finally {
      nat.close();
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(Proxy.NO_PROXY);
    socket.connect(nat.socksProxy().address(), TIMEOUT_MILLIS);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    return socket;
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void everyClientIsAnsweredAndLetGo(@ForAll("requests") List<List<String>> clients)
      throws Exception {
    assertAnswered(clients.get(0));
  }

  private void assertAnswered(List<String> segments) throws IOException {
    Expected expected = SocksRequests.expected(String.join("", segments));
    String answer = "";
    try (Socket client = connect()) {
      try {
        for (String segment : segments) {
          client.getOutputStream().write(SocksRequests.bytes(segment));
        }
        client.shutdownOutput();
        answer = new String(client.getInputStream().readAllBytes(), ISO_8859_1);
      } catch (SocketException reset) {
        // The server had closed before all was sent; what it said may be lost then.
        return;
      }
    }
    assertThat(answer).startsWith(expected.answer());
    if (expected.request().isEmpty()) {
      assertThat(answer).hasSameSizeAs(expected.answer());
    } else {
      assertThat(answer.substring(2))
          .matches("(?s)\\x05[\\x04-\\x06]\\x00\\x01\\x00{6}|\\x05\\x00.*");
    }
  }

  @Property(shrinking = ShrinkingMode.OFF)
  void whoeverGoesAwayInTheMiddleIsForgotten(
      @ForAll("requests") List<List<String>> clients, @ForAll Random random) throws Exception {
    List<String> segments = clients.get(0);
    try (Socket client = connect()) {
      try {
        for (String segment : segments.subList(0, random.nextInt(segments.size() + 1))) {
          client.getOutputStream().write(SocksRequests.bytes(segment));
        }
      } catch (SocketException reset) {
        // The server was the first to go.
      }
      // With a reset instead of a FIN, every second time.
      client.setSoLinger(random.nextBoolean(), 0);
    }
  }

  @Provide
  Arbitrary<List<List<String>>> requests() {
    // The address is known only when the environment runs, which it does by now.
    return Arbitraries.lazy(
        () ->
            Arbitraries.frequencyOf(
                Tuple.of(9, around("192.0.2.55")), Tuple.of(1, around(nat.host()))));
  }

  private Arbitrary<List<List<String>>> around(String address) {
    return SocksRequests.segmentsAround(
        new String(Ipv4.of(address).getAddress(), ISO_8859_1), nat.hostName());
  }
}
