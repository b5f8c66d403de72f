package dev.ftpnat.internal.nat;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.event.GatewayEvent.Change;
import dev.ftpnat.trace.event.GatewayEvent.Entry;
import dev.ftpnat.trace.event.GatewayEvent.Forgetting;
import java.time.Duration;

/** Hears how the gateways' tables change. */
public interface NatTableListener {

  /** Hears nothing. */
  NatTableListener NONE = (gateway, entry, change, outside, inside) -> {};

  /**
   * A table has got another entry, or lost one.
   *
   * @param gateway its name
   * @param outside where connections go to, for a pinhole; where they seem to come from, for a
   *     mapping
   * @param inside what that stands for on the other side of the gateway
   */
  void changed(String gateway, Entry entry, Change change, Endpoint outside, Endpoint inside);

  /** A gateway has forgotten a connection that hadn't ended, {@code ago} before now. */
  default void forgot(
      String gateway, long connection, Forgetting cause, Duration idle, Duration ago) {}
}
