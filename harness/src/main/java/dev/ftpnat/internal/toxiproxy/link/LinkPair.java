package dev.ftpnat.internal.toxiproxy.link;

/**
 * A connection through the toxics of a proxy.
 *
 * @param upstream takes what the client sends
 * @param downstream takes what the server sends
 */
public record LinkPair(ToxicLink upstream, ToxicLink downstream) {

  /** Cuts the connection, whatever is on its way. Safe to call again. */
  public void cut() {
    upstream.cut();
    downstream.cut();
  }
}
