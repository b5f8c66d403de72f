package dev.ftpnat.internal.server.spi;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The client's end of a control connection that the network itself brings to the server. */
public interface ControlLine {

  /** Where it comes from, as the server knows its clients; no two at a time have the same. */
  InetSocketAddress peer();

  /** The address that it comes from on the network, as the server's host sees it. */
  InetAddress source();

  /** Where it arrives. */
  InetSocketAddress local();

  /**
   * The server sends a segment. Blocks while the way to the client does; told by one thread at a
   * time.
   *
   * @throws IOException if the client is gone
   */
  void send(byte[] segment) throws IOException;

  /**
   * The server is about to encrypt replies, which nobody on the way can change any more.
   *
   * @return what it is to encrypt instead; empty if there is more to come first
   */
  default byte[] secret(byte[] replies) {
    return replies;
  }

  /** The server closes it: ends a send that blocks. Called once. */
  void close();

  /** The server resets it, instead of closing it. */
  default void reset() {
    close();
  }
}
