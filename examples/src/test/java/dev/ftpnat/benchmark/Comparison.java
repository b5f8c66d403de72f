package dev.ftpnat.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;

/**
 * The seconds that the same work took on the two sides, pair by pair. The two take turns, so that
 * whatever else the machine does meets both.
 *
 * @param nat of FtpNat, or of what is compared with it
 * @param bare of the other
 * @param natCpu how many of them all processors together worked for this JVM, client and all
 * @param bareCpu the same of the other
 */
record Comparison(String work, double[] nat, double[] bare, double[] natCpu, double[] bareCpu) {

  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

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
      Cost.of(each, nat);
      Cost.of(each, bare);
    }
    Cost[] ours = new Cost[rounds];
    Cost[] theirs = new Cost[rounds];
    for (int i = 0; i < rounds; i++) {
      if (i % 2 == 0) {
        ours[i] = Cost.of(each, nat);
        theirs[i] = Cost.of(each, bare);
      } else {
        theirs[i] = Cost.of(each, bare);
        ours[i] = Cost.of(each, nat);
      }
    }
    return new Comparison(name, seconds(ours), seconds(theirs), processor(ours), processor(theirs));
  }

  /** What doing it once has taken, in seconds. */
  private record Cost(double time, double processor) {

    static Cost of(int each, Work work) throws Exception {
      long processor = SYSTEM.getProcessCpuTime();
      long started = System.nanoTime();
      for (int i = 0; i < each; i++) {
        work.run();
      }
      double time = (System.nanoTime() - started) / 1e9 / each;
      return new Cost(time, (SYSTEM.getProcessCpuTime() - processor) / 1e9 / each);
    }
  }

  private static double[] seconds(Cost[] costs) {
    return Arrays.stream(costs).mapToDouble(Cost::time).toArray();
  }

  private static double[] processor(Cost[] costs) {
    return Arrays.stream(costs).mapToDouble(Cost::processor).toArray();
  }

  /** The median, lowest and highest of the rounds' times of FtpNat as parts of bare MINA's. */
  String timeRatio() {
    return spread(ratios(nat, bare));
  }

  /** The median of the rounds' times as parts of the other's, and between what half of them are. */
  String timeQuartiles() {
    return quartiles(ratios(nat, bare));
  }

  /**
   * The processors' work as a part of the other's: of all rounds, since it is told in hundredths.
   */
  double processorRatio() {
    return Arrays.stream(natCpu).sum() / Arrays.stream(bareCpu).sum();
  }

  private static double[] ratios(double[] ours, double[] theirs) {
    double[] ratios = new double[ours.length];
    Arrays.setAll(ratios, i -> ours[i] / theirs[i]);
    return ratios;
  }

  private static String quartiles(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int quarter = sorted.length / 4;
    return String.format(
        Locale.ROOT,
        "%.2f (%.2f–%.2f)",
        median(values),
        sorted[quarter],
        sorted[sorted.length - 1 - quarter]);
  }

  /** The same of rates: how many times as much FtpNat does in a second. */
  String rateRatio() {
    return spread(ratios(bare, nat));
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
