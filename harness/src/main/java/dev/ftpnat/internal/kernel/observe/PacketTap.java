package dev.ftpnat.internal.kernel.observe;

import dev.ftpnat.internal.kernel.conntrack.Conntrack;
import dev.ftpnat.internal.kernel.conntrack.ExpectationEvents;
import dev.ftpnat.internal.kernel.netns.Namespace;
import dev.ftpnat.internal.kernel.netns.NetnsHosts;
import dev.ftpnat.internal.kernel.packet.BpfFilter;
import dev.ftpnat.internal.kernel.packet.KernelClock;
import dev.ftpnat.internal.kernel.packet.PacketPoller;
import dev.ftpnat.internal.kernel.packet.PacketReceiver.Captured;
import dev.ftpnat.internal.kernel.packet.PacketSocket;
import dev.ftpnat.internal.kernel.packet.TcpPacket;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.GatewayEvent.Forgetting;
import dev.ftpnat.trace.event.Party;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches what arrives at each host, and tells {@link ConnectionObserver}. A thread reads the
 * packets as they come; whoever wants to know what there is up to now has the rest read by {@link
 * #drain}.
 *
 * <p>Packets are told in the order in which the kernel had them. So all hosts are read twice, and
 * what came after the second time began is kept for the next: of everything older all hosts have
 * been heard.
 */
public final class PacketTap implements AutoCloseable {

  private static final Logger LOGGER = LoggerFactory.getLogger(PacketTap.class);
  private static final long STOP_MILLIS = 2000;

  /** For thousands of packets that nobody has read yet. */
  private static final int RECEIVE_BUFFER = 4 * 1024 * 1024;

  /** As many as are read of a host at once. */
  private static final int MOST_AT_ONCE = 10_000;

  private static final int TRIES = 5;
  private static final long EXACT = 50_000;
  private static final long TOLERATED = 1_000_000;

  private final ConnectionObserver journeys;

  /** How many hosts are watched apart, for what they do on their own loopback. */
  private final int ends;

  private final OwnHosts ownHosts;
  private final int hosts;
  private final PacketPoller watch;
  private final List<ExpectationEvents> events = new ArrayList<>();
  private final PriorityQueue<Waiting> waiting =
      new PriorityQueue<>(Comparator.comparingLong(Waiting::when).thenComparing(Waiting::number));
  private long read;
  private long ahead;
  private boolean closed;

  /** A packet that has been read, and which one it was. */
  private record Waiting(long when, long number, int host, byte[] bytes) {}

  /**
   * Begins to watch.
   *
   * @param hosts the hosts in their order on the path
   * @param ends the client, the server, and further clients
   * @param families what they speak
   * @param links says what of control connections arrives where
   * @param ownHosts told of what the ends of the path do on their own loopback
   */
  public PacketTap(
      List<Namespace> hosts,
      List<Namespace> ends,
      Set<AddressFamily> families,
      LinkNumbering links,
      ConnectionObserver journeys,
      OwnHosts ownHosts)
      throws IOException {
    this.journeys = journeys;
    this.ownHosts = ownHosts;
    ahead = journeys.now() - KernelClock.now();
    watch = new PacketPoller("ftpnat-packets", this::drainAll);
    try {
      this.hosts = hosts.size();
      this.ends = ends.size();
      for (AddressFamily family : families) {
        watch(hosts, ends, family, links);
      }
      for (int alg : journeys.established().algs()) {
        events.add(ExpectationEvents.open(alg, hosts.get(alg)));
      }
      KernelClock.awaitNoting(hosts.get(0));
      watch.start();
    } catch (IOException | RuntimeException e) {
      release();
      throw e;
    }
  }

  /** As many sockets for each family, in the same order. */
  private void watch(
      List<Namespace> all, List<Namespace> ends, AddressFamily family, LinkNumbering links)
      throws IOException {
    boolean isIpv6 = family == AddressFamily.IPV6;
    for (int host = 0; host < hosts; host++) {
      Collection<Integer> ports = links.controlPortsAt(host);
      OptionalInt translator = NetnsHosts.translator(all.get(host));
      BpfFilter filter =
          isIpv6
              ? BpfFilter.ofIpv6Connections(ports, translator)
              : BpfFilter.ofConnections(ports, translator);
      watch.add(PacketSocket.arriving(all.get(host), filter, RECEIVE_BUFFER));
    }
    for (Namespace end : ends) {
      watch.add(
          PacketSocket.arriving(
              end, isIpv6 ? BpfFilter.ofOwnIpv6Host() : BpfFilter.ofOwnHost(), RECEIVE_BUFFER));
    }
  }

  private void drainAll() throws IOException {
    while (drain() && !watch.isStopping()) {
      Thread.onSpinWait();
    }
  }

  /**
   * Tells what has arrived up to now, and has decided what can be decided.
   *
   * @return whether some packets are kept for the next time
   */
  public synchronized boolean drain() throws IOException {
    if (closed) {
      return false;
    }
    read();
    long upTo = KernelClock.now();
    read();
    tell(upTo);
    journeys.settle(journeys.now());
    return !waiting.isEmpty();
  }

  private void read() throws IOException {
    for (int host = 0; host < watch.sockets().size(); host++) {
      for (int n = 0; n < MOST_AT_ONCE; n++) {
        Optional<Captured> packet = watch.sockets().get(host).poll();
        if (packet.isEmpty()) {
          break;
        }
        int of = host % (hosts + ends);
        waiting.add(new Waiting(packet.get().when(), read++, of, packet.get().bytes()));
      }
    }
    // After the packets: what has been announced by a packet is expected by now.
    for (ExpectationEvents ofHost : events) {
      ofHost.drain(journeys.established()::expected);
    }
  }

  /**
   * By how much the record's time is ahead of the kernel's. Small differences are those of looking
   * at one after the other, and would change the order of what is recorded.
   */
  private long ahead() {
    for (int n = 0; n < TRIES; n++) {
      long before = KernelClock.now();
      long now = journeys.now();
      if (KernelClock.now() - before < EXACT) {
        long measured = now - before;
        if (Math.abs(measured - ahead) > TOLERATED) {
          ahead = measured;
        }
        break;
      }
    }
    return ahead;
  }

  private void tell(long upTo) {
    long difference = ahead();
    while (!waiting.isEmpty() && waiting.peek().when() < upTo) {
      Waiting next = waiting.poll();
      long when = next.when() + difference;
      if (next.host() >= hosts) {
        Party party = next.host() == hosts + 1 ? Party.SERVER : Party.CLIENT;
        TcpPacket.parse(next.bytes()).ifPresent(packet -> ownHosts.passed(party, packet, when));
        continue;
      }
      TcpPacket.parse(next.bytes())
          .map(
              packet ->
                  new Observation(
                      next.host(), packet, TcpPacket.payload(next.bytes(), packet), when))
          .ifPresent(journeys::arrived);
    }
  }

  /** Whether the last {@link #drain} has kept a packet, or a connection is about to end. */
  public synchronized boolean isBusy() {
    return !closed && (!waiting.isEmpty() || journeys.established().isAnyEnding());
  }

  /** Whether nothing is under way on the control connections that a gateway knows. */
  public synchronized boolean isQuiet(String gateway) throws IOException {
    drain();
    return journeys.established().isQuiet(gateway);
  }

  /**
   * Has a gateway forget connections.
   *
   * @param conntrack the gateway's
   * @param cause the reason; with {@link Forgetting#EXPIRED} only control connections are meant
   * @param families whose connections are meant
   */
  public synchronized void forget(
      String gateway, Conntrack conntrack, Forgetting cause, Set<AddressFamily> families)
      throws IOException {
    drain();
    EstablishedObserver established = journeys.established();
    int host = established.host(gateway);
    List<ObservedConnection> known = new ArrayList<>(established.knownTo(host));
    known.removeIf(
        journey ->
            !families.contains(
                AddressFamily.of(journey.at(host).orElseThrow().source().address())));
    if (cause == Forgetting.EXPIRED) {
      known.removeIf(journey -> journey.wire().isEmpty());
      for (ObservedConnection journey : List.copyOf(known)) {
        TcpPacket syn = journey.at(host).orElseThrow();
        if (!conntrack.forget(syn.source(), syn.target())) {
          known.remove(journey);
        }
      }
    } else {
      conntrack.forgetAll(families);
    }
    for (ObservedConnection journey : known) {
      established.forgot(journey, host, cause, journeys.now());
    }
  }

  /** Gateways have other addresses from now on. */
  public synchronized void readdressed(Topology topology) throws IOException {
    drain();
    journeys.readdressed(topology);
  }

  @Override
  public void close() {
    try {
      drain();
      watch.stop(STOP_MILLIS);
    } catch (IOException e) {
      LOGGER.error("The last packets of an environment can't be read", e);
    } finally {
      release();
    }
  }

  private synchronized void release() {
    if (!closed) {
      closed = true;
      journeys.established().close();
      events.forEach(ExpectationEvents::close);
      watch.close();
    }
  }
}
