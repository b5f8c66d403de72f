package dev.ftpnat.internal.toxiproxy;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The original, where there is one: an executable of Toxiproxy's server, named by the system
 * property {@code toxiproxy.server} or the environment variable {@code TOXIPROXY_SERVER}.
 */
public final class RealToxiproxy implements AutoCloseable {

  private static final int ATTEMPTS = 5;
  private static final long START_SECONDS = 20;

  private final Process process;
  private final int port;

  private RealToxiproxy(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Where it is. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Starts it, or skips the test and says why. */
  public static RealToxiproxy startOrSkip() throws IOException {
    Optional<String> executable =
        Stream.of(System.getProperty("toxiproxy.server"), System.getenv("TOXIPROXY_SERVER"))
            .filter(path -> path != null && !path.isBlank())
            .findFirst();
    if (executable.isEmpty()) {
      return abort(
          "no real Toxiproxy to compare with: name its server in the system property"
              + " toxiproxy.server or the environment variable TOXIPROXY_SERVER");
    }
    for (int i = 0; i < ATTEMPTS; i++) {
      Optional<RealToxiproxy> started = start(executable.get());
      if (started.isPresent()) {
        return started.get();
      }
    }
    throw new IOException(executable.get() + " doesn't start");
  }

  /** Empty if it ended again, as somebody else may have taken the port before it could. */
  private static Optional<RealToxiproxy> start(String executable) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    ProcessBuilder builder =
        new ProcessBuilder(executable, "-host", "127.0.0.1", "-port", String.valueOf(port));
    builder.environment().put("LOG_LEVEL", "fatal");
    Process process =
        builder
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    RealToxiproxy server = new RealToxiproxy(process, port);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (process.isAlive() && System.nanoTime() < deadline) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return Optional.of(server);
      } catch (IOException e) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
    }
    server.close();
    return Optional.empty();
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
