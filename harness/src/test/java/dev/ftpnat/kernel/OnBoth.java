package dev.ftpnat.kernel;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.NetworkUnavailableException;
import dev.ftpnat.Patience;
import dev.ftpnat.topology.Topology;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/**
 * For tests that take the same steps on the simulated and on the kernel's network, and want the
 * same of both. Where there is no kernel network that half is skipped, and says why.
 */
final class OnBoth {

  /** Shorter than the kernel gives up by itself, which is after three seconds. */
  static final int CONNECT_MILLIS =
      (int) Math.min(2_500, Patience.of(Duration.ofMillis(800)).toMillis());

  /**
   * Until the second SYN is answered, which is sent after a second. On IPv6 Linux takes an ICMPv6
   * error to heart only then, if it comes while the first is being sent.
   */
  static final int SECOND_SYN_MILLIS =
      (int) Math.min(2_800, Patience.of(Duration.ofMillis(2_000)).toMillis());

  private OnBoth() {}

  /** Starts a topology on one of the two. */
  static FtpNat start(Topology topology, Network network) {
    try {
      return FtpNat.builder(topology).network(network).start();
    } catch (NetworkUnavailableException e) {
      System.out.println("skipped on the kernel network: " + e.getMessage());
      return abort(e.getMessage());
    }
  }

  /** What a client is told that connects: "established", or the exception. */
  static String connect(InetAddress address, int port) {
    return connect(
        address, port, address instanceof Inet6Address ? SECOND_SYN_MILLIS : CONNECT_MILLIS);
  }

  /** The same within a time. */
  static String connect(InetAddress address, int port, int millis) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), millis);
      return "established";
    } catch (IOException e) {
      return describe(e);
    }
  }

  static String describe(IOException e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  static InetAddress client(FtpNat nat) {
    return nat.topology().clientAddress().orElseThrow();
  }

  static InetAddress server(FtpNat nat) {
    return nat.topology().server().address().orElseThrow();
  }
}
