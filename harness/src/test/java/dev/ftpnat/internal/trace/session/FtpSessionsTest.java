package dev.ftpnat.internal.trace.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.ServerEvent.Command;
import dev.ftpnat.trace.session.Exchange;
import dev.ftpnat.trace.session.FtpSession;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a session is open, and which later one may be the same client's. */
class FtpSessionsTest {

  private static FtpSession session(
      String host, long opened, Optional<Long> ended, List<Exchange> exchanges) {
    return new FtpSession(
        1,
        Duration.ofMillis(opened),
        Optional.of(host).filter(each -> !each.isEmpty()).map(FtpSessionsTest::control),
        ended.map(Duration::ofMillis),
        exchanges,
        List.of());
  }

  private static ConnectionAttempt control(String host) {
    return new ConnectionAttempt(
        Duration.ZERO,
        1,
        Party.CLIENT,
        Endpoint.of(host, 50000),
        Endpoint.of("203.0.113.7", 21),
        List.of(),
        Outcome.ESTABLISHED,
        Party.SERVER,
        Reason.LISTENING,
        Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "99,  '',  false",
    "100, '',  true",
    "500, '',  true",
    "99,  200, false",
    "200, 200, true",
    "201, 200, false",
  })
  void itIsOpenFromItsBeginningToItsEnd(long at, String ended, boolean expected) {
    FtpSession session =
        session(
            "198.51.100.2",
            100,
            Optional.of(ended).filter(each -> !each.isEmpty()).map(Long::valueOf),
            List.of());

    assertThat(FtpSessions.isOpen(session, Duration.ofMillis(at))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "nothing more is said here,         198.51.100.2, 198.51.100.2, RETR a, 100, true",
    "by another host,                   198.51.100.2, 198.51.100.3, RETR a, 100, false",
    "by nobody knows whom,              198.51.100.2, '',           RETR a, 100, true",
    "nor is it known who this was,      '',           198.51.100.2, RETR a, 100, true",
    "this one goes on by itself,        198.51.100.2, 198.51.100.2, RETR a, 300, false",
    "this one only waits,               198.51.100.2, 198.51.100.2, NOOP,   300, true",
    "this one says good-bye,            198.51.100.2, 198.51.100.2, QUIT,   300, true",
  })
  void aLaterOneMayGoOnWithWhatThisLeft(
      String what, String host, String otherHost, String line, long at, boolean expected) {
    Exchange exchange = new Exchange(new Command(Duration.ofMillis(at), 1, line, false), List.of());
    FtpSession before = session(host, 0, Optional.empty(), List.of(exchange));
    FtpSession after = session(otherHost, 200, Optional.empty(), List.of());

    assertThat(FtpSessions.mayGoOnIn(before, after)).as(what).isEqualTo(expected);
  }
}
