package dev.ftpnat.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ftpnat.FtpNat;
import dev.ftpnat.RawControl;
import dev.ftpnat.Scenario;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is captured of attempts at addresses of a family that a host has none of. */
class OtherFamilyCaptureTest {

  private static final int PATIENCE_MILLIS = 10_000;

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(AddressFamily.class)
  void aHostWithoutTheFamilySendsNothing(AddressFamily own) throws Exception {
    AddressFamily other = own == AddressFamily.IPV4 ? AddressFamily.IPV6 : AddressFamily.IPV4;
    Path file = directory.resolve("other.pcapng");
    Topology topology = Topology.builder().dualStack().clientFamilies(own).build();
    try (FtpNat nat = FtpNat.builder(topology).captureTo(file).start()) {
      assertThatUnreachable(nat.host(other), 21);
    }

    assertThat(new PcapngFile(Files.readAllBytes(file)).packets()).isEmpty();
  }

  @Test
  void behindANat64TheAttemptIsInTheRecordAndNotInTheCapture() throws Exception {
    Path file = directory.resolve("nat64.pcapng");
    try (FtpNat nat = FtpNat.builder(Scenario.NAT64).captureTo(file).start();
        RawControl control = RawControl.login(nat)) {
      String[] numbers = control.command("PASV").split("[(,).]+");
      int port = Integer.parseInt(numbers[5]) * 256 + Integer.parseInt(numbers[6]);
      assertThatUnreachable("203.0.113.7", port);

      ConnectionAttempt failed =
          nat.trace().connectionAttempts(Party.CLIENT).stream()
              .filter(attempt -> !attempt.succeeded())
              .findFirst()
              .orElseThrow();
      assertThat(failed.target()).isEqualTo(new Endpoint(IpAddresses.of("203.0.113.7"), port));
      assertThat(failed.outcome()).isEqualTo(Outcome.UNREACHABLE);
      assertThat(failed.reason()).isEqualTo(Reason.NO_ROUTE);
      assertThat(nat.trace().diagnosis().orElseThrow().sentence())
          .contains("The client went to 203.0.113.7:" + port);
    }

    // Before the client there is IPv6 alone.
    assertThat(new PcapngFile(Files.readAllBytes(file)).packets(0))
        .isNotEmpty()
        .allMatch(packet -> packet.bytes()[0] >> 4 == 6);
  }

  @Test
  void aHostsOwnLoopbackOfTheOtherFamilyIsNotOnTheNetwork() throws Exception {
    Path file = directory.resolve("own.pcapng");
    try (FtpNat nat = FtpNat.builder(Scenario.IPV6_ONLY).captureTo(file).start();
        RawControl control = RawControl.login(nat)) {
      assertThat(control.command("NOOP")).startsWith("200 ");
      assertThatThrownBy(() -> connect("127.0.0.1", 9)).isInstanceOf(SocketException.class);
    }

    assertThat(new PcapngFile(Files.readAllBytes(file)).packets())
        .isNotEmpty()
        .allMatch(packet -> packet.bytes()[0] >> 4 == 6);
  }

  private static void assertThatUnreachable(String host, int port) {
    assertThatThrownBy(() -> connect(host, port))
        .isInstanceOf(SocketException.class)
        .hasMessageStartingWith("Network is unreachable");
  }

  private static void connect(String host, int port) throws Exception {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
    }
  }
}
