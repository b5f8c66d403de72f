package dev.ftpnat.benchmark;

import dev.ftpnat.Scenario;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.topology.Topology;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.commons.net.ftp.FTPClient;

/** What it costs that a server plays another: the same work with FtpNat's own, in turns. */
final class WithPersonalities {

  private static final long BIG = 256L << 20;
  private static final long SMALL = 100;

  private final PrintStream out;

  WithPersonalities(PrintStream out) {
    this.out = out;
  }

  /** Runs only this. */
  public static void main(String[] arguments) throws Exception {
    new WithPersonalities(new PrintStream(System.out, true, StandardCharsets.UTF_8)).run();
  }

  /** Prints a table. */
  void run() throws Exception {
    out.println();
    out.println("| server / FTPNAT, time | start, login, stop | 100-byte RETR | 256 MB RETR |");
    out.println("|---|---|---|---|");
    for (ServerPersonality server : ServerPersonality.values()) {
      if (server != ServerPersonality.FTPNAT) {
        out.printf(
            Locale.ROOT,
            "| %s | %s | %s | %s |%n",
            server,
            starts(server).timeRatio(),
            downloads(server, SMALL, 30).timeRatio(),
            downloads(server, BIG, 1).timeRatio());
      }
    }
  }

  private static Topology topology(ServerPersonality server) {
    return Scenario.EXTERNAL_ADDRESS.topology().toBuilder()
        .server(settings -> settings.tls(TlsMode.NONE).personality(server))
        .build();
  }

  private static Comparison starts(ServerPersonality server) throws Exception {
    return Comparison.of(
        "start",
        3,
        9,
        10,
        () -> loginOnce(topology(server)),
        () -> loginOnce(topology(ServerPersonality.FTPNAT)));
  }

  private static void loginOnce(Topology topology) throws IOException {
    try (Target target = BehindNat.start(topology)) {
      target.login(false).disconnect();
    }
  }

  private static Comparison downloads(ServerPersonality server, long size, int each)
      throws Exception {
    try (Target played = BehindNat.start(topology(server));
        Target own = BehindNat.start(topology(ServerPersonality.FTPNAT))) {
      FTPClient ofPlayed = played.login(false);
      FTPClient ofOwn = own.login(false);
      try {
        return Comparison.of(
            "RETR", 2, 7, each, download(played, ofPlayed, size), download(own, ofOwn, size));
      } finally {
        ofPlayed.disconnect();
        ofOwn.disconnect();
      }
    }
  }

  private static Comparison.Work download(Target target, FTPClient client, long size)
      throws IOException {
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
