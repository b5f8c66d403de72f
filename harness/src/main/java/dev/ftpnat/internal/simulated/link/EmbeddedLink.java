package dev.ftpnat.internal.simulated.link;

import dev.ftpnat.internal.toxiproxy.Attached;
import dev.ftpnat.internal.toxiproxy.LinkProxy;
import dev.ftpnat.internal.toxiproxy.link.Sink;
import dev.ftpnat.trace.event.LinkName;
import java.net.Socket;
import java.util.Optional;

/** A link with the toxics of the embedded Toxiproxy server on it. */
final class EmbeddedLink implements Link {

  private final LinkName name;
  private final LinkProxy proxy;

  EmbeddedLink(LinkName name, LinkProxy proxy) {
    this.name = name;
    this.proxy = proxy;
  }

  @Override
  public LinkName name() {
    return name;
  }

  @Override
  public boolean isUp() {
    return proxy.enabled();
  }

  @Override
  public Optional<Crossing> cross(Sink server, Sink client, LinkLog log) {
    return proxy
        .connect(server, client, log.witness(name))
        .map(lanes -> new Crossing(lanes.upstream(), lanes.downstream()));
  }

  @Override
  public Optional<Attached> attach(Socket client, LinkLog log) {
    return proxy.attach(client, log.witness(name));
  }
}
