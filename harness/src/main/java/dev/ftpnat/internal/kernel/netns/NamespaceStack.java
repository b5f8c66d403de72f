package dev.ftpnat.internal.kernel.netns;

import dev.ftpnat.internal.network.ThreadAttachment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Where the calling thread has been moved to, and from. Environments may be entered one inside the
 * other and left in any order: the thread is always in the one entered last that it hasn't left,
 * and where it came from in the end.
 */
public final class NamespaceStack {

  private static final ThreadLocal<NamespaceStack> OF_THREAD = new ThreadLocal<>();

  private final Namespace home;
  private final Deque<Stay> stays = new ArrayDeque<>();

  private NamespaceStack(Namespace home) {
    this.home = home;
  }

  /**
   * Moves the calling thread, until it closes the visit.
   *
   * @throws IllegalStateException if it can't be moved, because it is a virtual thread
   */
  public static ThreadAttachment enter(Namespace namespace) {
    if (Thread.currentThread().getClass().getName().equals("java.lang.VirtualThread")) {
      throw new IllegalStateException(
          "a virtual thread can't be on the kernel network: it changes the thread that carries it,"
              + " and only that has a network namespace. Use a platform thread.");
    }
    try {
      NamespaceStack visits = OF_THREAD.get();
      if (visits == null) {
        visits = new NamespaceStack(Namespace.current());
        OF_THREAD.set(visits);
      }
      return visits.push(namespace);
    } catch (IOException e) {
      throw new UncheckedIOException("can't enter the client's network namespace", e);
    }
  }

  /** Does something where the calling thread was before it entered any. */
  public static <T> T atHome(Namespace.Work<T> work) throws IOException {
    NamespaceStack visits = OF_THREAD.get();
    return visits == null ? work.run() : visits.home.call(work);
  }

  private ThreadAttachment push(Namespace namespace) throws IOException {
    Stay stay = new Stay(namespace, Thread.currentThread());
    try {
      namespace.enter();
    } catch (IOException e) {
      endIfEmpty();
      throw e;
    }
    stays.push(stay);
    return stay;
  }

  private void leave(Stay stay) throws IOException {
    boolean wasThere = stays.peek() == stay;
    if (stays.remove(stay) && wasThere) {
      stays.removeIf(stayedOn -> stayedOn.namespace.isClosed());
      Stay before = stays.peek();
      (before == null ? home : before.namespace).enter();
    }
    endIfEmpty();
  }

  private void endIfEmpty() throws IOException {
    if (stays.isEmpty()) {
      OF_THREAD.remove();
      home.close();
    }
  }

  private final class Stay implements ThreadAttachment {
    private final Namespace namespace;
    private final Thread visitor;
    private boolean over;

    Stay(Namespace namespace, Thread visitor) {
      this.namespace = namespace;
      this.visitor = visitor;
    }

    @Override
    public void close() {
      if (visitor != Thread.currentThread()) {
        throw new IllegalStateException(
            "only the thread that entered the network, "
                + visitor.getName()
                + ", can leave it, not "
                + Thread.currentThread().getName());
      }
      if (over) {
        return;
      }
      over = true;
      try {
        leave(this);
      } catch (IOException e) {
        throw new UncheckedIOException("can't leave the client's network namespace", e);
      }
    }
  }
}
