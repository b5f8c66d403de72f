package dev.ftpnat.internal.capture;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Records a TCP connection on all links that it crosses, in the order in which a packet of its
 * originator crosses them. Comments go to the first packet on each link that the call records.
 *
 * <p>The two directions may be told by different threads. What can't be, such as data after a
 * reset, is left out: a record is no place to stop traffic.
 */
public final class CapturedConnection {

  private static final int TIME_TO_LIVE = 64;

  private enum State {
    OPENING,
    ESTABLISHED,
    OVER
  }

  private final PcapngWriter capture;
  private final List<LinkEndpoints> endpoints;
  private final List<TcpConversation> links = new ArrayList<>();
  private State state = State.OPENING;

  CapturedConnection(
      PcapngWriter capture, long number, List<LinkEndpoints> endpoints, long budget) {
    this.capture = capture;
    this.endpoints = List.copyOf(endpoints);
    int[] randoms = {scrambled(2 * number), scrambled(2 * number + 1)};
    int last = endpoints.size() - 1;
    for (int i = 0; i <= last; i++) {
      int[] timesToLive = {TIME_TO_LIVE - i, TIME_TO_LIVE - (last - i)};
      links.add(new TcpConversation(endpoints.get(i), randoms, timesToLive, budget));
    }
  }

  /** Always the same for a number, but nowhere near that of the next one. */
  private static int scrambled(long number) {
    long bits = (number + 1) * 0x9e3779b97f4a7c15L;
    bits = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    return (int) (bits ^ (bits >>> 31));
  }

  /** The responder accepts the connection. */
  public synchronized void accepted(Instant time, String... comments) {
    if (state == State.OPENING) {
      Batch batch = new Batch(time, comments);
      batch.onAll(false, TcpConversation::answered);
      batch.onAll(true, TcpConversation::established);
      batch.write();
      state = State.ESTABLISHED;
    }
  }

  /** The responder, or a gateway in its place, refuses the connection with a reset. */
  public synchronized void refused(Instant time, String... comments) {
    if (state == State.OPENING) {
      Batch batch = new Batch(time, comments);
      batch.onAll(false, TcpConversation::refused);
      batch.write();
      state = State.OVER;
    }
  }

  /** A router reports that it can't deliver to the responder. */
  public synchronized void unreachable(InetAddress router, Instant time, String... comments) {
    if (state == State.OPENING) {
      Batch batch = new Batch(time, comments);
      batch.onAll(false, (link, sink) -> link.unreachable(router, sink));
      batch.write();
      state = State.OVER;
    }
  }

  /** Data that crosses all links unchanged. */
  public synchronized void data(
      boolean fromOriginator,
      byte[] bytes,
      int offset,
      int length,
      Instant time,
      String... comments) {
    if (mayCarry(fromOriginator, time) && length > 0) {
      Batch batch = new Batch(time, comments);
      batch.onAll(
          fromOriginator, (link, sink) -> link.data(fromOriginator, bytes, offset, length, sink));
      batch.write();
    }
  }

  /**
   * Data on one link, where it arrives.
   *
   * @param link which of the links that the connection crosses, from 0
   */
  public synchronized void data(
      int link,
      boolean fromOriginator,
      byte[] bytes,
      int offset,
      int length,
      Instant time,
      String... comments) {
    if (mayCarry(fromOriginator, time) && length > 0) {
      Batch batch = new Batch(time, comments);
      batch.on(link, (l, sink) -> l.data(fromOriginator, bytes, offset, length, sink));
      batch.write();
    }
  }

  /**
   * Data on one link that doesn't arrive, since what is at its other end drops it. It isn't
   * acknowledged. The next {@link #data} that way on that link is its retransmission: it begins
   * with the same bytes.
   *
   * @param link which of the links that the connection crosses, from 0
   */
  public synchronized void lost(
      int link,
      boolean fromOriginator,
      byte[] bytes,
      int offset,
      int length,
      Instant time,
      String... comments) {
    if (mayCarry(fromOriginator, time) && length > 0) {
      Batch batch = new Batch(time, comments);
      batch.on(link, (l, sink) -> l.lost(fromOriginator, bytes, offset, length, sink));
      batch.write();
    }
  }

  /** One side will send nothing more. */
  public synchronized void finished(boolean fromOriginator, Instant time, String... comments) {
    if (mayCarry(fromOriginator, time)) {
      Batch batch = new Batch(time, comments);
      batch.onAll(fromOriginator, (link, sink) -> link.finished(fromOriginator, sink));
      batch.write();
      if (links.get(0).hasFinished(!fromOriginator)) {
        state = State.OVER;
      }
    }
  }

  /** One side, or a gateway in its place, resets the connection. */
  public synchronized void reset(boolean fromOriginator, Instant time, String... comments) {
    if (state == State.OPENING) {
      accepted(time);
    }
    if (state == State.ESTABLISHED) {
      Batch batch = new Batch(time, comments);
      batch.onAll(fromOriginator, (link, sink) -> link.reset(fromOriginator, sink));
      batch.write();
      state = State.OVER;
    }
  }

  /** Records the SYNs; told once, by the capture. */
  synchronized CapturedConnection opened(Instant time, String... comments) {
    Batch batch = new Batch(time, comments);
    batch.onAll(true, TcpConversation::opened);
    batch.write();
    return this;
  }

  private boolean mayCarry(boolean fromOriginator, Instant time) {
    if (state == State.OPENING) {
      accepted(time);
    }
    return state == State.ESTABLISHED && !links.get(0).hasFinished(fromOriginator);
  }

  /** The packets of one call, which are written at once. */
  private final class Batch {

    private final Instant time;
    private final List<String> comments;
    private final ByteArrayOutputStream blocks = new ByteArrayOutputStream();

    Batch(Instant time, String... comments) {
      this.time = time;
      this.comments = List.of(comments);
    }

    void onAll(boolean fromOriginator, BiConsumer<TcpConversation, TcpConversation.Sink> step) {
      for (int i = 0; i < links.size(); i++) {
        on(fromOriginator ? i : links.size() - 1 - i, step);
      }
    }

    void on(int index, BiConsumer<TcpConversation, TcpConversation.Sink> step) {
      int link = endpoints.get(index).link();
      List<String> pending = new ArrayList<>(comments);
      step.accept(
          links.get(index),
          packet -> {
            blocks.writeBytes(PcapngBlocks.packet(link, time, packet, pending));
            pending.clear();
          });
    }

    void write() {
      capture.write(blocks.toByteArray());
    }
  }
}
