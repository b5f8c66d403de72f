package dev.ftpnat.trace;

import dev.ftpnat.topology.Gateway;
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
record Crowding(Cause cause, String words, List<String> waysOut) {

  /** If that is why a gateway would refuse an attempt. */
  static Optional<Crowding> of(Trace trace, String decidedBy, Reason reason) {
    Optional<Gateway> gateway = Gateways.of(trace.topology()).named(decidedBy);
    return switch (reason) {
      case TABLE_FULL ->
          Optional.of(
              new Crowding(
                  Cause.TABLE_FULL,
                  ", but the table of %s had no room for another connection%s."
                      .formatted(decidedBy, most(gateway.map(Gateway::connectionLimit))),
                  List.of(
                      "Close connections before opening others; a session that transfers"
                          + " something needs two.",
                      "Give %s room for more (Gateway.Builder.connectionLimit)."
                          .formatted(decidedBy))));
      case TOO_MANY_HALF_OPEN ->
          Optional.of(
              new Crowding(
                  Cause.TOO_MANY_HALF_OPEN,
                  ", but too many attempts that nobody answers were under way at %s%s."
                      .formatted(decidedBy, most(gateway.map(Gateway::halfOpenLimit))),
                  List.of(
                      "Don't try again and again where nobody answers; wait longer in between.",
                      "Let %s have more of them (Gateway.Builder.halfOpenLimit), or forget them"
                              .formatted(decidedBy)
                          + " earlier (IdleTimeouts.transitory).")));
      default -> Optional.empty();
    };
  }

  /** Of an operation; {@code went} tells who connected to what. */
  Finding finding(DataOperation operation, String went) {
    return Finding.of(operation, cause, went + words, waysOut, List.of());
  }

  private static String most(Optional<OptionalInt> limit) {
    return limit
        .filter(OptionalInt::isPresent)
        .map(most -> ": its limit is " + most.getAsInt())
        .orElse("");
  }
}
