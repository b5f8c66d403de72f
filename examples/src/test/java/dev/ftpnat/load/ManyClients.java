package dev.ftpnat.load;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Has many clients at the same environment, all logged in before the first transfers. */
final class ManyClients {

  private ManyClients() {}

  /** With the number of clients as the argument; every tenth uses TLS. */
  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[0]);
    ExecutorService threads = Executors.newFixedThreadPool(count);
    CyclicBarrier allLoggedIn = new CyclicBarrier(count);
    long started = System.nanoTime();
    try (FtpNat nat = FtpNat.start(Scenario.EXTERNAL_ADDRESS)) {
      List<Callable<Void>> clients = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int number = i;
        clients.add(
            () -> {
              try (Session session = new Session(nat, number, number % 10 == 0)) {
                allLoggedIn.await(60, TimeUnit.SECONDS);
                session.transfer();
                return null;
              }
            });
      }
      for (Future<Void> client : threads.invokeAll(clients, 120, TimeUnit.SECONDS)) {
        client.get();
      }
      System.out.printf(
          "%d clients at once, all correct, in %.1f s%n",
          count, (System.nanoTime() - started) / 1e9);
    } finally {
      threads.shutdownNow();
    }
  }
}
