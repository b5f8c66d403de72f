package dev.ftpnat.internal.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever comes in, a client is answered or let go, and the next one is served. */
class HostileRequestsPropertiesTest {

  private static final List<String> PARTS =
      List.of(
          "GET ",
          "POST ",
          "PATCH ",
          "DELETE ",
          "HEAD ",
          "/version",
          "/proxies",
          "/proxies/a",
          "/proxies/a/toxics",
          "/populate",
          "/reset",
          "/",
          "//",
          "/..",
          "%2",
          "%00",
          "%",
          "?",
          "#",
          " HTTP/1.1",
          " HTTP/1.0",
          " HTTP/9.9",
          "\r\n",
          "\n",
          "\r",
          "\r\n\r\n",
          "Host: x\r\n",
          "Content-Length: 3\r\n",
          "Content-Length: 99999999999\r\n",
          "Content-Length: -1\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Expect: 100-continue\r\n",
          "Connection: close\r\n",
          "A:",
          ":",
          " ",
          "\t",
          "\0",
          "\377",
          "0\r\n\r\n",
          "1\r\nx\r\n",
          "fffffff\r\n",
          "{",
          "}",
          "[",
          "]",
          "\"",
          "\"name\":",
          "\"listen\":\"127.0.0.1:0\"",
          "\"upstream\":\"localhost:1\"",
          "\"a\"",
          ",",
          "null",
          "1e999",
          "\\u12",
          "\\ud800");

  private static ToxiproxyServer server;

  @BeforeContainer
  static void start() throws IOException {
    server = ToxiproxyServer.start(Upstreams.loopback(), 1);
  }

  @AfterContainer
  static void stop() {
    server.close();
  }

  @Provide
  Arbitrary<String> requests() {
    Arbitrary<String> parts =
        Arbitraries.frequencyOf(
            Tuple.of(9, Arbitraries.of(PARTS)),
            Tuple.of(1, Arbitraries.strings().withCharRange('\0', '\377').ofMaxLength(9)));
    return parts.list().ofMinSize(1).ofMaxSize(25).map(list -> String.join("", list));
  }

  @Property(shrinking = ShrinkingMode.BOUNDED)
  void aClientIsAnsweredOrLetGo(@ForAll("requests") String request) throws IOException {
    try (Socket socket = RawHttp.connect(server.port())) {
      try {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        socket.shutdownOutput();
        InputStream in = socket.getInputStream();
        String answer = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(answer).matches("(?s)|HTTP/1\\.[01] [1-5][0-9][0-9] .*");
      } catch (SocketException e) {
        // It was let go before it had said all.
      }
    }
    assertThat(RawHttp.call(server.port(), "GET", "/version", new byte[0]).status()).isEqualTo(200);
  }

  @Provide
  Arbitrary<String> bodies() {
    return Arbitraries.of(PARTS).list().ofMaxSize(20).map(list -> String.join("", list));
  }

  @Property(shrinking = ShrinkingMode.BOUNDED)
  void aBodyIsTakenOrComplainedOf(@ForAll("bodies") String body) throws IOException {
    byte[] octets = body.getBytes(StandardCharsets.ISO_8859_1);
    for (String path : new String[] {"/proxies", "/populate", "/proxies/a", "/proxies/a/toxics"}) {
      RawHttp.Reply reply = RawHttp.call(server.port(), "POST", path, octets);
      assertThat(reply.status()).isIn(200, 201, 400, 404, 409);
    }
  }

  @Property(tries = 20)
  void nestingIsBounded(@ForAll boolean objects) throws IOException {
    String open = objects ? "{\"a\":" : "[{\"a\":";
    RawHttp.Reply reply =
        RawHttp.call(
            server.port(),
            "POST",
            objects ? "/proxies" : "/populate",
            open.repeat(100_000).getBytes(StandardCharsets.US_ASCII));
    assertThat(reply.body()).contains("nested deeper than 200");
  }
}
