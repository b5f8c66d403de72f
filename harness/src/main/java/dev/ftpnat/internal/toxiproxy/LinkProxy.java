package dev.ftpnat.internal.toxiproxy;

import dev.ftpnat.internal.toxiproxy.link.LinkPair;
import dev.ftpnat.internal.toxiproxy.link.Sink;
import dev.ftpnat.internal.toxiproxy.link.ToxicCollection;
import dev.ftpnat.internal.toxiproxy.link.Witness;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * A proxy that stands for connections which somebody else makes and carries. It can be disabled and
 * given toxics, but neither moved nor deleted.
 */
public final class LinkProxy extends Proxy {

  private final Executor threads;
  private final LinkListener listener;
  private boolean wasDown;

  LinkProxy(
      String name,
      String listen,
      String upstream,
      ToxicCollection toxics,
      Executor threads,
      LinkListener listener) {
    super(name, listen, upstream, toxics);
    this.threads = threads;
    this.listener = listener;
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
   * @param witness hears what toxics do to it
   * @return empty if the proxy is disabled: there is to be no connection
   */
  public synchronized Optional<LinkPair> connect(Sink server, Sink client, Witness witness) {
    return isEnabled() ? Optional.of(toxics().join(server, client, witness)) : Optional.empty();
  }

  /**
   * Puts a new connection that nobody relays through the toxics.
   *
   * @param client a socket that is connected to the client, and is the link's from now on
   * @param witness hears what toxics do to it
   * @return a socket for the server in its place; empty if the proxy is disabled, and then {@code
   *     client} stays the caller's
   */
  public Optional<Attached> attach(Socket client, Witness witness) {
    return LinkSocket.open(client, this, threads, witness);
  }

  /** Nothing is done to it then that anybody would want to know. */
  @Override
  void end() {
    toxics().cutAll();
  }

  @Override
  void move(String newListen, String newUpstream) throws ApiException {
    throw new ApiException(
        400, name() + " is a link of the simulated network: its addresses stay as they are");
  }

  @Override
  String open() {
    if (wasDown) {
      listener.switched(name(), true);
    }
    return listen();
  }

  @Override
  synchronized void shut() {
    // Whoever is in connect() has joined now, and is cut with the others.
    wasDown = true;
    listener.switched(name(), false);
  }
}
