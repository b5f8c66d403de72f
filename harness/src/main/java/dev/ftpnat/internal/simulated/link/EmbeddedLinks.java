package dev.ftpnat.internal.simulated.link;

import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.toxiproxy.LinkListener;
import dev.ftpnat.internal.toxiproxy.ToxiproxyServer;
import dev.ftpnat.internal.toxiproxy.link.ToxicCollection;
import dev.ftpnat.internal.toxiproxy.toxic.Toxic;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.event.LinkEvent.LinkChange;
import dev.ftpnat.trace.event.LinkEvent.LinkFault;
import dev.ftpnat.trace.event.LinkName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Makes the links of a topology known to the embedded Toxiproxy server. */
final class EmbeddedLinks {

  private EmbeddedLinks() {}

  /**
   * A proxy for each link, on a server that has none of these names.
   *
   * @param control the links of control connections
   */
  static Links of(Topology topology, List<LinkName> control, ToxiproxyServer server) {
    String client = new Endpoint(topology.clientAddress().orElseThrow(), 0).toString();
    String own =
        new Endpoint(topology.server().address().orElseThrow(), topology.server().controlPort())
            .toString();
    Function<LinkName, Link> link =
        name -> new EmbeddedLink(name, server.link(name.name(), client, own));
    List<Link> ofControl = new ArrayList<>();
    for (LinkName name : control) {
      ofControl.add(link.apply(name));
    }
    return new Links(ofControl, link.apply(LinkName.DATA));
  }

  /** Puts what is done to links into the record. */
  static LinkListener recording(List<LinkName> control, Recorder recorder) {
    Map<String, LinkName> links = new HashMap<>();
    links.put(LinkName.DATA.name(), LinkName.DATA);
    control.forEach(link -> links.put(link.name(), link));
    return new LinkListener() {
      @Override
      public void toxic(String name, ToxicCollection.Change change, Toxic toxic) {
        LinkChange recorded =
            switch (change) {
              case ADDED -> LinkChange.TOXIC_ADDED;
              case CHANGED -> LinkChange.TOXIC_CHANGED;
              case REMOVED -> LinkChange.TOXIC_REMOVED;
            };
        LinkName link = links.get(name);
        recorder.record(
            at -> new LinkFault(at, link, recorded, Optional.of(LinkLog.describe(link, toxic))));
      }

      @Override
      public void switched(String name, boolean up) {
        recorder.record(
            at ->
                new LinkFault(
                    at,
                    links.get(name),
                    up ? LinkChange.ENABLED : LinkChange.DISABLED,
                    Optional.empty()));
      }
    };
  }
}
