package dev.ftpnat.benchmark;

import java.util.Arrays;
import java.util.Locale;

/**
 * The seconds that the same work took on the two sides, pair by pair. The two take turns, so that
 * whatever else the machine does meets both.
 */
record Comparison(String work, double[] nat, double[] bare) {

  /** Something whose duration is measured. */
  interface Work {
    void run() throws Exception;
  }

  /**
   * Measures, after the given number of rounds that don't count.
   *
   * @param each how often the work is done in a round
   */
  static Comparison of(String name, int warmUp, int rounds, int each, Work nat, Work bare)
      throws Exception {
    for (int i = 0; i < warmUp; i++) {
      seconds(each, nat);
      seconds(each, bare);
    }
    double[] ours = new double[rounds];
    double[] theirs = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      ours[i] = seconds(each, nat);
      theirs[i] = seconds(each, bare);
    }
    return new Comparison(name, ours, theirs);
  }

  private static double seconds(int each, Work work) throws Exception {
    long started = System.nanoTime();
    for (int i = 0; i < each; i++) {
      work.run();
    }
    return (System.nanoTime() - started) / 1e9 / each;
  }

  /** The median, lowest and highest of the rounds' times of FtpNat as parts of bare MINA's. */
  String timeRatio() {
    double[] ratios = new double[nat.length];
    Arrays.setAll(ratios, i -> nat[i] / bare[i]);
    return spread(ratios);
  }

  /** The same of rates: how many times as much FtpNat does in a second. */
  String rateRatio() {
    double[] ratios = new double[nat.length];
    Arrays.setAll(ratios, i -> bare[i] / nat[i]);
    return spread(ratios);
  }

  double natSeconds() {
    return median(nat);
  }

  double bareSeconds() {
    return median(bare);
  }

  static String spread(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return String.format(
        Locale.ROOT, "%.2f (%.2f–%.2f)", median(values), sorted[0], sorted[sorted.length - 1]);
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
