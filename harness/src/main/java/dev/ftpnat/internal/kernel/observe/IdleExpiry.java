package dev.ftpnat.internal.kernel.observe;

import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.record.SegmentText;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.NetworkPath;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.GatewayEvent.ConnectionForgotten;
import dev.ftpnat.trace.event.GatewayEvent.Forgetting;
import dev.ftpnat.trace.event.GatewayEvent.SegmentLost;
import dev.ftpnat.trace.event.Party;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which gateways have forgotten which connections, and what is lost there since. The kernel does
 * tell when it forgets something, but not why; that a control connection was idle for too long is
 * seen as well from its segments.
 */
final class IdleExpiry {

  /** The kernel counts in ticks of up to 10 ms, from when it saw a segment itself. */
  private static final long MARGIN = Duration.ofMillis(20).toNanos();

  private final Recorder recorder;

  /** By the number of their hosts. */
  private final Map<Integer, Gateway> gateways = new HashMap<>();

  IdleExpiry(Topology topology, Recorder recorder) {
    this.recorder = recorder;
    NetworkPath path = topology.path();
    for (Gateway gateway : path.gateways()) {
      int node = gateways.size() + 1;
      gateways.put(node <= path.internet() ? node : node + 1, gateway);
    }
  }

  /** The number of the host that is a gateway. */
  int host(String gateway) {
    return gateways.entrySet().stream()
        .filter(entry -> entry.getValue().name().equals(Optional.of(gateway)))
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  /** A segment of an established connection has arrived at a host. */
  void arrived(ObservedConnection journey, Party sender, Observation arrival) {
    int host = arrival.host();
    Gateway gateway = gateways.get(host);
    if (gateway != null) {
      forgetIfIdle(journey, host, gateway, arrival.when(), 0);
      OptionalLong since = journey.forgottenSince(host);
      if (since.isEmpty()) {
        journey.segmentAt(host, arrival.when());
      } else if (arrival.when() > since.getAsLong() && says(arrival)) {
        lost(journey, sender, gateway, arrival);
      }
    }
  }

  /** Whether it is more than an acknowledgement, which no answer is expected to. */
  private static boolean says(Observation arrival) {
    return arrival.packet().length() > 0 || !arrival.packet().isPlain();
  }

  private void lost(
      ObservedConnection journey, Party sender, Gateway gateway, Observation arrival) {
    if (journey.isFirstLost(sender)) {
      boolean reset = gateway.idleTimeouts().afterwards() == Refusal.REJECT;
      String name = gateway.name().orElseThrow();
      SegmentText said = SegmentText.of(arrival.payload());
      recorder.record(
          arrival.when(),
          at ->
              new SegmentLost(
                  at, journey.connection(), name, sender, reset, said.encrypted(), said.text()));
    }
  }

  /** A gateway has been told to forget a connection. */
  void forgot(ObservedConnection journey, int host, Forgetting cause, long when) {
    if (journey.forgottenSince(host).isEmpty()) {
      // What a transfer carries isn't watched.
      long idle = journey.wire().isPresent() ? when - journey.lastSegmentAt(host) : 0;
      forgot(journey, host, cause, when, Duration.ofNanos(Math.max(0, idle)));
    }
  }

  /** Looks for control connections that gateways have forgotten by now. */
  void settle(Iterable<ObservedConnection> established, long now) {
    for (ObservedConnection journey : established) {
      gateways.forEach((host, gateway) -> forgetIfIdle(journey, host, gateway, now, MARGIN));
    }
  }

  private void forgetIfIdle(
      ObservedConnection journey, int host, Gateway gateway, long now, long margin) {
    Duration timeout = gateway.idleTimeouts().established();
    long due =
        journey.lastSegmentAt(host) + Math.min(timeout.toSeconds(), 1L << 31) * 1_000_000_000L;
    if (now - margin >= due
        && journey.at(host).isPresent()
        && journey.wire().isPresent()
        && !journey.isEnding()
        && journey.forgottenSince(host).isEmpty()) {
      forgot(journey, host, Forgetting.IDLE, due, timeout);
    }
  }

  private void forgot(
      ObservedConnection journey, int host, Forgetting cause, long when, Duration idle) {
    String gateway = gateways.get(host).name().orElseThrow();
    journey.forgottenAt(host, when);
    recorder.record(
        when, at -> new ConnectionForgotten(at, journey.connection(), gateway, cause, idle));
  }
}
