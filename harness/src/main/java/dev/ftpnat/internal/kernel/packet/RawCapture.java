package dev.ftpnat.internal.kernel.packet;

import dev.ftpnat.internal.kernel.netns.NetnsHosts;
import dev.ftpnat.internal.kernel.netns.Plan;
import dev.ftpnat.internal.kernel.netns.Plan.Link;
import dev.ftpnat.internal.kernel.packet.PacketReceiver.Captured;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private final PacketPoller watch;
  private final AtomicBoolean closing = new AtomicBoolean();
  private boolean closed;

  /**
   * Begins to capture.
   *
   * @param plan the plan of what runs
   * @param clientLinks how many of its links are on the client's side of the internet
   */
  public RawCapture(NetnsHosts hosts, Plan plan, int clientLinks, PacketListener listener)
      throws IOException {
    this.listener = listener;
    watch = new PacketPoller("ftpnat-capture", this::read);
    try {
      for (Link link : inOrder(plan, clientLinks)) {
        watch.add(
            PacketSocket.passing(
                hosts.of(link.left()), link.leftInterface(), BpfFilter.ofAll(), RECEIVE_BUFFER));
      }
      watch.start();
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
    for (int link = 0; link < watch.sockets().size() && !closed; link++) {
      int n = 0;
      PacketSocket socket = watch.sockets().get(link);
      Optional<Captured> packet = socket.poll();
      while (packet.isPresent()) {
        byte[] bytes = packet.get().bytes();
        listener.packet(link, packet.get().when(), bytes, bytes.length);
        packet = ++n < MOST_AT_ONCE ? socket.poll() : Optional.empty();
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
    for (PacketSocket socket : watch.sockets()) {
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
      watch.stop(STOP_MILLIS);
    } catch (IOException e) {
      LOGGER.error("The last packets of an environment can't be captured", e);
    } finally {
      release();
    }
  }

  private synchronized void release() {
    if (!closed) {
      closed = true;
      watch.close();
    }
  }
}
