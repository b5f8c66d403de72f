package dev.ftpnat.internal.toxiproxy.http;

import dev.ftpnat.internal.io.DeadlineInput;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The requests of one connection, one after the other. */
final class HttpExchange {

  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final Duration REQUEST = Duration.ofSeconds(15);

  private static final Duration DRAIN = Duration.ofSeconds(1);
  private static final long MOST_DRAINED = 4 * 1024 * 1024;

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

  private final Socket socket;
  private final DeadlineInput deadline;
  private final InputStream in;
  private final OutputStream out;
  private final Function<Request, Response> handler;

  HttpExchange(Socket socket, Function<Request, Response> handler) throws IOException {
    this.socket = socket;
    this.deadline = new DeadlineInput(socket, IDLE);
    this.in = new BufferedInputStream(deadline);
    this.out = socket.getOutputStream();
    this.handler = handler;
  }

  /** Answers until one of the two sides wants to close. */
  void run() throws IOException {
    RequestReader reader = new RequestReader(in, this::sendContinue);
    try {
      boolean more = true;
      while (more) {
        deadline.allow(IDLE);
        in.mark(1);
        if (in.read() < 0) {
          return;
        }
        in.reset();
        deadline.allow(REQUEST);
        more = answer(reader.read());
      }
    } catch (BadRequestException e) {
      send(
          Response.of(e.status(), "text/plain; charset=utf-8", e.status() + " " + e.getMessage())
              .with("Connection", "close"),
          false);
      drain();
    }
  }

  private boolean answer(Request request) throws IOException {
    Response response;
    try {
      response = handler.apply(request);
    } catch (RuntimeException e) {
      response = Response.error(500, e.toString());
    }
    send(
        request.keepAlive() ? response : response.with("Connection", "close"),
        request.method().equals("HEAD"));
    return request.keepAlive();
  }

  /** Closing with something unread would be a reset, and might take the response with it. */
  private void drain() throws IOException {
    socket.shutdownOutput();
    deadline.allow(DRAIN);
    long left = MOST_DRAINED;
    byte[] ignored = new byte[8 * 1024];
    for (int n = in.read(ignored); n >= 0 && left > 0; n = in.read(ignored)) {
      left -= n;
    }
  }

  private void sendContinue() throws IOException {
    out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  /** In one write, so that it is one segment. */
  private void send(Response response, boolean headOnly) throws IOException {
    StringBuilder head = new StringBuilder();
    head.append("HTTP/1.1 ").append(response.status()).append(' ');
    head.append(Response.reason(response.status())).append("\r\n");
    for (Map.Entry<String, String> header : response.headers().entrySet()) {
      head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
    }
    head.append("Date: ").append(DATE.format(ZonedDateTime.now(ZoneOffset.UTC))).append("\r\n");
    if (response.status() != 204) {
      head.append("Content-Length: ").append(response.body().length).append("\r\n");
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    if (!headOnly) {
      all.write(response.body());
    }
    all.writeTo(out);
    out.flush();
  }
}
