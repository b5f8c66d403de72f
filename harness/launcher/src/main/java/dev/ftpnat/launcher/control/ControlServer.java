package dev.ftpnat.launcher.control;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.ftpnat.ClientThread;
import dev.ftpnat.FtpNat;
import dev.ftpnat.launcher.program.Failures;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves an environment on a loopback address. Its URL has a secret in it, since others on the
 * machine, and pages in a browser, get to loopback as well.
 */
public final class ControlServer implements AutoCloseable {

  private static final int SECRET_BYTES = 16;

  private final HttpServer http;
  private final ExecutorService threads;
  private final String prefix;
  private final Calls calls;

  private ControlServer(HttpServer http, Calls calls) {
    this.http = http;
    this.calls = calls;
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    prefix = "/" + HexFormat.of().formatHex(secret);
    threads =
        // As many as there are calls: a command takes as long as it takes, and is to keep none
        // waiting.
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "ftpnat-control");
              thread.setDaemon(true);
              return thread;
            });
    http.setExecutor(threads);
    http.createContext("/", this::answer);
    http.start();
  }

  /**
   * Starts one where this JVM is.
   *
   * @param end what ends the environment
   */
  public static ControlServer start(FtpNat nat, Runnable end) throws IOException {
    return new ControlServer(bind(), new Calls(nat, Optional.of(end)));
  }

  /** Starts one on the client's host, for a command that is there, with which it ends. */
  public static ControlServer startAtClient(FtpNat nat) throws IOException {
    HttpServer http;
    ClientThread stay = nat.enter();
    try {
      http = bind();
    } finally {
      stay.close();
    }
    return new ControlServer(http, new Calls(nat, Optional.empty()));
  }

  private static HttpServer bind() throws IOException {
    InetAddress loopback = InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
    return HttpServer.create(new InetSocketAddress(loopback, 0), 0);
  }

  /** What paths such as {@code /v1/trace} are appended to. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + prefix);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answerTo(exchange);
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      long length = answer.body().length == 0 ? -1 : answer.body().length;
      if (exchange.getRequestMethod().equals("HEAD") && length > 0) {
        exchange.getResponseHeaders().set("Content-Length", Long.toString(length));
        length = -1;
      }
      exchange.sendResponseHeaders(answer.status(), length);
      if (length > 0) {
        exchange.getResponseBody().write(answer.body());
      }
      exchange.close();
      answer.then().run();
    }
  }

  private Answer answerTo(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    if (path == null || !path.startsWith(prefix + "/")) {
      return Answer.error(404, "the URL has a secret in it, which this one hasn't");
    }
    // RFC 9110, 9.3.2: as GET, but for the body.
    String asked = exchange.getRequestMethod();
    String method = asked.equals("HEAD") ? "GET" : asked;
    try (InputStream body = exchange.getRequestBody()) {
      return calls.answer(new Request(method, path.substring(prefix.length()), body));
    } catch (CallException e) {
      allow(exchange, e.allowed());
      return Answer.error(e.status(), e.getMessage());
    } catch (InvalidPathException e) {
      return Answer.error(400, e.getMessage());
    } catch (FileSystemException e) {
      return Answer.error(
          409, Failures.words(e, name -> String.valueOf(Path.of(name).getFileName())));
    } catch (UnsupportedOperationException | IllegalStateException e) {
      return Answer.error(409, e.getMessage());
    } catch (IOException e) {
      // Without an answer, a client would take it for the end of the environment.
      return Answer.error(500, e.toString());
    } catch (RuntimeException | Error e) {
      return Answer.error(500, e.toString());
    }
  }

  /** RFC 9110, 15.5.6: what is not allowed is answered with what is. */
  private static void allow(HttpExchange exchange, List<String> methods) {
    if (!methods.isEmpty()) {
      String head = methods.contains("GET") ? "HEAD, " : "";
      exchange.getResponseHeaders().set("Allow", head + String.join(", ", methods));
    }
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
  }
}
