package dev.ftpnat.internal.capture;

import dev.ftpnat.internal.keylog.KeyLog;
import dev.ftpnat.topology.Topology;
import java.util.List;

/**
 * Where the packets of a network go.
 *
 * @param capture takes them
 * @param keys derives the keys of TLS connections to the server
 */
public record CaptureSink(PcapngWriter capture, KeyLog keys) {

  /** Adds the links of a topology to a capture that has none, from the client on. */
  public static void addLinks(PcapngWriter capture, Topology topology) {
    List<String> nodes = topology.path().nodes();
    for (int i = 1; i < nodes.size(); i++) {
      String from = nodes.get(i - 1);
      String to = nodes.get(i);
      capture.addLink(from + " - " + to, "between " + from + " and " + to);
    }
  }
}
