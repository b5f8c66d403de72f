package dev.ftpnat.internal.kernel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches what arrives at each host, and tells {@link Journeys}. A thread reads the packets as they
 * come; whoever wants to know what there is up to now has the rest read by {@link #drain}.
 */
final class PacketTap implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(PacketTap.class);
  private static final long STOP_MILLIS = 2000;

  private final Journeys journeys;
  private final List<PacketSocket> sockets = new ArrayList<>();
  private final int wakeUp;
  private final Thread thread;
  private volatile boolean stopping;
  private boolean closed;

  /**
   * Begins to watch.
   *
   * @param hosts the hosts in their order on the path
   */
  PacketTap(List<Namespace> hosts, Journeys journeys) throws IOException {
    this.journeys = journeys;
    wakeUp = Libc.eventDescriptor();
    thread = new Thread(this::watch, "ftpnat-packets");
    thread.setDaemon(true);
    try {
      for (Namespace host : hosts) {
        sockets.add(PacketSocket.open(host));
      }
      // It would hold the namespace of another environment that this thread happens to be in.
      Visits.atHome(
          () -> {
            thread.start();
            return null;
          });
    } catch (IOException | RuntimeException e) {
      release();
      throw e;
    }
  }

  private void watch() {
    int[] files =
        IntStream.concat(sockets.stream().mapToInt(PacketSocket::descriptor), IntStream.of(wakeUp))
            .toArray();
    try {
      while (!stopping) {
        Libc.await(files);
        drain();
      }
    } catch (IOException | RuntimeException e) {
      LOGGER.error("The packets of an environment can't be watched any more", e);
    }
  }

  /** Reads what has arrived up to now, and decides what can be decided. */
  synchronized void drain() throws IOException {
    if (closed) {
      return;
    }
    for (int host = 0; host < sockets.size(); host++) {
      Optional<Packet> packet = sockets.get(host).poll();
      while (packet.isPresent()) {
        journeys.arrived(host, packet.get(), journeys.now());
        packet = sockets.get(host).poll();
      }
    }
    journeys.settle(journeys.now());
  }

  @Override
  public void close() {
    try {
      drain();
      stopping = true;
      Libc.signal(wakeUp);
      thread.join(STOP_MILLIS);
    } catch (IOException e) {
      LOGGER.error("The last packets of an environment can't be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stopping = true;
      release();
    }
  }

  private synchronized void release() {
    if (!closed) {
      closed = true;
      OwnThread.runAll("ftpnat-close", sockets.stream().<Runnable>map(s -> s::close).toList());
      Libc.close(wakeUp);
    }
  }
}
