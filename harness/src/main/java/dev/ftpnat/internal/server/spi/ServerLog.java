package dev.ftpnat.internal.server.spi;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

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
   * The reply that is sent next is scripted.
   *
   * @param command the command that it answers; empty if nobody has asked
   * @param source where the script has it, in words
   * @param silent whether none is sent at all
   * @param ends whether the server ends the control connection after it
   */
  default void scripted(long session, String command, String source, boolean silent, boolean ends) {
    // Most servers have no script.
  }

  /**
   * A line that has no end is sent from now on.
   *
   * @param command the command that it answers; empty if nobody has asked
   * @param beginning how it begins
   * @param encrypted whether it goes over TLS
   * @param progress tells how far it has come, whenever it is asked
   */
  default void endless(
      long session,
      String command,
      byte[] beginning,
      boolean encrypted,
      Supplier<LineProgress> progress) {
    // Most servers end their lines.
  }

  /**
   * How far a line has come that has no end.
   *
   * @param bytes how much of it has been sent
   * @param over whether the connection has ended
   * @param cut whether the server ends it, since that was enough
   */
  record LineProgress(long bytes, boolean over, boolean cut) {}

  /** The client does otherwise than the one in the log that the server plays. */
  default void departed(long session, String what) {
    // Most servers play no log.
  }

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

  /**
   * A data connection has shaken hands, or was about to, and is refused for its TLS session.
   *
   * @param resumed whether it had resumed one, which wasn't the right one then
   */
  default void sessionRefused(long session, boolean resumed) {}

  /**
   * The stream of a data connection under TLS ended without {@code close_notify}.
   *
   * @param byClient whether the client had sent it
   */
  default void endedUncleanly(long session, boolean byClient) {}

  /**
   * The client began a TLS handshake on a data connection that is in clear.
   *
   * @param command the command that the connection was for
   */
  default void handshakeInClear(long session, String command) {}

  /**
   * The server ends a session in which it has waited for too long.
   *
   * @param anySign whether any command would have kept it
   */
  default void timedOut(long session, Duration idle, boolean anySign) {}
}
