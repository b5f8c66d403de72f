package dev.ftpnat.internal.simulated.link;

import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.toxiproxy.LinkListener;
import dev.ftpnat.internal.toxiproxy.ToxiproxyServer;
import dev.ftpnat.internal.toxiproxy.link.ToxicCollection;
import dev.ftpnat.internal.toxiproxy.toxic.Toxic;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.LinkEvent.LinkChange;
import dev.ftpnat.trace.event.LinkEvent.LinkFault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the links of a topology known to the embedded Toxiproxy server. */
final class EmbeddedLinks {

  private EmbeddedLinks() {}

  /** A proxy for each link, on a server that has none of these names. */
  static Links of(Topology topology, ToxiproxyServer server) {
    String client = topology.clientAddress().orElseThrow().getHostAddress();
    String own =
        topology.server().address().orElseThrow().getHostAddress()
            + ":"
            + topology.server().controlPort();
    List<Link> control = new ArrayList<>();
    for (String name : controlNames(topology)) {
      control.add(new EmbeddedLink(server.link(name, client + ":0", own)));
    }
    return new Links(control, new EmbeddedLink(server.link(DATA, client + ":0", own)));
  }

  static final String DATA = "data";

  /**
   * The names of the links that control connections cross, from the client on: {@code control}, and
   * for each gateway the link behind it, as in {@code control-after-server-NAT}. Clients of
   * Toxiproxy put names into paths as they are, so nothing is in them that would need escaping.
   */
  static List<String> controlNames(Topology topology) {
    List<String> names = new ArrayList<>(List.of("control"));
    for (Gateway gateway : topology.gateways()) {
      String name = "control-after-" + gateway.name().orElseThrow().replaceAll("[^\\w.-]+", "-");
      names.add(names.contains(name) ? name + "-" + names.size() : name);
    }
    return names;
  }

  /** Puts what is done to links into the record. */
  static LinkListener recording(Recorder recorder) {
    return new LinkListener() {
      @Override
      public void toxic(String link, ToxicCollection.Change change, Toxic toxic) {
        LinkChange recorded =
            switch (change) {
              case ADDED -> LinkChange.TOXIC_ADDED;
              case CHANGED -> LinkChange.TOXIC_CHANGED;
              case REMOVED -> LinkChange.TOXIC_REMOVED;
            };
        recorder.record(
            at -> new LinkFault(at, link, recorded, Optional.of(LinkLog.describe(link, toxic))));
      }

      @Override
      public void switched(String link, boolean up) {
        recorder.record(
            at ->
                new LinkFault(
                    at, link, up ? LinkChange.ENABLED : LinkChange.DISABLED, Optional.empty()));
      }
    };
  }
}
