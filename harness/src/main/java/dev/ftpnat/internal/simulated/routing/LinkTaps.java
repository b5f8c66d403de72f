package dev.ftpnat.internal.simulated.routing;

import dev.ftpnat.internal.capture.CaptureSink;
import dev.ftpnat.internal.capture.CapturedConnection;
import dev.ftpnat.internal.capture.LinkEndpoints;
import dev.ftpnat.internal.capture.PcapngWriter;
import dev.ftpnat.internal.keylog.KeyLog;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.NetworkPath;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.Hop;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Captures what a network of packets would have carried, on each link: those between two neighbours
 * of client, gateways and server.
 */
public final class LinkTaps {

  private static final Logger LOGGER = LoggerFactory.getLogger(LinkTaps.class);

  /** An attempt of which the port isn't known, because it isn't really made. */
  private static final int FIRST_MADE_UP_PORT = 49152;

  private static final int MADE_UP_PORTS = 16384;

  private final PcapngWriter capture;
  private final KeyLog keys;
  private final NetworkPath path;
  private final Clock clock;
  private final Instant start = Instant.now();
  private int madeUpPorts;

  /**
   * A tap on a network.
   *
   * @param topology the network
   * @param capture where the packets go; it has no links yet
   * @param keys derives the keys of TLS connections, so that the capture can be read
   * @param clock counts from the start of the network
   */
  public LinkTaps(Topology topology, PcapngWriter capture, KeyLog keys, Clock clock) {
    this.capture = capture;
    this.keys = keys;
    this.path = topology.path();
    this.clock = clock;
    CaptureSink.addLinks(capture, topology);
  }

  /** The time of day, by the network's clock. */
  Instant now() {
    return start.plus(Duration.between(Instant.EPOCH, clock.instant()));
  }

  /** An attempt that gets to the end of its way. */
  Tap deliver(Party origin, Endpoint source, Endpoint target, List<Hop> hops) {
    List<Tap> opened = new ArrayList<>();
    tell(
        () -> {
          CapturedConnection connection = capture.open(links(origin, source, target, hops), now());
          opened.add(new Tap.OfConnection(this, connection, origin, hops.size(), capture, keys));
        });
    return opened.isEmpty() ? Tap.NONE : opened.get(0);
  }

  /** A capture is no place to stop traffic: whoever connects never hears of what fails here. */
  static void tell(Runnable packets) {
    try {
      packets.run();
    } catch (RuntimeException e) {
      LOGGER.warn("The capture lacks packets", e);
    }
  }

  /** An attempt that is refused on its way, after these gateways. */
  void refuse(
      Party origin,
      Endpoint source,
      Endpoint target,
      List<Hop> hops,
      Outcome outcome,
      String comment) {
    tell(() -> capture(origin, source, target, hops, outcome, comment));
  }

  private void capture(
      Party origin,
      Endpoint source,
      Endpoint target,
      List<Hop> hops,
      Outcome outcome,
      String comment) {
    Instant now = now();
    CapturedConnection connection = capture.open(links(origin, source, target, hops), now, comment);
    if (outcome == Outcome.REFUSED) {
      connection.refused(now, comment);
    } else if (outcome == Outcome.ESTABLISHED) {
      connection.accepted(now, comment);
    } else if (outcome == Outcome.UNREACHABLE) {
      connection.unreachable(router(origin, target, hops.size()), now, comment);
    }
  }

  /** Who reports that something can't be delivered: the gateway where it ends, or what it seeks. */
  private InetAddress router(Party origin, Endpoint target, int passed) {
    NetworkPath way = origin == Party.CLIENT ? path : path.reversed();
    return passed == way.gateways().size()
        ? target.address()
        : way.gateways()
            .get(passed)
            .publicAddress(AddressFamily.of(target.address()))
            .orElse(target.address());
  }

  private List<LinkEndpoints> links(
      Party origin, Endpoint source, Endpoint target, List<Hop> hops) {
    List<LinkEndpoints> links = new ArrayList<>();
    int madeUp = source.port() == 0 ? madeUpPort() : 0;
    links.add(link(origin, 0, source, target, madeUp));
    for (Hop hop : hops) {
      links.add(link(origin, links.size(), hop.translatedSource(), hop.translatedTarget(), madeUp));
    }
    return links;
  }

  private LinkEndpoints link(
      Party origin, int step, Endpoint source, Endpoint target, int madeUpPort) {
    int number = origin == Party.CLIENT ? step : path.gateways().size() - step;
    return new LinkEndpoints(
        number, madeUpPort == 0 ? source : source.withPort(madeUpPort), target);
  }

  private synchronized int madeUpPort() {
    return FIRST_MADE_UP_PORT + madeUpPorts++ % MADE_UP_PORTS;
  }
}
