package dev.ftpnat.internal.capture;

import dev.ftpnat.internal.keylog.KeyLog;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;

/**
 * Where the packets of a network go.
 *
 * @param capture takes them
 * @param keys derives the keys of TLS connections to the server
 */
public record CaptureSink(PcapngWriter capture, KeyLog keys) {

  /** Adds the links of a topology to a capture that has none, from the client on. */
  public static void addLinks(PcapngWriter capture, Topology topology) {
    String before = "client";
    for (Gateway gateway : topology.gateways()) {
      before = addLink(capture, before, gateway.name().orElseThrow());
    }
    addLink(capture, before, "server");
  }

  private static String addLink(PcapngWriter capture, String from, String to) {
    capture.addLink(from + " - " + to, "between " + from + " and " + to);
    return to;
  }
}
