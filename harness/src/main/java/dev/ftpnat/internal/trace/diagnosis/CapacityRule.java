package dev.ftpnat.internal.trace.diagnosis;

import dev.ftpnat.topology.Gateway;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.WayOut;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** A gateway that has no room for another connection. */
final class CapacityRule {

  /** A session that transfers something has a control connection and a data connection. */
  private static final int LEAST = 2;

  private CapacityRule() {}

  static Optional<Finding> of(BlockedConnection blocked) {
    String gateway = blocked.decidedBy().toString();
    return switch (blocked.reason()) {
      case PORTS_EXHAUSTED -> exhausted(blocked);
      case TABLE_FULL -> full(blocked, limit(blocked, Gateway::connectionLimit));
      case TOO_MANY_HALF_OPEN ->
          finding(
              blocked,
              Cause.TOO_MANY_HALF_OPEN,
              "too many attempts that nobody answers were under way at %s%s."
                  .formatted(gateway, most(limit(blocked, Gateway::halfOpenLimit))),
              List.of(
                  WayOut.of(
                      Kind.RETRY_MORE_SLOWLY,
                      "Don't try again and again where nobody answers; wait longer in between."),
                  WayOut.at(
                      gateway,
                      Kind.ALLOW_MORE_HALF_OPEN,
                      "Let %s have more of them (Gateway.Builder.halfOpenLimit), or forget them"
                              .formatted(gateway)
                          + " earlier (IdleTimeouts.transitory).")));
      default -> Optional.empty();
    };
  }

  private static Optional<Finding> exhausted(BlockedConnection blocked) {
    String gateway = blocked.decidedBy().toString();
    Optional<Gateway> bounded =
        blocked.gateway().filter(it -> it.portBlock().isPresent() || it.hasMappedPorts());
    int ports = bounded.map(it -> it.portBlock().orElse(it.mappedPorts().size())).orElse(LEAST);
    List<WayOut> ways = new ArrayList<>();
    if (ports >= LEAST) {
      ways.add(WayOut.of(Kind.CLOSE_BEFORE_OPENING, "Close connections before opening others."));
    }
    bounded.ifPresent(
        it ->
            ways.add(
                WayOut.at(
                    gateway,
                    Kind.ENLARGE_PORT_RANGE,
                    "Give %s more ports for each host (Gateway.Builder.mappedPorts, portBlock); RFC 6888 leaves it to who runs it how many."
                        .formatted(gateway))));
    return finding(
        blocked,
        Cause.NAT_PORTS_EXHAUSTED,
        "%s has no port left for another connection%s."
            .formatted(gateway, bounded.isPresent() ? " of that host: it may have " + ports : ""),
        ways);
  }

  private static Optional<Finding> finding(
      BlockedConnection blocked, Cause cause, String rest, List<WayOut> waysOut) {
    return blocked.finding(cause, blocked.went() + ", but " + rest, waysOut, List.of());
  }

  private static OptionalInt limit(
      BlockedConnection blocked, Function<Gateway, OptionalInt> limit) {
    return blocked.gateway().map(limit).orElse(OptionalInt.empty());
  }

  private static Optional<Finding> full(BlockedConnection blocked, OptionalInt limit) {
    String gateway = blocked.decidedBy().toString();
    List<WayOut> ways = new ArrayList<>();
    if (limit.orElse(LEAST) >= LEAST) {
      ways.add(
          WayOut.of(
              Kind.CLOSE_BEFORE_OPENING,
              "Close connections before opening others; a session that transfers something needs"
                  + " two."));
    }
    ways.add(
        WayOut.at(
            gateway,
            Kind.ENLARGE_TABLE,
            "Give %s room for more (Gateway.Builder.connectionLimit)%s."
                .formatted(
                    gateway,
                    ways.isEmpty() ? "; a session that transfers something needs two" : "")));
    return finding(
        blocked,
        Cause.TABLE_FULL,
        "the table of %s had no room for another connection%s.".formatted(gateway, most(limit)),
        ways);
  }

  private static String most(OptionalInt limit) {
    return limit.isPresent() ? ": its limit is " + limit.getAsInt() : "";
  }
}
