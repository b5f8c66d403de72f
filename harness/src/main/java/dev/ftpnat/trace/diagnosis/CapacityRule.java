package dev.ftpnat.trace.diagnosis;

import dev.ftpnat.topology.Gateway;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.session.GatewaySettings;
import dev.ftpnat.trace.session.TransferAttempt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A gateway that has no room for another connection.
 *
 * @param cause what there is too much of
 * @param words the rest of a sentence that tells who connected to what
 * @param waysOut what helps
 */
record CapacityRule(Cause cause, String words, List<WayOut> waysOut) {

  /** A session that transfers something has a control connection and a data connection. */
  private static final int LEAST = 2;

  /** If that is why a gateway would refuse an attempt. */
  static Optional<CapacityRule> of(EventLog trace, String decidedBy, Reason reason) {
    Optional<Gateway> gateway = GatewaySettings.of(trace.topology()).named(decidedBy);
    return switch (reason) {
      case PORTS_EXHAUSTED ->
          Optional.of(
              new CapacityRule(
                  Cause.NAT_PORTS_EXHAUSTED,
                  ", but %s has no port left for another connection.".formatted(decidedBy),
                  List.of(WaysOut.closeOthers())));
      case TABLE_FULL -> Optional.of(full(decidedBy, gateway.map(Gateway::connectionLimit)));
      case TOO_MANY_HALF_OPEN ->
          Optional.of(
              new CapacityRule(
                  Cause.TOO_MANY_HALF_OPEN,
                  ", but too many attempts that nobody answers were under way at %s%s."
                      .formatted(decidedBy, most(gateway.map(Gateway::halfOpenLimit))),
                  List.of(
                      WayOut.of(
                          Kind.RETRY_MORE_SLOWLY,
                          "Don't try again and again where nobody answers; wait longer in"
                              + " between."),
                      WayOut.at(
                          decidedBy,
                          Kind.ALLOW_MORE_HALF_OPEN,
                          "Let %s have more of them (Gateway.Builder.halfOpenLimit), or forget them"
                                  .formatted(decidedBy)
                              + " earlier (IdleTimeouts.transitory)."))));
      default -> Optional.empty();
    };
  }

  private static CapacityRule full(String gateway, Optional<OptionalInt> limit) {
    List<WayOut> ways = new ArrayList<>();
    if (limit.orElse(OptionalInt.empty()).orElse(LEAST) >= LEAST) {
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
    return new CapacityRule(
        Cause.TABLE_FULL,
        ", but the table of %s had no room for another connection%s."
            .formatted(gateway, most(limit)),
        ways);
  }

  /** Of an operation; {@code went} tells who connected to what. */
  Finding finding(TransferAttempt operation, String went) {
    return Finding.of(operation, cause, went + words, waysOut, List.of());
  }

  private static String most(Optional<OptionalInt> limit) {
    return limit
        .filter(OptionalInt::isPresent)
        .map(most -> ": its limit is " + most.getAsInt())
        .orElse("");
  }
}
