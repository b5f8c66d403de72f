package dev.ftpnat.internal.simulated.relay;

import dev.ftpnat.internal.alg.ControlTuple;
import dev.ftpnat.internal.alg.FtpAlg;
import dev.ftpnat.internal.alg.Pinholes;
import dev.ftpnat.internal.alg.netfilter.NetfilterAlg;
import dev.ftpnat.topology.AlgBehavior;
import java.util.Optional;

/** The ALGs there are, by the name that a topology gives them. */
public final class FtpAlgs {

  private FtpAlgs() {}

  /** A fresh ALG for one control connection, or empty for {@link AlgBehavior#NONE}. */
  public static Optional<FtpAlg> create(
      AlgBehavior behavior, ControlTuple connection, Pinholes pinholes) {
    return switch (behavior) {
      case NONE -> Optional.empty();
      case NETFILTER -> Optional.of(NetfilterAlg.full(connection, pinholes));
      case EPSV_BLIND -> Optional.of(NetfilterAlg.epsvBlind(connection, pinholes));
    };
  }
}
