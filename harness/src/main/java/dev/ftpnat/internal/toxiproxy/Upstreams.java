package dev.ftpnat.internal.toxiproxy;

import java.io.IOException;
import java.net.Socket;
import java.util.Optional;

/** What proxies that users create may connect to. */
public interface Upstreams {

  /** Why there will be no connections to an upstream; empty if there may be. */
  Optional<String> refusal(String upstream);

  /** Connects to an upstream that isn't refused. */
  Socket dial(String upstream) throws IOException;

  /** Addresses of loopback and localhost, and no others. */
  static Upstreams loopback() {
    return new LoopbackUpstreams();
  }
}
