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

  /**
   * The attempt ends here.
   *
   * @param answer to its SYN, when that is repeated if there is something to drop the first one for
   * @param reason why
   * @param dropped why the first SYN is dropped, if it isn't answered as those that follow
   */
  record Refused(Refusal answer, Reason reason, Optional<Reason> dropped) implements NatDecision {

    Refused(Refusal answer, Reason reason) {
      this(answer, reason, Optional.empty());
    }

    /** What comes of it for a host that gives up before it repeats its SYN. */
    Refused unrepeated() {
      return dropped.map(why -> new Refused(Refusal.DROP, why)).orElse(this);
    }
  }
}
