package dev.ftpnat;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.ConnectionEvent.Ipv6Attempt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The SOCKS server as other programs see it (RFC 1928), well behaved or not. */
class SocksAttachmentTest {

  private static FtpNat nat;

  @BeforeAll
  static void start() {
    nat =
        FtpNat.start(
            Scenario.PRIVATE_IP_PASV.topology().toBuilder()
                .connectGiveUp(Duration.ofMillis(50))
                .gateways(
                    gateway ->
                        gateway.unmappedPorts(Refusal.REJECT).privateDestinations(Refusal.DROP))
                .build());
  }

  @AfterAll
  static void stop() {
    nat.close();
  }

  private static Socket proxy(FtpNat of) throws IOException {
    Socket socket = new Socket(Proxy.NO_PROXY);
    socket.connect(of.socksProxy().address(), 5000);
    socket.setSoTimeout(5000);
    return socket;
  }

  /** What the server answers to these bytes until it closes or 10 bytes have come. */
  private static byte[] answer(byte[] request) throws IOException {
    return answer(nat, request);
  }

  private static byte[] answer(FtpNat of, byte[] request) throws IOException {
    try (Socket socket = proxy(of)) {
      socket.getOutputStream().write(request);
      return socket.getInputStream().readNBytes(12);
    }
  }

  private static byte[] request(int command, int addressType, byte[] address, int port) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(new byte[] {5, 1, 0});
    bytes.writeBytes(new byte[] {5, (byte) command, 0, (byte) addressType});
    bytes.writeBytes(address);
    bytes.write(port >> 8);
    bytes.write(port);
    return bytes.toByteArray();
  }

  private static byte[] name(String name) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(name.length());
    bytes.writeBytes(name.getBytes(US_ASCII));
    return bytes.toByteArray();
  }

  private static byte[] ipv4(String literal) {
    return Ipv4.of(literal).getAddress();
  }

  @Test
  void connectsByAddressByNameAndByLiteralAsName() throws Exception {
    assertThat(answer(request(1, 1, ipv4(nat.host()), 21))[3]).isEqualTo((byte) 0);
    assertThat(answer(request(1, 3, name(nat.hostName()), 21))[3]).isEqualTo((byte) 0);
    assertThat(answer(request(1, 3, name(nat.host()), 21))[3]).isEqualTo((byte) 0);
  }

  @ParameterizedTest(name = "{0}: {3}")
  @CsvSource({
    "an unmapped port is refused, public, 2121, 5",
    "a private address is silence, private, 21, 6",
    "an address that nobody has is unreachable, 192.0.2.1, 21, 4",
  })
  void refusalsHaveTheirReplyCodes(String what, String host, int port, int code) throws Exception {
    String address =
        switch (host) {
          case "public" -> nat.host();
          case "private" -> nat.topology().server().address().orElseThrow().getHostAddress();
          default -> host;
        };
    assertThat(answer(request(1, 1, ipv4(address), port))[3]).as(what).isEqualTo((byte) code);
  }

  @Test
  void anUnknownNameIsUnreachable() throws Exception {
    assertThat(answer(request(1, 3, name("ftp.example.test"), 21))[3]).isEqualTo((byte) 4);
  }

  @Test
  void bindIsNotSupported() throws Exception {
    assertThat(answer(request(2, 1, ipv4(nat.host()), 21))[3]).isEqualTo((byte) 7);
  }

  @Test
  void nobodyHasAnIpv6AddressAndTheAttemptIsInTheRecord() throws Exception {
    byte[] documentation = IpAddresses.parse("2001:db8::1").orElseThrow().getAddress();
    byte[] loopback = IpAddresses.parse("::1").orElseThrow().getAddress();

    assertThat(answer(request(1, 4, documentation, 21))[3]).as("network").isEqualTo((byte) 3);
    assertThat(answer(request(1, 4, loopback, 22))[3]).as("refused").isEqualTo((byte) 5);
    assertThat(nat.trace().only(Ipv6Attempt.class))
        .extracting(Ipv6Attempt::target)
        .containsExactly(Endpoint.of("2001:db8::1", 21), Endpoint.of("::1", 22));
  }

  @Test
  void aClientWithoutIpv6HasNoNetworkOfItAndTheAttemptIsInTheRecord() throws Exception {
    Topology half = Topology.builder().dualStack().clientFamilies(AddressFamily.IPV4).build();
    try (FtpNat dual = FtpNat.start(half)) {
      byte[] server = IpAddresses.of(dual.host(AddressFamily.IPV6)).getAddress();
      byte[] loopback = IpAddresses.of("::1").getAddress();

      assertThat(answer(dual, request(1, 4, loopback, 22))[3]).as("its own").isEqualTo((byte) 5);
      assertThat(dual.trace().only(Ipv6Attempt.class)).hasSize(1);
      assertThat(dual.trace().hasFailed()).isFalse();
      assertThat(answer(dual, request(1, 4, server, 21))[3]).as("network").isEqualTo((byte) 3);
      assertThat(dual.trace().connectionAttempts()).hasSize(1);
      assertThat(dual.trace().hasFailed()).isTrue();
    }
  }

  @Test
  void whoeverInsistsOnAuthenticationIsTurnedAway() throws Exception {
    assertThat(answer(new byte[] {5, 1, 2})).containsExactly(5, 0xff);
  }

  @Test
  void otherProtocolsAreCutOff() throws Exception {
    assertThat(answer("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII))).isEmpty();
    assertThat(answer(new byte[] {4, 1, 0, 21, 1, 2, 3, 4, 0})).isEmpty();
  }

  @Test
  void garbageAndHalfRequestsCostNobodyElseAnything() throws Exception {
    Random random = new Random(1);
    try (Socket halfway = proxy(nat);
        Socket silent = proxy(nat)) {
      halfway.getOutputStream().write(new byte[] {5, 1});
      for (int i = 0; i < 200; i++) {
        byte[] garbage = new byte[1 + random.nextInt(40)];
        random.nextBytes(garbage);
        try (Socket socket = proxy(nat)) {
          socket.getOutputStream().write(garbage);
        }
      }
      assertThat(answer(request(1, 1, ipv4(nat.host()), 21))[3]).isEqualTo((byte) 0);
      assertThat(silent.isConnected()).isTrue();
    }
  }

  @Test
  void aClientThatStopsHalfwayDoesNotDelayTheEnd() throws Exception {
    FtpNat closing = FtpNat.start(Scenario.DIRECT);
    try (Socket halfway = new Socket(Proxy.NO_PROXY)) {
      halfway.connect(closing.socksProxy().address(), 5000);
      halfway.getOutputStream().write(new byte[] {5, 1, 0});
      assertThat(halfway.getInputStream().readNBytes(2)).containsExactly(5, 0);

      long start = System.nanoTime();
      closing.close();

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      assertThat(halfway.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void javaSocketsCanBeGivenTheProxy() throws Exception {
    try (Socket socket = new Socket(nat.socksProxy())) {
      socket.connect(new InetSocketAddress(nat.host(), nat.port()), 5000);
      assertThat(new String(socket.getInputStream().readNBytes(4), US_ASCII)).isEqualTo("220 ");
    }
  }
}
