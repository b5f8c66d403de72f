package dev.ftpnat.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.TraceEvent.Change;
import dev.ftpnat.trace.TraceEvent.Channel;
import dev.ftpnat.trace.TraceEvent.ConnectionAttempt;
import dev.ftpnat.trace.TraceEvent.ConnectionForgotten;
import dev.ftpnat.trace.TraceEvent.Forgetting;
import dev.ftpnat.trace.TraceEvent.TlsHandshake;
import dev.ftpnat.trace.TraceEvent.Transfer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What single events and parts of drawings say. */
class WordsTest {

  @ParameterizedTest
  @CsvSource({
    "USED, was used up by another connection",
    "REPLACED, was replaced by one for a later announcement",
    "EXPIRED, had expired",
    "FORGOTTEN, was forgotten with everything else that the gateway knew",
    "CLOSED, was gone"
  })
  void howAPinholeEnded(Change change, String words) {
    assertThat(new PinholeEnd(change, Optional.empty(), List.of()).words()).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "IDLE | was forgotten with the control connection, which had been idle for 240 s",
        "EXPIRED | was forgotten with the control connection, which the gateway took for idle, as it was told to",
        "REBOOT | was forgotten with everything else that the gateway knew",
        "RENUMBERED | was forgotten with everything else that the gateway knew"
      })
  void howAPinholeEndedThatWentWithItsControlConnection(Forgetting cause, String words) {
    ConnectionForgotten master =
        new ConnectionForgotten(Duration.ZERO, 1, "server NAT", cause, Duration.ofSeconds(240));

    assertThat(new PinholeEnd(Change.FORGOTTEN, Optional.of(master), List.of()).words())
        .isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({
    "0041, A",
    "007f, \\u007f",
    "00e9, é",
    "00ad, \\u00ad",
    "0300, \\u0300",
    "0378, \\u0378",
    "0488, \\u0488",
    "2192, →",
    "65e5, \\u65e5"
  })
  void whatIsNotOneColumnWideIsEscaped(String point, String drawn) {
    assertThat(Label.narrow(Character.toString(Integer.parseInt(point, 16)))).isEqualTo(drawn);
  }

  @Test
  void aRowEndsAtItsEdges() {
    TextRow row = new TextRow();
    row.put(-1, "ab");
    row.put(TextRow.WIDTH - 1, "yz");

    assertThat(row.toString()).startsWith("b").endsWith("y").hasSize(TextRow.WIDTH);
  }

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
