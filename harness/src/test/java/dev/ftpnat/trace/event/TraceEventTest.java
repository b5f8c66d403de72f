package dev.ftpnat.trace.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.LinkEvent.LinkEffect;
import dev.ftpnat.trace.event.ServerEvent.TlsHandshake;
import dev.ftpnat.trace.event.ServerEvent.Transfer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What single events say. */
class TraceEventTest {

  private static final Endpoint SOURCE = Endpoint.of("198.51.100.2", 50000);
  private static final Endpoint TARGET = Endpoint.of("203.0.113.7", 21);

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
    assertThat(handshake(false))
        .hasToString("server #1 data connection: TLSv1.2, no session resumed, X");
  }

  private static TlsHandshake handshake(boolean resumed) {
    return new TlsHandshake(
        Duration.ZERO, 1, Channel.DATA, "TLSv1.2", "X", resumed, Optional.empty());
  }

  @Test
  void whatPassesNoGatewayIsSeenAsItIs() {
    ConnectionAttempt attempt = attempt();

    assertThat(attempt.seenSource()).isEqualTo(SOURCE);
    assertThat(attempt.arrivesAt()).isEqualTo(TARGET);
  }

  @Test
  void whatPassesGatewaysIsSeenAsTheLastLeavesIt() {
    Endpoint masqueraded = Endpoint.of("198.51.100.1", 61000);
    Endpoint forwarded = Endpoint.of("10.0.1.121", 21);
    ConnectionAttempt attempt =
        attempt(
            new Hop("client NAT", SOURCE, TARGET, masqueraded, TARGET, Reason.MASQUERADED),
            new Hop("server NAT", masqueraded, TARGET, masqueraded, forwarded, Reason.FORWARDED));

    assertThat(attempt.seenSource()).isEqualTo(masqueraded);
    assertThat(attempt.arrivesAt()).isEqualTo(forwarded);
  }

  private static ConnectionAttempt attempt(Hop... hops) {
    return new ConnectionAttempt(
        Duration.ZERO,
        1,
        Party.CLIENT,
        SOURCE,
        TARGET,
        List.of(hops),
        Outcome.ESTABLISHED,
        Party.SERVER,
        Reason.LISTENING,
        Optional.empty());
  }

  @Test
  void aToxicThatWasAtWorkWithoutEffectSaysSo() {
    assertThat(
            new LinkEffect(
                Duration.ZERO,
                1,
                LinkName.DATA,
                Party.SERVER,
                Optional.empty(),
                0,
                Duration.ZERO,
                false,
                0,
                Duration.ZERO,
                0,
                0,
                Optional.empty()))
        .hasToString(
            "link data, connection 1: by what went in and came out, the Toxiproxy server did"
                + " nothing that lasts");
  }
}
