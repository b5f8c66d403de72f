package dev.ftpnat.junit.internal.explore;

import dev.ftpnat.topology.AuthHandling;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.GatewayEvent.AlgKind;
import dev.ftpnat.trace.event.GatewayEvent.ConnectionForgotten;
import dev.ftpnat.trace.event.GatewayEvent.SegmentLost;
import dev.ftpnat.trace.event.LinkEvent.LinkEffect;

/** Whether the network kept something to itself that was sent, or may have. */
final class Withheld {

  private Withheld() {}

  static boolean anything(Trace trace) {
    // What an ALG keeps back it needn't have told.
    boolean read =
        trace.topology().gateways().stream()
            .anyMatch(
                gateway ->
                    gateway.alg().readsAnything() || gateway.authHandling() != AuthHandling.BLIND);
    return read || isInRecord(trace);
  }

  private static boolean isInRecord(Trace trace) {
    return trace.events().stream()
        .anyMatch(
            event ->
                event instanceof SegmentLost
                    || event instanceof ConnectionForgotten
                    || event instanceof LinkEffect
                    || (event instanceof AlgAction action && action.kind() == AlgKind.SWALLOWED));
  }
}
