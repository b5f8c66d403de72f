package dev.ftpnat.internal.simulated.relay;

import dev.ftpnat.internal.alg.Direction;
import dev.ftpnat.internal.simulated.link.Link;
import dev.ftpnat.internal.simulated.link.Link.Crossing;
import dev.ftpnat.internal.simulated.link.LinkLog;
import dev.ftpnat.internal.simulated.routing.Tap;
import dev.ftpnat.internal.toxiproxy.link.Ending;
import dev.ftpnat.internal.toxiproxy.link.LinkWriter;
import dev.ftpnat.internal.toxiproxy.link.Sink;
import dev.ftpnat.trace.event.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What carries segments from one end of a connection to the other: over the links and through the
 * gateways, in turn. Where no toxics are, all of it happens on the thread that sends.
 */
final class ControlPath {

  /** Where segments come out, and who is told how the connection ends. */
  interface Ends {

    /** Bytes have arrived at the end of their way. */
    void arrived(Direction direction, byte[] bytes, int offset, int length) throws IOException;

    /** Nothing more comes this way. */
    void finished(Direction direction);

    /** Nothing more comes this way, not even the FIN: it is behind what a gateway dropped. */
    void lost(Direction direction);

    /** A link ends the connection in both directions. */
    void cut(Place by);

    /** A link or a gateway resets the connection. */
    void reset(Place by);
  }

  private final Optional<GatewayChain> gateways;
  private final Tap tap;
  private final Ends ends;
  private final List<Crossing> crossings = new ArrayList<>();
  private volatile boolean complete;
  private volatile boolean failed;

  private ControlPath(Optional<GatewayChain> gateways, Tap tap, Ends ends) {
    this.gateways = gateways;
    this.tap = tap;
    this.ends = ends;
  }

  /** From end to end, with nothing between them that would look at the bytes. */
  static ControlPath direct(Tap tap, Ends ends) {
    return new ControlPath(Optional.empty(), tap, ends);
  }

  /**
   * Over links, with a gateway behind each but the last.
   *
   * @param links from the side on that opened the connection
   * @param log told what they do to it
   * @throws IOException if a link is down
   */
  static ControlPath over(List<Link> links, GatewayChain gateways, LinkLog log, Tap tap, Ends ends)
      throws IOException {
    ControlPath carriage = new ControlPath(Optional.of(gateways), tap, ends);
    try {
      for (int number = 0; number < links.size(); number++) {
        carriage.cross(links.get(number), log, number, links.size() - 1);
      }
    } catch (IOException | RuntimeException e) {
      // Whoever wants it learns that from this exception, and not from the links crossed so far.
      carriage.failed = true;
      carriage.cut();
      throw e;
    }
    carriage.complete = true;
    return carriage;
  }

  private void cross(Link link, LinkLog log, int number, int last) throws IOException {
    Sink towardsServer = new Far(link.name(), Direction.ORIGINAL, number, last);
    Sink towardsClient = new Far(link.name(), Direction.REPLY, last - number, last);
    crossings.add(
        link.cross(towardsServer, towardsClient, log)
            .orElseThrow(() -> new IOException(link.name() + " is down")));
  }

  /** Whether it is a control connection, into which somebody looks. */
  boolean isControl() {
    return gateways.isPresent();
  }

  // What the sender's side calls --------------------------------------------------------------

  /** One side sends a segment. */
  void send(Direction direction, byte[] segment) throws IOException {
    if (gateways.isEmpty()) {
      tap.data(direction == Direction.ORIGINAL, segment, 0, segment.length);
      ends.arrived(direction, segment, 0, segment.length);
    } else {
      write(direction, 0, gateways.get().enter(direction, segment));
    }
  }

  /** One side sends nothing more. */
  void end(Direction direction) {
    if (gateways.isEmpty()) {
      ends.finished(direction);
    } else {
      way(direction, 0).end();
    }
  }

  /** The connection is over, whatever is on its way. */
  void cut() {
    crossings.forEach(Crossing::cut);
  }

  private void write(Direction direction, int step, byte[] segment) throws IOException {
    way(direction, step).write(segment, 0, segment.length);
  }

  /**
   * @param step how many links the sender's segments have crossed before
   */
  private LinkWriter way(Direction direction, int step) {
    return direction == Direction.ORIGINAL
        ? crossings.get(step).towardsServer()
        : crossings.get(crossings.size() - 1 - step).towardsClient();
  }

  // What links call ---------------------------------------------------------------------------

  /** The far end of a link, for one direction: a gateway, or the receiver. */
  private final class Far implements Sink {

    private final Place link;
    private final Direction direction;
    private final int step;
    private final int last;

    Far(Place link, Direction direction, int step, int last) {
      this.link = link;
      this.direction = direction;
      this.step = step;
      this.last = last;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      GatewayChain channel = gateways.orElseThrow();
      byte[] segment = Arrays.copyOfRange(bytes, offset, offset + length);
      if (step == last) {
        channel.arrive(direction, segment);
        ends.arrived(direction, bytes, offset, length);
        return;
      }
      GatewayChain.Output output = channel.through(direction, step, segment);
      for (byte[] each : output.segments()) {
        ControlPath.this.write(direction, step + 1, each);
      }
      if (output.close()) {
        ends.reset(channel.gateway(direction, step));
      }
    }

    @Override
    public void end(Ending ending) {
      if (failed) {
        return;
      }
      if (ending == Ending.RESET || !complete) {
        ends.reset(link);
      } else if (ending == Ending.CUT) {
        ends.cut(link);
      } else if (step == last) {
        ends.finished(direction);
      } else if (gateways.orElseThrow().stalled(direction, step)) {
        ends.lost(direction);
      } else {
        way(direction, step + 1).end();
      }
    }
  }
}
