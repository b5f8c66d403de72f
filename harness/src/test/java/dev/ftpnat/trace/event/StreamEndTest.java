package dev.ftpnat.trace.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.Places;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.StreamEnd.Kind;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the end of a stream reads, alone and in the event of the connection's end. */
class StreamEndTest {

  private static final StreamEnd OTHER_WAY = StreamEnd.whole(7);

  private static Optional<Place> place(String name) {
    return Optional.of(name).filter(each -> !each.isEmpty()).map(Places::of);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1000 | 1000 | FIN   | ''        | '1000 bytes, finished'            | true",
        "1000 | 400  | FIN   | ''        | '400 of 1000 bytes, finished'     | false",
        "1000 | 1000 | RESET | client    | '1000 bytes, reset by client'     | false",
        "1000 | 0    | CUT   | link data | '0 of 1000 bytes, cut by link data' | false",
        "1000 | 400  | OPEN  | ''        | '400 of 1000 bytes, left open'    | false",
      })
  void itTellsWhatCameOfWhatWasWrittenAndHowItEnded(
      long written, long delivered, Kind kind, String by, String expected, boolean whole) {
    StreamEnd end = new StreamEnd(written, delivered, kind, place(by));

    assertThat(end).hasToString(expected);
    assertThat(end.isWhole()).isEqualTo(whole);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "what is whole needs no words  | 9 | FIN   | ''        | ''",
        "nor a FIN that nobody awaits  | 9 | OPEN  | ''        | ''",
        "what didn't arrive does       | 5 | OPEN  | ''        | 5 of 9 bytes, left open",
        "a link's FIN does             | 9 | CUT   | link data | '9 bytes, cut by link data'",
        "a reset does                  | 9 | RESET | server    | '9 bytes, reset by server'",
      })
  void aConnectionsEndTellsOfAStreamWhatItLost(
      String what, long delivered, Kind kind, String by, String told) {
    StreamEnd stream = new StreamEnd(9, delivered, kind, place(by));

    assertThat(ended(stream, OTHER_WAY))
        .as(what)
        .hasToString(
            "client connection 198.51.100.2:50000 -> 203.0.113.7:3846 ended: 9 bytes sent, 7"
                + " received"
                + (told.isEmpty() ? "" : "; from the client: " + told));
    assertThat(ended(OTHER_WAY, stream).toString())
        .as(what)
        .endsWith(
            "7 bytes sent, %d received".formatted(delivered)
                + (told.isEmpty() ? "" : "; from the server: " + told));
  }

  private static ConnectionEnd ended(StreamEnd ofClient, StreamEnd ofServer) {
    return new ConnectionEnd(
        Duration.ZERO,
        1,
        Party.CLIENT,
        Endpoint.of("198.51.100.2", 50000),
        Endpoint.of("203.0.113.7", 3846),
        ofClient,
        ofServer);
  }
}
