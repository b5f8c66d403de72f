package dev.ftpnat.internal.toxiproxy;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** Work on threads of its own: the common pool may have only one, and all of this blocks. */
final class Async {

  private Async() {}

  static <T> CompletableFuture<T> call(Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(work.call());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            },
            "test-async");
    thread.setDaemon(true);
    thread.start();
    return result;
  }
}
