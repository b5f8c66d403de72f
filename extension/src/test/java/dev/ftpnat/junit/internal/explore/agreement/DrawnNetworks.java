package dev.ftpnat.junit.internal.explore.agreement;

import dev.ftpnat.FtpNat;
import dev.ftpnat.Network;
import dev.ftpnat.junit.internal.explore.network.Catalogue;
import dev.ftpnat.junit.internal.explore.network.NetworkPlan;
import dev.ftpnat.junit.internal.explore.network.Pairs;
import dev.ftpnat.junit.internal.explore.network.PlanSource;
import java.util.Optional;
import java.util.SplittableRandom;

/** The explorer's networks that both the simulation and the kernel can play, and sessions. */
final class DrawnNetworks {

  private final PlanSource source;
  private final SplittableRandom random;

  DrawnNetworks(long seed) {
    source =
        PlanSource.of(
            Catalogue.all().withoutCircumstances(),
            seed,
            topology -> FtpNat.builder(topology).network(Network.KERNEL).missing().isEmpty());
    random = new SplittableRandom(seed);
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
