package dev.ftpnat.internal.proxy;

import dev.ftpnat.internal.kernel.netns.Namespace;
import dev.ftpnat.internal.kernel.netns.NamespaceSockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * SuSE's ftp-proxy itself, in a network namespace that has nothing but loopback: several of it,
 * each before a server of its own. Its package is where the real servers are (see {@code
 * dev.ftpnat.judge}): in the directory that the system property {@code judge.servers} or the
 * environment variable {@code FTPNAT_REAL_SERVERS} names. Takes root.
 */
final class RealProxy implements AutoCloseable {

  private static final int FIRST_PROXY = 2100;
  private static final int FIRST_SERVER = 3100;
  private static final long START_SECONDS = 30;
  private static final long END_SECONDS = 10;

  private final Path directory = Files.createTempDirectory("ftpnat-ftp-proxy");
  private final Namespace network;
  private final List<Process> processes = new ArrayList<>();
  private final List<ControlPort> servers = new ArrayList<>();

  /** Where a proxy finds its server, for one exchange after the other. */
  static final class ControlPort implements AutoCloseable {

    private final ServerSocket socket;
    private volatile Consumer<Socket> accepted = each -> {};

    ControlPort(ServerSocket socket) {
      this.socket = socket;
      Thread thread = new Thread(this::run, "lab-server");
      thread.setDaemon(true);
      thread.start();
    }

    private void run() {
      try {
        while (true) {
          Socket next = socket.accept();
          accepted.accept(next);
        }
      } catch (IOException e) {
        // It is closed.
      }
    }

    void leadsTo(Consumer<Socket> lab) {
      accepted = lab;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  RealProxy(int count) throws IOException {
    network = Namespace.create();
    try {
      List<String> command = new ArrayList<>(List.of("ip", "link", "set", "lo", "up"));
      await(start(command, "lo"));
      for (int i = 0; i < count; i++) {
        Path settings = directory.resolve("proxy" + i + ".conf");
        Files.writeString(
            settings,
            """
            [-Global-]
            ServerType standalone
            Listen 127.0.0.2
            Port %d
            DestinationAddress 127.0.0.3
            DestinationPort %d
            ForkLimit 1000000
            LogLevel DBG
            LogDestination %s.log
            PidFile %s.pid
            """
                .formatted(FIRST_PROXY + i, FIRST_SERVER + i, settings, settings));
        processes.add(
            start(List.of(file().orElseThrow().toString(), "-n", "-f", settings + ""), "p" + i));
      }
      for (int i = 0; i < count; i++) {
        ServerSocket server = NamespaceSockets.serverSocket(network);
        server.bind(new InetSocketAddress("127.0.0.3", FIRST_SERVER + i));
        servers.add(new ControlPort(server));
        awaitStart(i);
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private static Optional<Path> file() {
    return Stream.of(System.getProperty("judge.servers"), System.getenv("FTPNAT_REAL_SERVERS"))
        .filter(path -> path != null && !path.isBlank())
        .findFirst()
        .map(path -> Path.of(path, "usr/sbin/ftp-proxy"));
  }

  /** Why it can't be asked here. */
  static Optional<String> missing() {
    Optional<Path> file = file();
    if (file.isEmpty()) {
      return Optional.of(
          "no real servers to compare with: name the directory that Debian's package ftp-proxy was"
              + " unpacked into in the system property judge.servers or the environment variable"
              + " FTPNAT_REAL_SERVERS");
    }
    if (!Files.exists(file.get())) {
      return Optional.of("no real servers to compare with: there is no " + file.get());
    }
    return System.getProperty("user.name").equals("root")
        ? Optional.empty()
        : Optional.of("no real servers to compare with: they take root");
  }

  RealLab lab(int number) throws IOException {
    return new RealLab(network, at(number), servers.get(number));
  }

  private static InetSocketAddress at(int number) {
    return new InetSocketAddress("127.0.0.2", FIRST_PROXY + number);
  }

  private Process start(List<String> command, String name) throws IOException {
    return network.call(
        () ->
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".log").toFile())
                .start());
  }

  private static void await(Process process) throws IOException {
    try {
      if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("the namespace has no loopback");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitStart(int number) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (System.nanoTime() < deadline && processes.get(number).isAlive()) {
      try (Socket socket = NamespaceSockets.socket(network)) {
        socket.connect(at(number));
        if (socket.getInputStream().read() == '2') {
          return;
        }
      } catch (IOException e) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }
    throw new IOException(
        "ftp-proxy doesn't start: " + Files.readString(directory.resolve("p" + number + ".log")));
  }

  private static void awaitEnd(Process process) {
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(END_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
    // Each deletes its own PidFile when it ends.
    processes.forEach(RealProxy::awaitEnd);
    for (ControlPort server : servers) {
      server.close();
    }
    network.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }
}
