package dev.ftpnat.junit.internal.explore.agreement;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.junit.internal.explore.network.Catalogue;
import dev.ftpnat.junit.internal.explore.network.NetworkPlan;
import dev.ftpnat.junit.internal.explore.network.Pairs;
import dev.ftpnat.junit.internal.explore.network.PlanSource;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import java.util.Optional;
import java.util.SplittableRandom;

/** The explorer's networks that both the simulation and the kernel can play, and sessions. */
final class DrawnNetworks {

  private final PlanSource source;
  private final SplittableRandom random;

  DrawnNetworks(long seed) {
    source =
        PlanSource.of(Catalogue.all().withoutCircumstances(), seed, DrawnNetworks::isComparable);
    random = new SplittableRandom(seed);
  }

  /** Which address an arbitrary one of a pool is, each network draws for itself. */
  private static boolean isComparable(Topology topology) {
    return topology.gateways().stream().noneMatch(Gateway::spreadsAddresses)
        && FtpNat.builder(topology).network(Network.KERNEL).missing().isEmpty();
  }

  /** The next one. */
  Optional<NetworkPlan> next() {
    return source.next();
  }

  Step.Session session() {
    return Step.Session.drawn(random);
  }

  Pairs pairs() {
    return source.pairs();
  }
}
