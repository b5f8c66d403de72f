package dev.ftpnat.trace.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.event.TraceEvent.Channel;
import dev.ftpnat.trace.event.TraceEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.TraceEvent.TlsHandshake;
import dev.ftpnat.trace.event.TraceEvent.Transfer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What single events say. */
class TraceEventTest {

  @Test
  void aTransferIsKnownByItsCommand() {
    Transfer listing = new Transfer(Duration.ZERO, 1, "list", 0, true, false);
    Transfer upload = new Transfer(Duration.ZERO, 1, "STOR a b.txt", 0, true, false);

    assertThat(listing.verb()).isEqualTo("LIST");
    assertThat(listing.argument()).isEmpty();
    assertThat(upload.argument()).isEqualTo("a b.txt");
  }

  @Test
  void aResumedSessionIsNamed() {
    assertThat(handshake(true))
        .hasToString("server #1 data connection: TLSv1.2, session resumed, X");
    assertThat(handshake(false)).hasToString("server #1 data connection: TLSv1.2, X");
  }

  private static TlsHandshake handshake(boolean resumed) {
    return new TlsHandshake(
        Duration.ZERO, 1, Channel.DATA, "TLSv1.2", "X", resumed, Optional.empty());
  }

  @Test
  void whatPassesNoGatewayIsSeenAsItIs() {
    Endpoint source = Endpoint.of("198.51.100.2", 50000);
    ConnectionAttempt attempt =
        new ConnectionAttempt(
            Duration.ZERO,
            1,
            Party.CLIENT,
            source,
            Endpoint.of("203.0.113.7", 21),
            List.of(),
            Outcome.ESTABLISHED,
            "server",
            Reason.MASQUERADED,
            Optional.empty());

    assertThat(attempt.seenSource()).isEqualTo(source);
    assertThat(attempt.arrivesAt()).isEqualTo(attempt.target());
  }
}
