package dev.ftpnat.benchmark;

import dev.ftpnat.Scenario;
import dev.ftpnat.topology.TlsMode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.net.ftp.FTPClient;

/**
 * Compares FtpNat with bare Apache MINA FtpServer, both with the same client, in the same run:
 * {@code mvn -B -q -pl examples -am -Pbenchmark test}. Prints a table in Markdown.
 */
final class Benchmark {

  private static final int BIG = 256 << 20;
  private static final int SMALL = 100;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final Path folder;
  private final BareMina.Keys keys;

  private Benchmark(Path folder) throws Exception {
    this.folder = folder;
    this.keys = BareMina.Keys.generate(folder);
  }

  /** Runs all of it. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("ftpnat-benchmark");
    try {
      new Benchmark(folder).run();
    } finally {
      delete(folder);
    }
  }

  private void run() throws Exception {
    out.printf(
        "Java %s, %d processors, %s%n%n",
        Runtime.version(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name"));
    out.println("| work | FtpNat | bare MINA | FtpNat / bare MINA: median (lowest–highest) |");
    out.println("|---|---|---|---|");
    starts();
    sessions();
    smallDownloads("100-byte RETR", Scenario.ALG_REWRITES, false);
    smallDownloads("100-byte RETR, TLS", Scenario.EXTERNAL_ADDRESS, true);
    bulk(false);
    bulk(true);
    new WithToxics(out).run();
    new WithPersonalities(out).run();
  }

  // Starting ---------------------------------------------------------------------------------

  private void starts() throws Exception {
    Path home = Files.createDirectory(folder.resolve("starts"));
    Target.Launcher bareWithTls = () -> BareMina.start(home, keys);
    start("start, login, stop", Scenario.ALG_REWRITES, TlsMode.EXPLICIT, bareWithTls, false);
    start("the same under TLS", Scenario.ALG_REWRITES, TlsMode.EXPLICIT, bareWithTls, true);
    start(
        "the same, no TLS on offer",
        Scenario.ALG_REWRITES,
        TlsMode.NONE,
        () -> BareMina.start(home, null),
        false);
  }

  private void start(
      String name, Scenario scenario, TlsMode tls, Target.Launcher bare, boolean encrypted)
      throws Exception {
    Target.Launcher nat = () -> BehindNat.start(scenario.topology().withTls(tls));
    duration(
        Comparison.of(
            name, 3, 9, 10, () -> loginOnce(nat, encrypted), () -> loginOnce(bare, encrypted)));
  }

  private void duration(Comparison comparison) {
    out.printf(
        Locale.ROOT,
        "| %s | %.1f ms | %.1f ms | %s of the time |%n",
        comparison.work(),
        comparison.natSeconds() * 1e3,
        comparison.bareSeconds() * 1e3,
        comparison.timeRatio());
  }

  private static void loginOnce(Target.Launcher launcher, boolean encrypted) throws Exception {
    try (Target target = launcher.start()) {
      target.login(encrypted).disconnect();
    }
  }

  /** What a test of an FTPS client does: its own environment, and a few small files. */
  private void sessions() throws Exception {
    Path home = Files.createDirectory(folder.resolve("sessions"));
    Target.Launcher nat = () -> BehindNat.start(Scenario.EXTERNAL_ADDRESS.topology());
    Target.Launcher bare = () -> BareMina.start(home, keys);
    duration(
        Comparison.of(
            "start, FTPS login, three 100-byte RETRs, stop",
            3,
            9,
            5,
            () -> sessionOnce(nat),
            () -> sessionOnce(bare)));
  }

  private static void sessionOnce(Target.Launcher launcher) throws Exception {
    try (Target target = launcher.start()) {
      FTPClient client = target.login(true);
      Comparison.Work download = download(SMALL).of(target, client);
      for (int i = 0; i < 3; i++) {
        download.run();
      }
      client.disconnect();
    }
  }

  // Transfers --------------------------------------------------------------------------------

  /** Turns a client that is logged in to a target into the work to be measured. */
  private interface Transfer {
    Comparison.Work of(Target target, FTPClient client) throws IOException;
  }

  private void smallDownloads(String name, Scenario scenario, boolean encrypted) throws Exception {
    Comparison comparison = transfer(name, scenario, encrypted, 30, download(SMALL));
    out.printf(
        Locale.ROOT,
        "| %s | %.0f/s | %.0f/s | %s times as many |%n",
        comparison.work(),
        1 / comparison.natSeconds(),
        1 / comparison.bareSeconds(),
        comparison.rateRatio());
  }

  private void bulk(boolean encrypted) throws Exception {
    String suffix = encrypted ? ", TLS" : "";
    // The scenario that works under TLS; its way from end to end is that of the others.
    Scenario scenario = Scenario.EXTERNAL_ADDRESS;
    throughput(transfer("256 MB RETR" + suffix, scenario, encrypted, 1, download(BIG)));
    throughput(transfer("256 MB STOR" + suffix, scenario, encrypted, 1, Benchmark::upload));
  }

  private void throughput(Comparison comparison) {
    out.printf(
        Locale.ROOT,
        "| %s | %.0f MB/s | %.0f MB/s | %s times as fast |%n",
        comparison.work(),
        (BIG >> 20) / comparison.natSeconds(),
        (BIG >> 20) / comparison.bareSeconds(),
        comparison.rateRatio());
  }

  private Comparison transfer(
      String name, Scenario scenario, boolean encrypted, int each, Transfer transfer)
      throws Exception {
    try (Target nat = BehindNat.start(scenario.topology());
        Target bare = BareMina.start(Files.createTempDirectory(folder, "bare"), keys)) {
      FTPClient natClient = nat.login(encrypted);
      FTPClient bareClient = bare.login(encrypted);
      try {
        return Comparison.of(
            name, 2, 7, each, transfer.of(nat, natClient), transfer.of(bare, bareClient));
      } finally {
        natClient.disconnect();
        bareClient.disconnect();
      }
    }
  }

  private static Transfer download(int size) {
    return (target, client) -> {
      Files.write(target.directory().resolve("down.bin"), new byte[size]);
      return () -> {
        Counter counter = new Counter();
        if (!client.retrieveFile("down.bin", counter) || counter.count != size) {
          throw new IOException(counter.count + " bytes, then " + client.getReplyString());
        }
      };
    };
  }

  private static Comparison.Work upload(Target target, FTPClient client) {
    Path stored = target.directory().resolve("up.bin");
    return () -> {
      if (!client.storeFile("up.bin", new Zeros(BIG)) || Files.size(stored) != BIG) {
        throw new IOException("upload failed: " + client.getReplyString());
      }
      // Or the machine would write it to its disk while the next is measured.
      Files.delete(stored);
    };
  }

  private static final class Counter extends OutputStream {
    private long count;

    @Override
    public void write(int b) {
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      count += length;
    }
  }

  private static final class Zeros extends InputStream {
    private int left;

    Zeros(int count) {
      left = count;
    }

    @Override
    public int read() {
      return left-- > 0 ? 0 : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      if (left <= 0) {
        return -1;
      }
      int count = Math.min(left, length);
      left -= count;
      return count;
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
