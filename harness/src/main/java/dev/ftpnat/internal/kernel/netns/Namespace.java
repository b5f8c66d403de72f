package dev.ftpnat.internal.kernel.netns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A network namespace of the kernel, held by an open file. It has no name and no other holder but
 * the threads and processes in it, so the kernel removes it, and all that is in it, when it is
 * closed or when this JVM dies, however it dies.
 */
public final class Namespace implements AutoCloseable {

  private static final String OF_THIS_THREAD = "/proc/thread-self/ns/net";

  /** Work that may fail as sockets and processes do. */
  @FunctionalInterface
  public interface Work<T> {
    T run() throws IOException;
  }

  private final int descriptor;
  private final String path;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Namespace(int descriptor) {
    this.descriptor = descriptor;
    this.path = "/proc/" + ProcessHandle.current().pid() + "/fd/" + descriptor;
  }

  /** The namespace that the calling thread is in. */
  static Namespace current() throws IOException {
    return new Namespace(Libc.open(OF_THIS_THREAD));
  }

  /** A new one, which has nothing but a loopback interface that is down. */
  public static Namespace create() throws IOException {
    SharedThreads.await();
    // It takes a thread to make one, and that thread is in it then.
    return OneShotThread.call(
        "ftpnat-namespace",
        () -> {
          Libc.unshareNetwork();
          return current();
        });
  }

  /** Moves the calling thread here. */
  public void enter() throws IOException {
    if (isClosed()) {
      // Its number may be another file's by now.
      throw new IOException("the network namespace is closed");
    }
    Libc.setNetwork(descriptor);
  }

  /** Whether it can't be entered any more. */
  public boolean isClosed() {
    return closed.get();
  }

  /** Does something here on the calling thread, which is back where it was afterwards. */
  public <T> T call(Work<T> work) throws IOException {
    try (Namespace before = current()) {
      enter();
      try {
        return work.run();
      } finally {
        before.enter();
      }
    }
  }

  /** Whether the calling thread is here. */
  public boolean isCurrent() {
    try {
      return identity(OF_THIS_THREAD).equals(identity(path));
    } catch (IOException e) {
      return false; // Nobody is in one that is closed.
    }
  }

  private static Path identity(String namespace) throws IOException {
    return Files.readSymbolicLink(Path.of(namespace));
  }

  /**
   * The name by which tools find it: {@code nsenter --net=…}, {@code ip link … netns …}. Valid as
   * long as it is open.
   */
  public String path() {
    return path;
  }

  /** The number of the open file that holds it. */
  int descriptor() {
    return descriptor;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      Libc.close(descriptor);
    }
  }

  @Override
  public String toString() {
    return path;
  }
}
