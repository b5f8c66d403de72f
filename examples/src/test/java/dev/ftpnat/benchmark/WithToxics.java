package dev.ftpnat.benchmark;

import static eu.rekawek.toxiproxy.model.ToxicDirection.DOWNSTREAM;

import dev.ftpnat.Scenario;
import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.model.Toxic;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.util.Arrays;
import java.util.Locale;
import org.apache.commons.net.ftp.FTPClient;

/**
 * What toxics cost. The same download, in turns: in an environment whose Toxiproxy was never asked
 * for, in one whose link had a toxic before, and in one whose link delays by 100 ms.
 */
final class WithToxics {

  private static final long BIG = 512L << 20;
  private static final int WARM_UP = 2;
  private static final int ROUNDS = 7;
  private static final int CALLS = 200;

  private final PrintStream out;

  WithToxics(PrintStream out) {
    this.out = out;
  }

  /** Prints a table. */
  void run() throws Exception {
    out.println();
    out.println("| 512 MB RETR | no Toxiproxy | no toxics: ratio | latency of 100 ms: ratio |");
    out.println("|---|---|---|---|");
    transfers(false);
    transfers(true);
    out.println();
    calls();
  }

  private void transfers(boolean encrypted) throws Exception {
    try (BehindNat untouched = environment();
        BehindNat asked = environment();
        BehindNat slow = environment();
        Download bare = new Download(untouched, encrypted);
        Download none = new Download(asked, encrypted);
        Download delayed = new Download(slow, encrypted)) {
      asked.link("data").toxics().latency("gone", DOWNSTREAM, 100).remove();
      slow.link("data").toxics().latency("slow", DOWNSTREAM, 100);
      double[] rates = new double[ROUNDS];
      double[] withoutToxics = new double[ROUNDS];
      double[] withLatency = new double[ROUNDS];
      for (int i = -WARM_UP; i < ROUNDS; i++) {
        double rate = bare.rate();
        double rateWithout = none.rate();
        double rateWithLatency = delayed.rate();
        if (i >= 0) {
          rates[i] = rate;
          withoutToxics[i] = rateWithout / rate;
          withLatency[i] = rateWithLatency / rateWithout;
        }
      }
      out.printf(
          Locale.ROOT,
          "| %s | %.0f MB/s | %s of that | %s of the one before |%n",
          encrypted ? "TLS" : "plain",
          Comparison.median(rates),
          Comparison.spread(withoutToxics),
          Comparison.spread(withLatency));
    }
  }

  private static BehindNat environment() {
    return BehindNat.start(Scenario.EXTERNAL_ADDRESS.topology());
  }

  /** How long the calls of Toxiproxy's API take, over its Java client. */
  private void calls() throws Exception {
    try (BehindNat nat = environment()) {
      Proxy data = nat.link("data");
      double[] millis = new double[CALLS];
      for (int i = -CALLS; i < CALLS; i++) {
        long started = System.nanoTime();
        Toxic toxic = data.toxics().latency("slow", DOWNSTREAM, 100);
        toxic.remove();
        if (i >= 0) {
          millis[i] = (System.nanoTime() - started) / 2e6;
        }
      }
      Arrays.sort(millis);
      out.printf(
          Locale.ROOT,
          "A call of the API: median %.2f ms, 99 of 100 below %.2f ms, the slowest %.2f ms (%d pairs)%n",
          Comparison.median(millis),
          millis[CALLS * 99 / 100],
          millis[CALLS - 1],
          CALLS);
    }
  }

  /** A client that downloads the same file again and again. */
  private static final class Download implements AutoCloseable {
    private final FTPClient client;

    Download(Target target, boolean encrypted) throws IOException {
      try (RandomAccessFile file =
          new RandomAccessFile(target.directory().resolve("down.bin").toFile(), "rw")) {
        file.setLength(BIG);
      }
      client = target.login(encrypted);
    }

    /** Megabytes a second from the first byte on, since a delay delays that one in any case. */
    double rate() throws IOException {
      Clock clock = new Clock();
      if (!client.retrieveFile("down.bin", clock) || clock.count != BIG) {
        throw new IOException(clock.count + " bytes, then " + client.getReplyString());
      }
      return (BIG >> 20) / ((clock.last - clock.first) / 1e9);
    }

    @Override
    public void close() throws IOException {
      client.disconnect();
    }
  }

  private static final class Clock extends OutputStream {
    private long count;
    private long first;
    private long last;

    @Override
    public void write(int octet) {
      write(new byte[1], 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      last = System.nanoTime();
      if (count == 0) {
        first = last;
      }
      count += length;
    }
  }
}
