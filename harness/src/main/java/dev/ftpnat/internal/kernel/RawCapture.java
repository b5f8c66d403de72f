package dev.ftpnat.internal.kernel;

import dev.ftpnat.internal.kernel.Plan.Link;
import dev.ftpnat.internal.kernel.Receiver.Captured;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a listener every IP packet of every link, data connections included. It costs what copying
 * all of them costs, so it is there only if somebody asks for it.
 */
public final class RawCapture implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(RawCapture.class);
  private static final long STOP_MILLIS = 5000;

  /** For what a transfer sends while its reader has to wait for a processor. */
  private static final int RECEIVE_BUFFER = 32 * 1024 * 1024;

  /** How many packets of a link are read before the next link has its turn. */
  private static final int MOST_AT_ONCE = 256;

  private static final int MOST_ROUNDS = 1000;

  private final PacketListener listener;
  private final List<PacketSocket> sockets = new ArrayList<>();
  private final int wakeUp;
  private final Thread thread;
  private final AtomicBoolean closing = new AtomicBoolean();
  private volatile boolean stopping;
  private boolean closed;

  /**
   * Begins to capture.
   *
   * @param plan the plan of what runs
   * @param clientLinks how many of its links are on the client's side of the internet
   */
  RawCapture(Hosts hosts, Plan plan, int clientLinks, PacketListener listener) throws IOException {
    this.listener = listener;
    wakeUp = Libc.eventDescriptor();
    thread = new Thread(this::watch, "ftpnat-capture");
    thread.setDaemon(true);
    try {
      for (Link link : inOrder(plan, clientLinks)) {
        sockets.add(
            PacketSocket.passing(
                hosts.of(link.left()), link.leftInterface(), PacketFilter.ofAll(), RECEIVE_BUFFER));
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

  /** The links as the record numbers them. A plan has each side's from its end outwards. */
  static List<Link> inOrder(Plan plan, int clientLinks) {
    List<Link> links = new ArrayList<>(plan.links().subList(0, clientLinks));
    // The outermost of the server's side is the other half of the client's outermost.
    for (int n = plan.links().size() - 2; n >= clientLinks; n--) {
      links.add(plan.links().get(n));
    }
    return links;
  }

  private void watch() {
    int[] files =
        IntStream.concat(sockets.stream().mapToInt(PacketSocket::descriptor), IntStream.of(wakeUp))
            .toArray();
    try {
      while (!stopping) {
        Libc.await(files);
        read();
      }
    } catch (IOException | RuntimeException e) {
      LOGGER.error("The packets of an environment can't be captured any more", e);
    }
  }

  /**
   * Gives the listener what has been captured up to now.
   *
   * @throws IOException if the kernel refuses
   */
  public void drain() throws IOException {
    // A transfer that goes on may bring more all the time.
    int rounds = 0;
    while (read() && rounds < MOST_ROUNDS) {
      rounds++;
    }
  }

  /** Whether there may be more. */
  private synchronized boolean read() throws IOException {
    boolean more = false;
    for (int link = 0; link < sockets.size() && !closed; link++) {
      int n = 0;
      Optional<Captured> packet = sockets.get(link).poll();
      while (packet.isPresent()) {
        byte[] bytes = packet.get().bytes();
        listener.packet(link, packet.get().when(), bytes, bytes.length);
        packet = ++n < MOST_AT_ONCE ? sockets.get(link).poll() : Optional.empty();
      }
      more |= n == MOST_AT_ONCE;
    }
    return more;
  }

  /**
   * How many packets were not captured, because they came faster than they were read; 0 once it is
   * closed.
   *
   * @throws IOException if the kernel doesn't tell
   */
  public synchronized long lost() throws IOException {
    long lost = 0;
    for (PacketSocket socket : sockets) {
      lost += closed ? 0 : socket.lost();
    }
    return lost;
  }

  /** Gives the listener the rest, and ends. Further calls do nothing. */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    try {
      drain();
      stopping = true;
      Libc.signal(wakeUp);
      thread.join(STOP_MILLIS);
    } catch (IOException e) {
      LOGGER.error("The last packets of an environment can't be captured", e);
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
