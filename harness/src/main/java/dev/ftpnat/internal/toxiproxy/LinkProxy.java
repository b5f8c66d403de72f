package dev.ftpnat.internal.toxiproxy;

import dev.ftpnat.internal.toxiproxy.link.Lanes;
import dev.ftpnat.internal.toxiproxy.link.Sink;
import dev.ftpnat.internal.toxiproxy.link.Toxics;
import java.util.Optional;

/**
 * A proxy that stands for connections which somebody else makes and carries. It can be disabled and
 * given toxics, but neither moved nor deleted.
 */
public final class LinkProxy extends Proxy {

  LinkProxy(String name, String listen, String upstream, Toxics toxics) {
    super(name, listen, upstream, toxics);
  }

  /** Its name in the API. */
  public String name() {
    return proxyName();
  }

  /** Whether it lets connections in. */
  public boolean enabled() {
    return isEnabled();
  }

  /** Whether any toxics are there, in either direction. */
  public boolean hasToxics() {
    return !toxics().all().isEmpty();
  }

  /**
   * Puts a new connection through the toxics that are there and those that will be. The caller
   * writes what the two sides send into the lanes, and ends these with the sides.
   *
   * @param server where goes what the client sends
   * @param client where goes what the server sends
   * @return empty if the proxy is disabled: there is to be no connection
   */
  public synchronized Optional<Lanes> connect(Sink server, Sink client) {
    return isEnabled() ? Optional.of(toxics().join(server, client)) : Optional.empty();
  }

  @Override
  void move(String newListen, String newUpstream) throws ApiException {
    throw new ApiException(
        400, name() + " is a link of the simulated network: its addresses stay as they are");
  }

  @Override
  String open() {
    return listen();
  }

  @Override
  synchronized void shut() {
    // Whoever is in connect() has joined now, and is cut with the others.
  }
}
