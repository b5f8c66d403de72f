package dev.ftpnat.internal.kernel;

import dev.ftpnat.topology.AuthHandling;
import dev.ftpnat.topology.FilteringBehavior;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Gateway.Hairpinning;
import dev.ftpnat.topology.IdleTimeouts;
import dev.ftpnat.topology.MappingBehavior;
import dev.ftpnat.topology.PortAllocation;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.topology.Vantage;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which topologies the kernel's NAT can't play. */
final class KernelLimits {

  private static final Duration PINHOLE_LIFETIME = Duration.ofSeconds(300);

  private KernelLimits() {}

  /** Why not; empty if it can. */
  static Optional<String> unplayable(Topology topology) {
    if (topology.nat64().isPresent() && topology.vantage() == Vantage.LOOPBACK) {
      return Optional.of("its NAT64 translates no loopback addresses");
    }
    return topology.gateways().stream()
        .flatMap(gateway -> unplayable(gateway).stream())
        .findFirst();
  }

  private static Optional<String> unplayable(Gateway gateway) {
    if (gateway.alg().isBetweenFamilies()) {
      return Optional.of("no NAT64 that runs here has the ALG of RFC 6384; tayga has none");
    }
    if (gateway.nat64().isPresent() && gateway.masqueradesAnythingInbound()) {
      return Optional.of(
          "its NAT64 shows the sources of what it forwards; it can't masquerade them");
    }
    if (gateway.hairpinning() == Hairpinning.EXTERNAL_SOURCE
        && gateway.masqueradesAnythingInbound()) {
      return Optional.of(
          "it takes one of two sources for what it leads back in, its public address (hairpinning)"
              + " or its inside one (masqueradesInbound)");
    }
    if (gateway.alg().readsAnything() && gateway.alg().loose().isEmpty()) {
      return Optional.of("its FTP helper is nf_nat_ftp, so it can't be " + gateway.alg());
    }
    if (gateway.authHandling() != AuthHandling.BLIND) {
      return Optional.of(
          "its FTP helper doesn't know AUTH, so it can't be " + gateway.authHandling());
    }
    if (gateway.filtering() != FilteringBehavior.ADDRESS_AND_PORT_DEPENDENT) {
      return other("filtering", gateway.filtering(), FilteringBehavior.ADDRESS_AND_PORT_DEPENDENT);
    }
    boolean random = gateway.portAllocation() == PortAllocation.RANDOM;
    if (random && gateway.mapping() != MappingBehavior.ADDRESS_AND_PORT_DEPENDENT) {
      return other(
          "mapping to random ports", gateway.mapping(), MappingBehavior.ADDRESS_AND_PORT_DEPENDENT);
    }
    if (!random && gateway.mapping() != MappingBehavior.ENDPOINT_INDEPENDENT) {
      // As long as ports are preserved, which is nearly always.
      return other("mapping", gateway.mapping(), MappingBehavior.ENDPOINT_INDEPENDENT);
    }
    if (gateway.portAllocation() == PortAllocation.SEQUENTIAL) {
      return other("port allocation", gateway.portAllocation(), PortAllocation.PRESERVING);
    }
    if (gateway.spreadsAddresses()
        && (gateway.portBlock().isPresent() || gateway.hasMappedPorts())) {
      return Optional.of("its pool of addresses has no ranges of ports if it isn't paired");
    }
    if (gateway.halfOpenLimit().isPresent()) {
      return Optional.of("it can't limit half-open connections, only connections");
    }
    IdleTimeouts timeouts = gateway.idleTimeouts();
    for (Duration timeout : List.of(timeouts.established(), timeouts.transitory())) {
      if (timeout.toNanosPart() != 0) {
        return Optional.of("its idle time-outs are whole seconds, not " + timeout);
      }
    }
    return gateway.pinholeLifetime().equals(PINHOLE_LIFETIME)
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "its pinholes live for %d s, not %s",
                PINHOLE_LIFETIME.toSeconds(),
                gateway.pinholeLifetime()));
  }

  private static Optional<String> other(String setting, Object wanted, Object had) {
    return Optional.of(String.format(Locale.ROOT, "its %s is %s, not %s", setting, had, wanted));
  }
}
