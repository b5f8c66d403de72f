package dev.ftpnat.internal.toxiproxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.internal.toxiproxy.Wire.Ends;
import dev.ftpnat.internal.toxiproxy.Wire.Watch;
import eu.rekawek.toxiproxy.ToxiproxyClient;
import eu.rekawek.toxiproxy.model.Toxic;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * How much goes through a proxy, and how little a delay takes of it. Prints what it measured: the
 * numbers are this machine's, of this moment.
 */
class ThroughputTest {

  private static final int MEGABYTES = 256;
  private static final int ROUNDS = 3;

  @Test
  void aDelayCostsLittleThroughput() throws Exception {
    try (ToxiproxyServer server = ToxiproxyServer.start(Upstreams.loopback(), 1)) {
      double[] rates = measure("embedded", server.port());
      // 32 MB on their way in 100 ms are 320 MB a second, however fast it could be otherwise.
      assertThat(rates[1]).isGreaterThan(0.5 * Math.min(rates[0], 320));
    }
  }

  @Test
  void theOriginalForComparison() throws Exception {
    try (RealToxiproxy server = RealToxiproxy.startOrSkip()) {
      assertThat(measure("original", server.port())).hasSize(2);
    }
  }

  /** Megabytes in a second, the best of some: without toxics, and with 100 ms of latency. */
  private static double[] measure(String name, int port) throws Exception {
    double[] rates = new double[2];
    try (Wire wire = Wire.through(new ToxiproxyClient("127.0.0.1", port))) {
      for (int i = 0; i < ROUNDS; i++) {
        rates[0] = Math.max(rates[0], transfer(wire));
        Toxic latency = wire.proxy().toxics().latency("slow", ToxicDirection.DOWNSTREAM, 100);
        rates[1] = Math.max(rates[1], transfer(wire));
        latency.remove();
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%s: %.0f MB/s without toxics, %.0f MB/s with a latency of 100 ms (%d MB, best of %d)%n",
        name,
        rates[0],
        rates[1],
        MEGABYTES,
        ROUNDS);
    return rates;
  }

  /** From the first bytes on: a delay delays these in any case. */
  private static double transfer(Wire wire) throws Exception {
    byte[] megabyte = new byte[1_000_000];
    Arrays.fill(megabyte, (byte) 1);
    try (Ends ends = wire.connect()) {
      CompletableFuture<Boolean> writer =
          Async.call(
              () -> {
                for (int i = 0; i < MEGABYTES; i++) {
                  ends.server().getOutputStream().write(megabyte);
                }
                return true;
              });
      InputStream in = ends.client().getInputStream();
      byte[] buffer = new byte[256 * 1024];
      long first = in.read(buffer);
      Watch watch = new Watch();
      for (long left = MEGABYTES * 1_000_000L - first; left > 0; ) {
        int count = in.read(buffer);
        assertThat(count).isPositive();
        left -= count;
      }
      double seconds = watch.millis() / 1000;
      writer.get(10, TimeUnit.SECONDS);
      return MEGABYTES / seconds;
    }
  }
}
