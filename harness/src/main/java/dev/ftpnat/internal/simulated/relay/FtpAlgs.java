package dev.ftpnat.internal.simulated.relay;

import dev.ftpnat.internal.alg.ControlTuple;
import dev.ftpnat.internal.alg.FtpAlg;
import dev.ftpnat.internal.alg.OtherPorts;
import dev.ftpnat.internal.alg.Pinholes;
import dev.ftpnat.internal.alg.RewritesOnly;
import dev.ftpnat.internal.alg.auth.AuthAlg;
import dev.ftpnat.internal.alg.nat64.Rfc6384Alg;
import dev.ftpnat.internal.alg.netfilter.NetfilterAlg;
import dev.ftpnat.internal.alg.product.LibaliasAlg;
import dev.ftpnat.internal.alg.product.LineProxyAlg;
import dev.ftpnat.internal.alg.product.SlirpAlg;
import dev.ftpnat.internal.alg.product.StrictAlg;
import dev.ftpnat.topology.AlgBehavior;
import dev.ftpnat.topology.Gateway;
import java.util.Optional;

/** The ALGs there are, by the name that a topology gives them. */
public final class FtpAlgs {

  private static final int LOWEST_OTHER_PORT = 49152;

  private static final int HIGHEST_OTHER_PORT = 65534;

  private FtpAlgs() {}

  /**
   * A fresh ALG of a gateway for one control connection; empty if it has none.
   *
   * @param agreed told when client and server have agreed to go on under TLS
   */
  static Optional<FtpAlg> create(
      Gateway gateway, ControlTuple connection, Pinholes pinholes, Runnable agreed) {
    if (gateway.alg().isProxy()) {
      return Optional.empty();
    }
    Optional<FtpAlg> reader = create(gateway.alg(), connection, pinholes);
    return switch (gateway.authHandling()) {
      case BLIND -> reader;
      case REFUSED -> Optional.of(AuthAlg.refusing(reader));
      case HIDDEN -> Optional.of(AuthAlg.hiding(reader));
      case DROPPED -> Optional.of(AuthAlg.dropping(reader));
      case MASKED -> Optional.of(AuthAlg.masking(reader));
      case SESSION_CLOSED -> Optional.of(AuthAlg.cutting(reader));
      case CORRUPTED -> Optional.of(AuthAlg.corrupting(reader));
      case DATA_BLOCKED, OPENED -> Optional.of(AuthAlg.telling(reader, agreed));
    };
  }

  /** A fresh ALG for one control connection, or empty for {@link AlgBehavior#NONE}. */
  public static Optional<FtpAlg> create(
      AlgBehavior behavior, ControlTuple connection, Pinholes pinholes) {
    return switch (behavior) {
      // A proxy is no reader of what passes: see ProxyStage.
      case NONE, SUSE_FTP_PROXY -> Optional.empty();
      case NETFILTER -> Optional.of(NetfilterAlg.full(connection, pinholes));
      case EPSV_BLIND -> Optional.of(NetfilterAlg.epsvBlind(connection, pinholes));
      case NETFILTER_LOOSE -> Optional.of(NetfilterAlg.loose(connection, pinholes));
      case LIBALIAS -> Optional.of(new LibaliasAlg(connection, pinholes));
      case OPENBSD_FTP_PROXY -> Optional.of(new LineProxyAlg(connection, pinholes));
      case SLIRP -> Optional.of(new SlirpAlg(connection, pinholes));
      case CISCO_STRICT -> Optional.of(new StrictAlg(NetfilterAlg.full(connection, pinholes)));
      case REWRITES_ONLY ->
          Optional.of(new RewritesOnly(NetfilterAlg.full(connection, RewritesOnly.NONE)));
      case OTHER_PORTS ->
          Optional.of(NetfilterAlg.full(connection, otherPorts(connection, pinholes)));
      case ANY_ADDRESS -> Optional.of(NetfilterAlg.anyAddress(connection, pinholes));
      case RFC_6384 -> Optional.of(new Rfc6384Alg(connection, pinholes));
    };
  }

  /** A gateway that translates nothing has no others. */
  private static Pinholes otherPorts(ControlTuple connection, Pinholes pinholes) {
    return connection.isTranslated()
        ? new OtherPorts(pinholes, connection, LOWEST_OTHER_PORT, HIGHEST_OTHER_PORT)
        : pinholes;
  }
}
