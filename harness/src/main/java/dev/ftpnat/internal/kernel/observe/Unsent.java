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
import java.util.Set;

/**
 * Connection attempts for which a host's kernel sends no packet that anybody could see: to
 * multicast and broadcast addresses, and to a family that the host hasn't. What the server or a
 * Java socket of the client tries is heard of before; of other clients nobody can tell.
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
        && !topology.clientFamilies().contains(AddressFamily.IPV6)
        && (!topology.families().contains(AddressFamily.IPV6) || IpAddresses.isOwnHost(ipv6))) {
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
    if (!IpAddresses.isUnicast(target.address())) {
      record(party, target, Outcome.UNREACHABLE, Reason.NOT_UNICAST);
    } else if (!familiesOf(party).contains(AddressFamily.of(target.address()))) {
      if (!IpAddresses.isOwnHost(target.address())) {
        record(party, target, Outcome.UNREACHABLE, Reason.NO_ROUTE);
      } else if (!topology.families().contains(AddressFamily.IPV4)) {
        // A host has an IPv4 loopback all the same, which isn't looked at on a network of IPv6.
        record(party, target, Outcome.REFUSED, Reason.OWN_HOST);
      }
    }
  }

  private Set<AddressFamily> familiesOf(Party party) {
    return party == Party.CLIENT ? topology.clientFamilies() : topology.serverFamilies();
  }

  private void record(Party party, Endpoint target, Outcome outcome, Reason reason) {
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
                outcome,
                party,
                reason,
                Optional.of(Duration.ZERO)));
  }
}
