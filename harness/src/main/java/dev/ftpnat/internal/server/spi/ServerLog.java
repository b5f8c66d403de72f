package dev.ftpnat.internal.server.spi;

import java.net.SocketAddress;
import java.util.Optional;

/** Hears the server's clear view of a session, also where the network sees TLS records only. */
public interface ServerLog {

  /** The two kinds of connections of a session. */
  enum Channel {
    /** Commands and replies. */
    CONTROL,
    /** Files and listings. */
    DATA
  }

  /** A control connection was accepted, from this real address. */
  void session(long session, SocketAddress peer);

  /** A command arrived. The argument of PASS comes masked. */
  void command(long session, String line, boolean encrypted);

  /** A reply was sent. */
  void reply(long session, int code, String text, boolean encrypted);

  /**
   * A data connection ended.
   *
   * @param command what it was for
   * @param bytes how much of the content has been read or written
   * @param completed whether that was all
   */
  void transfer(long session, String command, long bytes, boolean completed, boolean encrypted);

  /**
   * A file that isn't text has been transferred as text, and is another one at its other end.
   *
   * @param command what it was for
   * @param fileBytes how long it is at the server
   * @param sentBytes how long it was on its way
   */
  default void transferredAsText(long session, String command, long fileBytes, long sentBytes) {}

  /**
   * A TLS handshake came to an end.
   *
   * @param failure why it failed, if it did; then nothing else is known
   */
  void handshake(
      long session,
      Channel channel,
      String protocol,
      String cipherSuite,
      boolean resumed,
      Optional<String> failure);
}
