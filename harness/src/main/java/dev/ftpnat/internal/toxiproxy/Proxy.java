package dev.ftpnat.internal.toxiproxy;

import dev.ftpnat.internal.toxiproxy.link.ToxicCollection;

/** A proxy, whatever its connections are. Changed by one thread at a time. */
abstract class Proxy {

  private final String name;
  private final ToxicCollection toxics;
  private volatile String listen;
  private volatile String upstream;
  private volatile boolean enabled;

  Proxy(String name, String listen, String upstream, ToxicCollection toxics) {
    this.name = name;
    this.listen = listen;
    this.upstream = upstream;
    this.toxics = toxics;
  }

  final String proxyName() {
    return name;
  }

  final ToxicCollection toxics() {
    return toxics;
  }

  final String listen() {
    return listen;
  }

  final String upstream() {
    return upstream;
  }

  final boolean isEnabled() {
    return enabled;
  }

  /** Lets connections in; does nothing if it does already. */
  final void enable() throws ApiException {
    if (!enabled) {
      listen = open();
      enabled = true;
    }
  }

  /** Cuts all connections, and lets none in. */
  final void disable() {
    if (enabled) {
      enabled = false;
      shut();
    }
    toxics.cutAll();
  }

  /** Cuts all connections, because everything ends. */
  void end() {
    disable();
  }

  /**
   * Changes where it listens and connects to, which costs it its connections, and enables it or
   * not.
   */
  final void update(String newListen, String newUpstream, boolean enable) throws ApiException {
    if (differs(newListen, newUpstream)) {
      move(newListen, newUpstream);
      disable();
      listen = newListen;
      upstream = newUpstream;
    }
    if (enable) {
      enable();
    } else {
      disable();
    }
  }

  /** Whether these are other addresses than its own. */
  final boolean differs(String otherListen, String otherUpstream) throws ApiException {
    try {
      String resolved = GoAddress.parse(otherListen).resolved();
      boolean same = listen.equals(otherListen) || listen.equals(resolved);
      return !same || !upstream.equals(otherUpstream);
    } catch (GoAddress.MalformedException e) {
      throw new ApiException(500, e.getMessage());
    }
  }

  /** Throws if it can't have these addresses. */
  abstract void move(String newListen, String newUpstream) throws ApiException;

  /** Begins to let connections in; returns where it listens then. */
  abstract String open() throws ApiException;

  /** Lets no more connections in. */
  abstract void shut();
}
