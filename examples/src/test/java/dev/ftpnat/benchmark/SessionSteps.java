package dev.ftpnat.benchmark;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How long each step of a session takes with each server, FtpNat's own and those that it plays. All
 * take turns, a session or a file at a time, in one JVM, so that what happens to one happens to
 * all.
 */
final class SessionSteps {

  private static final List<String> OF_SESSION =
      List.of("start", "greeting", "USER", "PASS", "close, stop");
  private static final List<String> OF_FILE =
      List.of("PASV", "connect", "RETR to 150", "data to its end", "226 after the client's close");

  private static final int WARM_UP = 600;
  private static final int SESSIONS = 600;
  private static final int FILES = 2000;
  private static final int SIZE = 100;
  private static final int TIMEOUT_MILLIS = 10_000;

  private final PrintStream out;

  SessionSteps(PrintStream out) {
    this.out = out;
  }

  /** Prints a table of sessions and one of files: medians in microseconds. */
  void run() throws IOException {
    sessions();
    files();
  }

  private static FtpNat start(ServerPersonality personality) {
    Topology topology =
        Scenario.EXTERNAL_ADDRESS.topology().toBuilder()
            .server(server -> server.tls(TlsMode.NONE).personality(personality))
            .build();
    return FtpNat.start(topology);
  }

  private void sessions() throws IOException {
    Map<ServerPersonality, Steps> steps = new EnumMap<>(ServerPersonality.class);
    for (int round = -WARM_UP; round < SESSIONS; round++) {
      for (ServerPersonality each : ServerPersonality.values()) {
        Lap lap = new Lap();
        FtpNat nat = start(each);
        lap.end();
        Client client = new Client(nat);
        lap.end();
        client.command("USER " + nat.username());
        lap.end();
        client.command("PASS " + nat.password());
        lap.end();
        client.close();
        nat.close();
        lap.end();
        record(steps, each, round, lap);
      }
    }
    print("start, login, stop", OF_SESSION, steps);
  }

  private void files() throws IOException {
    Map<ServerPersonality, Steps> steps = new EnumMap<>(ServerPersonality.class);
    List<Closeable> opened = new ArrayList<>();
    Map<ServerPersonality, Client> clients = new EnumMap<>(ServerPersonality.class);
    try {
      for (ServerPersonality each : ServerPersonality.values()) {
        FtpNat nat = start(each);
        opened.add(nat::close);
        Files.write(nat.serverDirectory().resolve("down.bin"), new byte[SIZE]);
        Client client = new Client(nat);
        opened.add(client);
        client.command("USER " + nat.username());
        client.command("PASS " + nat.password());
        client.command("TYPE I");
        clients.put(each, client);
      }
      for (int round = -WARM_UP; round < FILES; round++) {
        for (Map.Entry<ServerPersonality, Client> each : clients.entrySet()) {
          record(steps, each.getKey(), round, each.getValue().download());
        }
      }
    } finally {
      for (Closeable each : opened) {
        each.close();
      }
    }
    print(SIZE + "-byte RETR", OF_FILE, steps);
  }

  private static void record(
      Map<ServerPersonality, Steps> steps, ServerPersonality server, int round, Lap lap) {
    if (round >= 0) {
      steps.computeIfAbsent(server, any -> new Steps()).laps.add(lap);
    }
  }

  private void print(String work, List<String> names, Map<ServerPersonality, Steps> steps) {
    out.printf("%n| %s, µs | %s | all | of FTPNAT's |%n", work, String.join(" | ", names));
    out.println("|---".repeat(names.size() + 3) + "|");
    double own = steps.get(ServerPersonality.FTPNAT).total();
    steps.forEach(
        (server, of) -> {
          out.printf("| %s ", server);
          for (int step = 0; step < names.size(); step++) {
            out.printf(Locale.ROOT, "| %.0f ", of.median(step));
          }
          out.printf(Locale.ROOT, "| %.0f | %.2f |%n", of.total(), of.total() / own);
        });
  }

  /** The times of one server. */
  private static final class Steps {
    private final List<Lap> laps = new ArrayList<>();

    double median(int step) {
      return middle(laps.stream().mapToLong(lap -> lap.nanos[step]).toArray());
    }

    double total() {
      return middle(laps.stream().mapToLong(lap -> Arrays.stream(lap.nanos).sum()).toArray());
    }

    private static double middle(long[] nanos) {
      Arrays.sort(nanos);
      return nanos[nanos.length / 2] / 1e3;
    }
  }

  /** The steps of one session or file. */
  private static final class Lap {
    private final long[] nanos = new long[OF_SESSION.size()];
    private int steps;
    private long last = System.nanoTime();

    void end() {
      long now = System.nanoTime();
      nanos[steps++] = now - last;
      last = now;
    }
  }

  /** As little as possible, so that the server's part is what counts. */
  private static final class Client implements Closeable {
    private final Socket socket;
    private final BufferedReader replies;

    Client(FtpNat nat) throws IOException {
      socket = new Socket(nat.host(), nat.port());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      replies =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      reply();
    }

    String command(String line) throws IOException {
      socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
      return reply();
    }

    private String reply() throws IOException {
      for (String line = replies.readLine(); line != null; line = replies.readLine()) {
        if (line.matches("\\d{3} .*")) {
          return line;
        }
      }
      throw new IOException("the server has closed the connection");
    }

    Lap download() throws IOException {
      Lap lap = new Lap();
      String[] numbers = command("PASV").replaceAll(".*\\(|\\).*", "").split(",");
      lap.end();
      String host = String.join(".", Arrays.copyOf(numbers, 4));
      int port = Integer.parseInt(numbers[4]) * 256 + Integer.parseInt(numbers[5]);
      try (Socket data = new Socket(host, port)) {
        data.setSoTimeout(TIMEOUT_MILLIS);
        lap.end();
        command("RETR down.bin");
        lap.end();
        int length = data.getInputStream().readAllBytes().length;
        if (length != SIZE) {
          throw new IOException("%d bytes instead of %d".formatted(length, SIZE));
        }
      }
      lap.end();
      reply();
      lap.end();
      return lap;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
