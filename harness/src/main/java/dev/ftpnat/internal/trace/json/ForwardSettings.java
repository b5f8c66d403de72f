package dev.ftpnat.internal.trace.json;

import dev.ftpnat.net.PortRange;
import dev.ftpnat.topology.Forward;
import dev.ftpnat.topology.Server;
import java.util.Optional;

/** A forwarding rule as values: which ports, if they don't follow the server's. */
record ForwardSettings(
    Follows follows,
    Optional<PortRange> outside,
    Optional<PortRange> inside,
    boolean masqueraded,
    boolean toOtherServer) {

  /** Which ports of the server's a rule is for. */
  enum Follows {
    CONTROL_PORT,
    PASSIVE_PORTS,
    NOTHING
  }

  private static final Server ANY = Server.builder().build();

  static ForwardSettings of(Forward forward) {
    Follows follows =
        forward.equals(like(forward, Forward.controlPort()))
            ? Follows.CONTROL_PORT
            : forward.equals(like(forward, Forward.passivePorts()))
                ? Follows.PASSIVE_PORTS
                : Follows.NOTHING;
    boolean fixed = follows == Follows.NOTHING;
    return new ForwardSettings(
        follows,
        fixed ? Optional.of(forward.outside(ANY)) : Optional.empty(),
        fixed ? Optional.of(forward.inside(ANY)) : Optional.empty(),
        forward.isMasqueraded(),
        forward.isToOtherServer());
  }

  private static Forward like(Forward model, Forward plain) {
    return with(plain, model.isMasqueraded(), model.isToOtherServer());
  }

  private static Forward with(Forward plain, boolean masqueraded, boolean toOtherServer) {
    Forward forward = masqueraded ? plain.masqueraded() : plain;
    return toOtherServer ? forward.toOtherServer() : forward;
  }

  Forward forward() {
    Forward plain =
        switch (follows) {
          case CONTROL_PORT -> Forward.controlPort();
          case PASSIVE_PORTS -> Forward.passivePorts();
          case NOTHING -> Forward.ports(ports(outside), ports(inside));
        };
    return with(plain, masqueraded, toOtherServer);
  }

  private static PortRange ports(Optional<PortRange> given) {
    return given.orElseThrow(
        () -> new IllegalArgumentException("a rule follows nothing, and has no ports"));
  }
}
