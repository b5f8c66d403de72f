package dev.ftpnat.internal.kernel.observe;

import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ConnectionEvent.Ipv6Attempt;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Reason;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Connection attempts for which a host's kernel sends no packet that anybody could see: to
 * multicast and broadcast addresses, and to IPv6. What the server or a Java socket of the client
 * tries is heard of before; of other clients nobody can tell.
 */
public final class Unsent {

  private final Recorder recorder;
  private final Topology topology;

  public Unsent(Recorder recorder, Topology topology) {
    this.recorder = recorder;
    this.topology = topology;
  }

  /** The client is about to connect. */
  public void connecting(InetAddress address, int port) {
    if (address instanceof Inet6Address ipv6
        && !topology.clientFamilies().contains(AddressFamily.IPV6)) {
      connecting(ipv6, port);
    } else {
      connecting(Party.CLIENT, new Endpoint(address, port));
    }
  }

  private void connecting(Inet6Address address, int port) {
    boolean own = IpAddresses.isOwnHost(address);
    long connection = recorder.nextConnection();
    recorder.record(
        at ->
            new Ipv6Attempt(
                at,
                connection,
                Party.CLIENT,
                new Endpoint(address, port),
                own ? Outcome.REFUSED : Outcome.UNREACHABLE,
                own ? Reason.OWN_HOST : Reason.NO_ROUTE));
  }

  /** A side is about to connect. */
  public void connecting(Party party, Endpoint target) {
    if (IpAddresses.isUnicast(target.address())) {
      return;
    }
    AddressFamily family = AddressFamily.of(target.address());
    Optional<InetAddress> source =
        party == Party.CLIENT
            ? topology.clientAddress(family).or(topology::clientAddress)
            : topology.server().address(family).or(topology.server()::address);
    long connection = recorder.nextConnection();
    recorder.record(
        at ->
            new ConnectionAttempt(
                at,
                connection,
                party,
                new Endpoint(source.orElseThrow(), 0),
                target,
                List.of(),
                Outcome.UNREACHABLE,
                party,
                Reason.NOT_UNICAST,
                Optional.of(Duration.ZERO)));
  }
}
