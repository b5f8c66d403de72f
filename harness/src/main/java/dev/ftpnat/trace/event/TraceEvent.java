package dev.ftpnat.trace.event;

import java.time.Duration;

/** Something that happened in an environment. */
public sealed interface TraceEvent
    permits ConnectionEvent, GatewayEvent, ControlEvent, ServerEvent, LinkEvent, HostileEvent {

  /** When, counted from the start of the environment. */
  Duration at();
}
