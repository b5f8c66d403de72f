package dev.ftpnat.internal.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Every call of the API, right and wrong, means to a client what the original's answer meant when
 * these were recorded: status, headers, members and values. Where the original is there, it is
 * asked again; with the system property {@code toxiproxy.record}, what it says is written to that
 * file.
 */
class RecordedExchangesTest {

  private static final String CALLS = "calls.txt";

  @Test
  void theEmbeddedServerAnswersAsTheOriginalDid() throws IOException {
    try (ToxiproxyServer server = ToxiproxyServer.start(anything(), 1)) {
      assertAnswers(server.port(), Exchanges::meaning);
    }
  }

  @Test
  void theOriginalStillAnswersSo() throws IOException {
    try (RealToxiproxy server = RealToxiproxy.startOrSkip()) {
      String record = System.getProperty("toxiproxy.record");
      if (record != null) {
        record(server.port(), Path.of(record));
      } else {
        assertAnswers(server.port(), UnaryOperator.identity());
      }
    }
  }

  /** The original takes any upstream, as it finds out when it connects. */
  private static Upstreams anything() {
    return new Upstreams() {
      @Override
      public Optional<String> refusal(String upstream) {
        return Optional.empty();
      }

      @Override
      public Socket dial(String upstream) throws IOException {
        throw new IOException("nobody connects here");
      }
    };
  }

  private static void assertAnswers(int port, Function<List<String>, ? extends List<?>> compared)
      throws IOException {
    List<Exchanges.Exchange> wrong = new ArrayList<>();
    List<Exchanges.Exchange> right = new ArrayList<>();
    for (Exchanges.Exchange exchange : Exchanges.load(CALLS)) {
      List<String> answer = Exchanges.ask(port, exchange.request());
      if (!compared.apply(answer).equals(compared.apply(exchange.response()))) {
        wrong.add(new Exchanges.Exchange(exchange.request(), answer));
        right.add(exchange);
      }
    }
    assertThat(wrong).isEqualTo(right);
  }

  private static void record(int port, Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Exchanges.Exchange exchange : Exchanges.load(CALLS)) {
      lines.add("> " + exchange.request());
      Exchanges.ask(port, exchange.request()).forEach(line -> lines.add("< " + line));
    }
    Files.write(file, lines);
  }
}
