package dev.ftpnat.internal.nat;

import dev.ftpnat.internal.alg.Pinhole;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.trace.event.Reason;
import java.util.Optional;

/** What a gateway decides about a connection attempt. Deciding changes nothing in its table. */
sealed interface NatDecision {

  /** Why. */
  Reason reason();

  /**
   * The attempt goes on, translated.
   *
   * @param source as it arrived
   * @param target as it arrived
   * @param translatedSource as it leaves
   * @param translatedTarget as it leaves
   * @param pinhole the pinhole that it uses up, if it goes through one
   */
  record Translated(
      Endpoint source,
      Endpoint target,
      Endpoint translatedSource,
      Endpoint translatedTarget,
      Optional<Pinhole> pinhole,
      Reason reason)
      implements NatDecision {}

  /** The attempt ends here. */
  record Refused(Refusal answer, Reason reason) implements NatDecision {}
}
