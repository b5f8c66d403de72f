package dev.ftpnat.internal.nat;

import dev.ftpnat.internal.nat.NatDecision.Refused;
import dev.ftpnat.internal.nat.NatDecision.Translated;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Nat64Prefix;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.trace.event.Reason;
import java.net.InetAddress;
import java.util.Optional;

/**
 * How a CLAT translates (RFC 6877 section 6.3.1), which needs no table: ports stay, and of each
 * address it makes one. What is of IPv6 on either side passes.
 *
 * @param ipv4 the client's address
 * @param ipv6 that the client's IPv4 is known by outside
 * @param client the client's other address, of IPv6
 * @param prefix under which IPv4 addresses are seen
 */
record Clat(InetAddress ipv4, InetAddress ipv6, InetAddress client, Nat64Prefix prefix) {

  NatDecision outbound(Endpoint source, Endpoint target) {
    return AddressFamily.of(target.address()) == AddressFamily.IPV6
        ? passing(source, target)
        : translated(
            source,
            target,
            new Endpoint(ipv6, source.port()),
            new Endpoint(prefix.embed(target.address()), target.port()));
  }

  NatDecision inbound(Endpoint source, Endpoint target) {
    if (target.address().equals(client)) {
      return passing(source, target);
    }
    Optional<InetAddress> shown = prefix.extract(source.address());
    return target.address().equals(ipv6) && shown.isPresent()
        ? translated(
            source,
            target,
            new Endpoint(shown.get(), source.port()),
            new Endpoint(ipv4, target.port()))
        : new Refused(Refusal.UNREACHABLE, Reason.NO_ROUTE);
  }

  private static Translated passing(Endpoint source, Endpoint target) {
    return new Translated(source, target, source, target, Optional.empty(), Reason.PERMITTED);
  }

  private static Translated translated(
      Endpoint source, Endpoint target, Endpoint translatedSource, Endpoint translatedTarget) {
    return new Translated(
        source, target, translatedSource, translatedTarget, Optional.empty(), Reason.TRANSLATED);
  }
}
