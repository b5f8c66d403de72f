package dev.ftpnat.internal.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is sent to the HTTP server octet by octet, well-formed or not, and what becomes of it. */
class RawRequestsTest {

  private static final String HOST = "Host: x\r\n";
  private static final String OK = "HTTP/1.1 200 OK";
  private static final String BAD = "HTTP/1.1 400 Bad Request";

  /** What both servers do. */
  private static Map<String, String> table() {
    Map<String, String> table = new LinkedHashMap<>();
    table.put("GET /version\r\n\r\n", BAD + ", closed");
    table.put("GET /version HTTP/1.1\r\n" + HOST + "\r\n", OK + ", kept");
    table.put("GET /version HTTP/1.1\nHost: x\n\n", OK + ", kept");
    table.put("GET /version HTTP/1.2\r\n" + HOST + "\r\n", OK + ", kept");
    table.put("GET /version HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n", OK + ", closed");
    table.put("GET /version HTTP/1.1\r\nHost: \r\n\r\n", OK + ", kept");
    table.put(
        "HEAD /version HTTP/1.1\r\n" + HOST + "\r\n", "HTTP/1.1 405 Method Not Allowed, kept");
    table.put("HEAD /nope HTTP/1.1\r\n" + HOST + "\r\n", "HTTP/1.1 404 Not Found, kept");
    String pipelined = "GET /version HTTP/1.1\r\n" + HOST + "\r\n";
    table.put(pipelined + pipelined, OK + ", and more");

    table.put("GET /version HTTP/1.1\r\n" + HOST + HOST + "\r\n", BAD + ", closed");
    table.put("G@T /version HTTP/1.1\r\n" + HOST + "\r\n", BAD + ", closed");
    table.put("GET version HTTP/1.1\r\n" + HOST + "\r\n", BAD + ", closed");
    table.put("GET  /version HTTP/1.1\r\n" + HOST + "\r\n", BAD + ", closed");
    table.put("GET /version HTTP/1.1 \r\n" + HOST + "\r\n", BAD + ", closed");
    table.put("GET /version HTTP/11\r\n" + HOST + "\r\n", BAD + ", closed");
    table.put("GET /ver%zz HTTP/1.1\r\n" + HOST + "\r\n", BAD + ", closed");
    table.put("GET /proxies/a b HTTP/1.1\r\n" + HOST + "\r\n", BAD + ", closed");
    table.put("GET /version HTTP/1.1\r\n" + HOST + "bad header\r\n\r\n", BAD + ", closed");
    table.put("\r\n\r\nGET /version HTTP/1.1\r\n" + HOST + "\r\n", BAD + ", closed");
    for (String length : new String[] {"x", "-1", "+1", "1 1", "0x1", "99999999999999999999"}) {
      table.put(
          "POST /reset HTTP/1.1\r\n" + HOST + "Content-Length: " + length + "\r\n\r\n",
          BAD + ", closed");
    }
    table.put(
        "POST /reset HTTP/1.1\r\n" + HOST + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
        BAD + ", closed");
    table.put(
        "POST /reset HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 204 No Content, kept");
    table.put(
        "POST /reset HTTP/1.1\r\n" + HOST + "Transfer-Encoding: gzip\r\n\r\n",
        "HTTP/1.1 501 Not Implemented, closed");
    table.put(
        "POST /proxies HTTP/1.1\r\n"
            + HOST
            + "Transfer-Encoding: chunked\r\n\r\n1;foo=bar\r\n{\r\n1\r\n}\r\n0\r\nA: b\r\n\r\n",
        BAD + ", kept");
    table.put(
        "POST /proxies HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
        BAD + ", closed");
    table.put(
        "POST /proxies HTTP/1.1\r\n" + HOST + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 100 Continue, kept");
    table.put(
        "POST /proxies HTTP/1.1\r\n" + HOST + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 100 Continue, and more");
    table.put(
        "GET /version HTTP/1.1\r\n" + HOST + "A: " + "x".repeat(2_000_000) + "\r\n\r\n",
        "HTTP/1.1 431 Request Header Fields Too Large, closed");
    return table;
  }

  /** What clients of an API on loopback don't send, so that this server knows less of it. */
  private static Map<String, String> simpler() {
    Map<String, String> table = new LinkedHashMap<>();
    table.put("GET /version HTTP/1.0\r\n\r\n", OK + ", closed");
    table.put("GET /version HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", OK + ", closed");
    table.put("GET http://foo/version HTTP/1.1\r\n" + HOST + "\r\n", BAD + ", closed");
    table.put("GET /version HTTP/2.0\r\n" + HOST + "\r\n", BAD + ", closed");
    table.put("GET /version HTTP/0.9\r\n" + HOST + "\r\n", BAD + ", closed");
    return table;
  }

  /** Where this server is stricter, or says less, than the original. */
  private static Map<String, String> stricter() {
    Map<String, String> table = new LinkedHashMap<>();
    // The original takes the chunks and forgets the length: RFC 9112 calls that an attack.
    table.put(
        "POST /proxies HTTP/1.1\r\n"
            + HOST
            + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n1\r\nx\r\n0\r\n\r\n",
        BAD + ", closed");
    // The original doesn't bound bodies.
    table.put(
        "POST /proxies HTTP/1.1\r\n" + HOST + "Content-Length: 99999999\r\n\r\n",
        "HTTP/1.1 413 Request Entity Too Large, closed");
    table.put(
        "POST /proxies HTTP/1.1\r\n"
            + HOST
            + "Transfer-Encoding: chunked\r\n\r\n6000000\r\nx\r\n0\r\n\r\n",
        "HTTP/1.1 413 Request Entity Too Large, closed");
    // The original says more in the status line.
    table.put("GET /version HTTP/1.1\r\n\r\n", BAD + ", closed");
    table.put("GET /version HTTP/1.1\r\n" + HOST + "bad : x\r\n\r\n", BAD + ", closed");
    table.put("GET /version HTTP/1.1\r\n" + HOST + " folded: x\r\n\r\n", BAD + ", closed");
    return table;
  }

  private static void assertDoes(int port, Map<String, String> table) throws IOException {
    Map<String, String> done = new LinkedHashMap<>();
    for (String request : table.keySet()) {
      done.put(request, RawHttp.provoke(port, request));
    }
    assertThat(done).isEqualTo(table);
  }

  @Test
  void theEmbeddedServerAnswers() throws IOException {
    try (ToxiproxyServer server = ToxiproxyServer.start(Upstreams.loopback(), 1)) {
      assertDoes(server.port(), table());
      assertDoes(server.port(), simpler());
      assertDoes(server.port(), stricter());
    }
  }

  @Test
  void theOriginalAnswersAlike() throws IOException {
    try (RealToxiproxy server = RealToxiproxy.startOrSkip()) {
      assertDoes(server.port(), table());
    }
  }

  @Test
  void browsersAreRefused() throws IOException {
    try (ToxiproxyServer server = ToxiproxyServer.start(Upstreams.loopback(), 1)) {
      RawHttp.Reply reply =
          RawHttp.call(server.port(), "GET", "/version", new byte[0], "User-Agent: Mozilla/5.0");
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.body()).isEqualTo("User agent not allowed\n");
      // Where nothing is, there is nothing to refuse.
      assertThat(
              RawHttp.call(server.port(), "GET", "/", new byte[0], "User-Agent: Mozilla/5.0")
                  .status())
          .isEqualTo(404);
      assertThat(
              RawHttp.call(server.port(), "GET", "/version", new byte[0], "User-Agent: xMozilla/5")
                  .status())
          .isEqualTo(200);
    }
  }

  @Test
  void aCallTakesNoTime() throws IOException {
    try (ToxiproxyServer server = ToxiproxyServer.start(Upstreams.loopback(), 1);
        Socket socket = RawHttp.connect(server.port())) {
      byte[] create =
          "{\"name\":\"a\",\"upstream\":\"localhost:1\",\"listen\":\"127.0.0.1:0\"}"
              .getBytes(StandardCharsets.UTF_8);
      double least = Double.MAX_VALUE;
      for (int i = 0; i < 200; i++) {
        Wire.Watch watch = new Wire.Watch();
        assertThat(RawHttp.call(socket, "POST", "/proxies", create).status()).isEqualTo(201);
        assertThat(RawHttp.call(socket, "DELETE", "/proxies/a", new byte[0]).status())
            .isEqualTo(204);
        least = Math.min(least, watch.millis() / 2);
      }
      assertThat(least).isLessThan(5);
    }
  }

  @Test
  void whatComesInPiecesIsOneRequest() throws IOException {
    try (ToxiproxyServer server = ToxiproxyServer.start(Upstreams.loopback(), 1);
        Socket socket = RawHttp.connect(server.port())) {
      String request = "POST /populate HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nnull";
      for (byte octet : request.getBytes(StandardCharsets.US_ASCII)) {
        socket.getOutputStream().write(octet);
      }
      InputStream in = socket.getInputStream();
      assertThat(RawHttp.read(in, false).body()).isEqualTo("{\"proxies\":null}");
    }
  }
}
