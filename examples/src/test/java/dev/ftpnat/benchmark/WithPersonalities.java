package dev.ftpnat.benchmark;

import dev.ftpnat.Scenario;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.SessionReuse;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.net.ftp.FTPClient;

/**
 * What it costs that a server plays another: the same work with FtpNat's own, in turns.
 *
 * <p>Without session reuse, which not every client that is measured can do.
 */
final class WithPersonalities {

  private static final long BIG = 256L << 20;
  private static final long SMALL = 100;
  private static final int LISTED = 3000;

  private final PrintStream out;
  private final List<String> works;

  private WithPersonalities(PrintStream out, List<String> works) {
    this.out = out;
    this.works = works;
  }

  WithPersonalities(PrintStream out) {
    this(out, List.of());
  }

  /**
   * Runs only this.
   *
   * @param arguments what is measured, each by its name; all of it unless something is named
   */
  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    new WithPersonalities(out, List.of(arguments)).run();
  }

  /** Turns a client that is logged in to a target into the work to be measured. */
  private interface Transfer {
    Comparison.Work of(Target target, FTPClient client) throws IOException;
  }

  /** Prints a table. */
  void run() throws Exception {
    out.println();
    out.println(
        "| work | server | FTPNAT | of its time: median (middle half) | of its processor time |");
    out.println("|---|---|---|---|---|");
    for (ServerPersonality server : ServerPersonality.values()) {
      if (server != ServerPersonality.FTPNAT
          && (works.stream().noneMatch(WithPersonalities::isServer)
              || works.contains(server.name()))) {
        run(server);
      }
    }
    if (isWanted("steps")) {
      new SessionSteps(out).run();
    }
  }

  private static boolean isServer(String name) {
    return Arrays.stream(ServerPersonality.values()).anyMatch(one -> one.name().equals(name));
  }

  private boolean isWanted(String work) {
    return works.stream().allMatch(WithPersonalities::isServer) || works.contains(work);
  }

  private void run(ServerPersonality server) throws Exception {
    if (isWanted("start")) {
      print(
          server,
          Comparison.of(
              "start, login, stop",
              6,
              40,
              20,
              () -> loginOnce(topology(server, TlsMode.NONE)),
              () -> loginOnce(topology(ServerPersonality.FTPNAT, TlsMode.NONE))));
    }
    transfer("RETR", server, "100-byte RETR", false, 40, 40, download(SMALL));
    transfer("RETR-TLS", server, "100-byte RETR, TLS", true, 30, 20, download(SMALL));
    transfer("LIST", server, "LIST of 3,000 files", false, 30, 4, WithPersonalities::list);
    transfer("LIST-TLS", server, "LIST of 3,000 files, TLS", true, 30, 4, WithPersonalities::list);
    transfer("BIG", server, "256 MB RETR", false, 9, 1, download(BIG));
  }

  private void print(ServerPersonality server, Comparison comparison) {
    out.printf(
        Locale.ROOT,
        "| %s | %s, %.2f ms | %.2f ms | %s | %.2f |%n",
        comparison.work(),
        server,
        comparison.natSeconds() * 1e3,
        comparison.bareSeconds() * 1e3,
        comparison.timeQuartiles(),
        comparison.processorRatio());
  }

  private static Topology topology(ServerPersonality server, TlsMode tls) {
    return Scenario.EXTERNAL_ADDRESS.topology().toBuilder()
        .server(
            settings -> {
              settings.tls(tls).personality(server);
              return tls == TlsMode.NONE ? settings : settings.sessionReuse(SessionReuse.IGNORED);
            })
        .build();
  }

  private static void loginOnce(Topology topology) throws IOException {
    try (Target target = BehindNat.start(topology)) {
      target.login(false).disconnect();
    }
  }

  private void transfer(
      String key,
      ServerPersonality server,
      String name,
      boolean encrypted,
      int rounds,
      int each,
      Transfer transfer)
      throws Exception {
    if (!isWanted(key)) {
      return;
    }
    if (encrypted && server == ServerPersonality.INETUTILS_2) {
      return; // It knows no TLS.
    }
    TlsMode tls = encrypted ? TlsMode.EXPLICIT : TlsMode.NONE;
    try (Target played = BehindNat.start(topology(server, tls));
        Target own = BehindNat.start(topology(ServerPersonality.FTPNAT, tls))) {
      FTPClient ofPlayed = played.login(encrypted);
      FTPClient ofOwn = own.login(encrypted);
      try {
        print(
            server,
            Comparison.of(
                name,
                rounds / 3,
                rounds,
                each,
                transfer.of(played, ofPlayed),
                transfer.of(own, ofOwn)));
      } finally {
        ofPlayed.disconnect();
        ofOwn.disconnect();
      }
    }
  }

  private static Transfer download(long size) {
    return (target, client) -> {
      try (RandomAccessFile file =
          new RandomAccessFile(target.directory().resolve("down.bin").toFile(), "rw")) {
        file.setLength(size);
      }
      return () -> {
        Counter counter = new Counter();
        if (!client.retrieveFile("down.bin", counter) || counter.count != size) {
          throw new IOException(counter.count + " bytes, then " + client.getReplyString());
        }
      };
    };
  }

  private static Comparison.Work list(Target target, FTPClient client) throws IOException {
    for (int i = 0; i < LISTED; i++) {
      Files.createFile(target.directory().resolve("file-" + i + ".txt"));
    }
    int listed = client.initiateListParsing("UNIX", null).getFiles().length;
    if (listed != LISTED) {
      throw new IOException(listed + " files listed");
    }
    return () -> {
      // Received whole, but not parsed.
      if (!client.initiateListParsing("UNIX", null).hasNext()) {
        throw new IOException("an empty listing");
      }
    };
  }

  private static final class Counter extends OutputStream {
    private long count;

    @Override
    public void write(int octet) {
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      count += length;
    }
  }
}
