package dev.ftpnat.internal.kernel.packet;

import dev.ftpnat.internal.kernel.netns.Libc;
import dev.ftpnat.internal.kernel.netns.NamespaceStack;
import dev.ftpnat.internal.kernel.netns.OneShotThread;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sockets, and a thread that has them read whenever something comes. It is stopped first and closed
 * then, so that its owner can keep readers away while it closes.
 */
public final class PacketPoller {

  private static final Logger LOGGER = LoggerFactory.getLogger(PacketPoller.class);

  /** Reads what there is. */
  @FunctionalInterface
  public interface Reader {
    void read() throws IOException;
  }

  private final List<PacketSocket> sockets = new ArrayList<>();
  private final int wakeUp;
  private final Thread thread;
  private volatile boolean stopping;

  public PacketPoller(String threadName, Reader reader) throws IOException {
    wakeUp = Libc.eventDescriptor();
    thread = new Thread(() -> watch(reader), threadName);
    thread.setDaemon(true);
  }

  /** Before it starts. From then on it closes the socket. */
  public void add(PacketSocket socket) {
    sockets.add(socket);
  }

  public List<PacketSocket> sockets() {
    return sockets;
  }

  public void start() throws IOException {
    // It would hold the namespace of another environment that this thread happens to be in.
    NamespaceStack.atHome(
        () -> {
          thread.start();
          return null;
        });
  }

  private void watch(Reader reader) {
    int[] files =
        IntStream.concat(sockets.stream().mapToInt(PacketSocket::descriptor), IntStream.of(wakeUp))
            .toArray();
    try {
      while (!stopping) {
        Libc.await(files);
        reader.read();
      }
    } catch (IOException | RuntimeException e) {
      LOGGER.error("{} can't read the packets of an environment any more", thread.getName(), e);
    }
  }

  public boolean isStopping() {
    return stopping;
  }

  /** Has the thread end, and waits until it has, for a while at most. */
  public void stop(long millis) throws IOException {
    stopping = true;
    Libc.signal(wakeUp);
    try {
      thread.join(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Closes the sockets; once only. */
  public void close() {
    stopping = true;
    OneShotThread.runAll("ftpnat-close", sockets.stream().<Runnable>map(s -> s::close).toList());
    Libc.close(wakeUp);
  }
}
