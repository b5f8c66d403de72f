package dev.ftpnat.load;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import java.io.IOException;

/** Starts, uses and closes many environments in one JVM, and checks that nothing stays behind. */
final class OneAfterTheOther {

  /** Until here classes are loaded and caches filled. */
  private static final int WARM_UP = 50;

  private OneAfterTheOther() {}

  /** With the number of environments as the argument. */
  public static void main(String[] arguments) throws IOException {
    int count = Integer.parseInt(arguments[0]);
    use(0, WARM_UP);
    Footprint before = Footprint.now();
    long started = System.nanoTime();
    use(WARM_UP, count);
    long nanos = System.nanoTime() - started;
    Footprint after = Footprint.now();
    System.out.printf(
        "%d environments, %.1f ms each%nbefore: %s%nafter:  %s%n",
        count, nanos / 1e6 / count, before, after);
    if (!after.isBackTo(before)) {
      throw new IllegalStateException("something was left behind");
    }
  }

  private static void use(int first, int count) throws IOException {
    for (int i = first; i < first + count; i++) {
      try (FtpNat nat = FtpNat.start(Scenario.EXTERNAL_ADDRESS);
          Session session = new Session(nat, i, i % 10 == 0)) {
        session.transfer();
      }
    }
  }
}
