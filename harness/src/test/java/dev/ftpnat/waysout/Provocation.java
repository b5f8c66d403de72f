package dev.ftpnat.waysout;

import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.waysout.Behaviour.Tls;

/** A situation that comes to a cause. */
record Provocation(Cause cause, String name, Situation situation) {

  @Override
  public String toString() {
    Tls tls = situation.client().tls();
    return "%s, %s, %s, %s"
        .formatted(cause, name, situation.client().mode(), tls == Tls.NONE ? "plain" : tls);
  }
}
