package dev.ftpnat.load;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Has many environments running at the same time, looks at what they take while nobody uses them,
 * and then has a client use each, all of them logged in before the first transfers.
 */
final class AllAtOnce {

  /** What an environment may take that nobody uses; it has no thread. */
  private static final long IDLE_HEAP = 150 * 1024;

  /** Until here classes are loaded and caches filled. */
  private static final int WARM_UP = 20;

  private static final int CLIENTS_AT_A_TIME = 8;

  private final int count;
  private final Footprint before;
  private final List<FtpNat> environments = new ArrayList<>();
  private final List<Session> sessions = new ArrayList<>();
  private Footprint idle;
  private Footprint used;
  private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS_AT_A_TIME);

  private AllAtOnce(int count) throws Exception {
    this.count = count;
    this.before = Footprint.atRest();
  }

  /** With the number of environments as the argument. */
  public static void main(String[] arguments) throws Exception {
    new AllAtOnce(WARM_UP).run();
    AllAtOnce all = new AllAtOnce(Integer.parseInt(arguments[0]));
    long started = System.nanoTime();
    all.run();
    System.out.printf(
        "%d environments at once, each with a client, all correct, in %.1f s; heap of at most %d MB%n"
            + "idle, each: %s%nused, each: %s%n",
        all.count,
        (System.nanoTime() - started) / 1e9,
        Runtime.getRuntime().maxMemory() >> 20,
        all.idle.share(all.count),
        all.used.share(all.count));
    if (all.idle.threads() > 0 || all.idle.heap() > IDLE_HEAP * all.count) {
      throw new IllegalStateException("that is too much for one that is idle");
    }
    Footprint after = Footprint.atRest();
    if (!after.isBackTo(all.before)) {
      throw new IllegalStateException(
          "something was left behind.%nbefore: %s%nafter:  %s".formatted(all.before, after));
    }
  }

  private void run() throws Exception {
    try {
      for (int i = 0; i < count; i++) {
        // Through the ALG in plain, and past one that couldn't read anything under TLS.
        environments.add(
            FtpNat.start(isEncrypted(i) ? Scenario.EXTERNAL_ADDRESS : Scenario.ALG_REWRITES));
      }
      idle = Footprint.atRest().minus(before);
      sessions.addAll(forEach(i -> new Session(environments.get(i), i, isEncrypted(i))));
      forEach(
          i -> {
            sessions.get(i).transfer();
            return i;
          });
      used = Footprint.now().minus(before);
    } finally {
      threads.shutdownNow();
      for (Session session : sessions) {
        session.close();
      }
      sessions.clear();
      environments.forEach(FtpNat::close);
      environments.clear();
    }
  }

  private static boolean isEncrypted(int number) {
    return number % 10 == 0;
  }

  /** What a client does in its environment. */
  private interface Step<T> {
    T in(int environment) throws Exception;
  }

  private <T> List<T> forEach(Step<T> step) throws Exception {
    List<Callable<T>> steps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      steps.add(() -> step.in(number));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> done : threads.invokeAll(steps, 240, TimeUnit.SECONDS)) {
      results.add(done.get());
    }
    return results;
  }
}
