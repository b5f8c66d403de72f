package dev.ftpnat.internal.trace.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.trace.event.ServerEvent.Command;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.TraceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which reply answers which command. */
class ExchangesTest {

  /** A word is a command; a number is a reply; TLS behind it if it is encrypted. */
  private static List<TraceEvent> said(String dialogue) {
    List<TraceEvent> events = new ArrayList<>();
    for (String word : dialogue.split(" ")) {
      Duration at = Duration.ofMillis(events.size());
      boolean encrypted = word.endsWith("/TLS");
      String plain = word.replace("/TLS", "").replace('_', ' ');
      events.add(
          plain.matches("\\d{3}")
              ? new Reply(at, 1, Integer.parseInt(plain), "", encrypted)
              : new Command(at, 1, plain, encrypted));
    }
    return events;
  }

  @ParameterizedTest
  @CsvSource({
    "a greeting answers nothing,              220 SYST 215,                    SYST 215",
    "nor does one that comes late,            120 220 SYST 215,                SYST 215",
    "one that waits,                          LIST 150,                        LIST 150",
    "a preliminary reply is not the end,      LIST 150 226 PWD 257,            LIST 150 226; PWD 257",
    "replies come in order,                   PASV TYPE_I SYST 227 200 215,    PASV 227; TYPE I 200; SYST 215",
    "NOOP and STAT are answered meanwhile,    RETR_a 150 NOOP stat 211 200 226, RETR a 150 226; NOOP 200; stat 211",
    "or afterwards,                           RETR_a 150 NOOP 226 200,         RETR a 150 226; NOOP 200",
    "but not what isn't one of them,          RETR_a 150 SYST 226 215,         RETR a 150 226; SYST 215",
    "a 200 that nobody else waits for,        RETR_a TYPE_I 200 200,           RETR a 200; TYPE I 200",
    "ABOR has a reply of its own,             RETR_a 150 ABOR 426 226,         RETR a 150 426; ABOR 226",
    "the last final reply concludes,          RETR_a 150 226 426,              RETR a 150 226 426",
    "a transfer may end without a word,       RETR_a 150 TYPE_A 200 PASV 227,  RETR a 150; TYPE A 200; PASV 227",
    "a good-bye belongs to nobody,            RETR_a 150 226 421,              RETR a 150 226",
    "unless somebody waits,                   RETR_a 150 421,                  RETR a 150 421",
    "REIN is greeted anew,                    REIN 120 220 USER_x 331,         REIN 120 220; USER x 331",
    "clear text behind AUTH is never heard,   AUTH_TLS SYST 234 USER_x/TLS 331/TLS, AUTH TLS 234; SYST; USER x 331",
    "CCC goes back to clear text,             CCC/TLS 200/TLS PWD 257,         CCC 200; PWD 257",
    "clear text behind CCC is heard,          CCC/TLS PWD 200/TLS 257,         CCC 200; PWD 257",
  })
  void itAnswers(String what, String dialogue, String expected) {
    assertThat(
            Exchanges.of(said(dialogue)).stream()
                .map(
                    exchange ->
                        exchange.command().line()
                            + exchange.replies().stream()
                                .map(reply -> " " + reply.code())
                                .reduce("", String::concat)))
        .as(what)
        .containsExactly(expected.split("; "));
  }
}
