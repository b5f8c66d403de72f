package dev.ftpnat.junit.internal.explore;

import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.GatewayEvent.AlgKind;
import dev.ftpnat.trace.event.GatewayEvent.ConnectionForgotten;
import dev.ftpnat.trace.event.GatewayEvent.SegmentLost;
import dev.ftpnat.trace.event.LinkEvent.LinkEffect;

/** Whether the network kept something to itself that was sent. */
final class Withheld {

  private Withheld() {}

  static boolean anything(Trace trace) {
    return trace.events().stream()
        .anyMatch(
            event ->
                event instanceof SegmentLost
                    || event instanceof ConnectionForgotten
                    || event instanceof LinkEffect
                    || (event instanceof AlgAction action && action.kind() == AlgKind.SWALLOWED));
  }
}
