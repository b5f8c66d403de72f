package dev.ftpnat.judge;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.ftpnat.internal.kernel.netns.Namespace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * One of the real servers, running in a network namespace that has nothing else but loopback. The
 * system property {@code judge.servers} or the environment variable {@code FTPNAT_REAL_SERVERS}
 * names a directory into which Debian's packages were unpacked, and pyftpdlib into its directory
 * {@code python}. Takes root.
 */
final class RealServer implements AutoCloseable {

  private static final int CONTROL_PORT = 21;
  private static final int FIRST_USER = 20_000;
  private static final int CONNECT_MILLIS = 5000;
  private static final long START_SECONDS = 30;

  private final ServerKind kind;
  private final Path directory;
  private final Namespace network;
  private final Process process;
  private final List<Subject> users = new ArrayList<>();

  private RealServer(ServerKind kind, boolean tls, int count, Path servers) throws IOException {
    this.kind = kind;
    directory = Files.createTempDirectory("ftpnat-" + kind);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> passwords = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = "ftpu%02d".formatted(i);
      Path home = directory.resolve("home").resolve(name);
      passwords.add("%s:x:%2$d:%2$d::%3$s:/bin/sh".formatted(name, FIRST_USER + i, home));
      Files.createDirectories(home);
      users.add(new User(name, home, FIRST_USER + i));
    }
    Files.write(directory.resolve("passwd"), passwords);
    if (tls) {
      certify(directory.resolve("certificate.pem"));
    }
    network = Namespace.create();
    process =
        network.call(
            () ->
                new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "--pid",
                        "--fork",
                        "--kill-child",
                        "--mount-proc",
                        "sh",
                        resources().resolve("real-server.sh").toString(),
                        kind.name(),
                        servers.toString(),
                        directory.toString(),
                        tls ? "tls" : "plain",
                        resources().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("start.log").toFile())
                    .start());
    awaitStart();
  }

  /** Where the real servers are, or why they can't be asked. */
  static Optional<Path> directory() {
    return Stream.of(System.getProperty("judge.servers"), System.getenv("FTPNAT_REAL_SERVERS"))
        .filter(path -> path != null && !path.isBlank())
        .findFirst()
        .map(Path::of);
  }

  /** Why the server can't be asked here. */
  static Optional<String> missing(ServerKind kind) {
    Optional<Path> servers = directory();
    if (servers.isEmpty()) {
      return Optional.of(
          "no real servers to compare with: name the directory that they were unpacked into in the"
              + " system property judge.servers or the environment variable FTPNAT_REAL_SERVERS");
    }
    Path file = servers.get().resolve(kind.file());
    if (!Files.exists(file)) {
      return Optional.of("no real servers to compare with: there is no " + file);
    }
    return System.getProperty("user.name").equals("root")
        ? Optional.empty()
        : Optional.of("no real servers to compare with: they take root");
  }

  /** Skips the test, and says why, if the server can't be asked here. */
  static void assumeThere(ServerKind kind) {
    missing(kind)
        .ifPresent(
            why -> {
              System.out.println("The judge of " + kind + " is skipped: " + why);
              abort(why);
            });
  }

  /**
   * Starts it.
   *
   * @param count how many users it knows
   */
  static RealServer start(ServerKind kind, boolean tls, int count) throws IOException {
    return new RealServer(kind, tls, count, directory().orElseThrow());
  }

  List<Subject> users() {
    return users;
  }

  private static Path resources() {
    try {
      return Path.of(RealServer.class.getResource("real-server.sh").toURI()).getParent();
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private void certify(Path file) throws IOException {
    Process openssl =
        new ProcessBuilder(
                ("openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout "
                        + file
                        + ".key -out "
                        + file
                        + ".crt")
                    .split(" "))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("openssl.log").toFile())
            .start();
    try {
      if (!openssl.waitFor(START_SECONDS, TimeUnit.SECONDS) || openssl.exitValue() != 0) {
        throw new IOException("no certificate: " + log("openssl.log"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Files.writeString(
        file, Files.readString(Path.of(file + ".key")) + Files.readString(Path.of(file + ".crt")));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private String log(String name) throws IOException {
    Path file = directory.resolve(name);
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private void awaitStart() throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (System.nanoTime() < deadline && process.isAlive()) {
      try (Socket socket = connect(CONTROL_PORT)) {
        socket.setSoTimeout(CONNECT_MILLIS);
        if (socket.getInputStream().read() == '2') {
          return;
        }
      } catch (IOException e) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }
    String said = log("start.log") + log("log/output");
    close();
    throw new IOException(kind + " doesn't start: " + said);
  }

  private Socket connect(int port) throws IOException {
    Socket socket = new Socket();
    try {
      network.call(
          () -> {
            socket.connect(
                new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), CONNECT_MILLIS);
            return null;
          });
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private final class User implements Subject {
    private final String name;
    private final Path home;
    private final int id;

    User(String name, Path home, int id) {
      this.name = name;
      this.home = home;
      this.id = id;
    }

    @Override
    public String user() {
      return name;
    }

    @Override
    public String password() {
      return "secret";
    }

    @Override
    public Path home() {
      return home;
    }

    @Override
    public String homeName() {
      return kind.seesHomeAsRoot() ? "/" : home.toString();
    }

    @Override
    public String host() {
      return "127.0.0.1";
    }

    @Override
    public String client() {
      return "127.0.0.1";
    }

    @Override
    public void restore() throws IOException {
      Home.restore(home, OptionalInt.of(id));
    }

    @Override
    public Socket connect(int port) throws IOException {
      return RealServer.this.connect(port == 0 ? CONTROL_PORT : port);
    }

    @Override
    public ServerSocket listen() throws IOException {
      return network.call(() -> new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1")));
    }

    @Override
    public SSLContext tls() {
      return trusting();
    }
  }

  /** Who the server is doesn't matter here. */
  static SSLContext trusting() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Anybody()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(
        java.security.cert.X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(
        java.security.cert.X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(
        java.security.cert.X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(
        java.security.cert.X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

    @Override
    public java.security.cert.X509Certificate[] getAcceptedIssuers() {
      return new java.security.cert.X509Certificate[0];
    }
  }

  /** Ends it with all that it has started. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    network.close();
    Home.clear(directory);
    Files.deleteIfExists(directory);
  }
}
