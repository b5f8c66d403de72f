package dev.ftpnat.internal.alg.nat64;

import java.util.ArrayDeque;
import java.util.Deque;

/** The replies that are still to come from the server, in their order, and what each is to. */
final class Outstanding {

  /** Enough for any client that doesn't wait for replies; what isn't FTP would go on for ever. */
  private static final int MOST = 64;

  private static final int PASSIVE = 227;

  /** What a reply is to. */
  sealed interface To {}

  /** A command that the reply is to. */
  enum Command implements To {
    /** EPSV, of which PASV was made. */
    EPSV,
    /** AUTH, after which there may be nothing to read. */
    AUTH,
    /** Any other. */
    OTHER
  }

  /**
   * NOOP, in the place of a command that the ALG answers itself.
   *
   * @param answer what the client gets in the place of the reply
   */
  record Noop(String answer) implements To {}

  private final Deque<To> entries = new ArrayDeque<>();

  /** Before anything else comes the greeting, which is to no command. */
  Outstanding() {
    entries.add(Command.OTHER);
  }

  /** The server is to answer. */
  void add(To to) {
    entries.add(to);
    if (entries.size() > MOST) {
      entries.remove();
    }
  }

  /**
   * What a reply of the server's with this code is to. A server that answers two commands at once,
   * as RETR and ABOR, or none, can't make a 227 another command's.
   */
  To next(int code) {
    if (code == PASSIVE && entries.contains(Command.EPSV)) {
      while (entries.peek() != Command.EPSV) {
        entries.remove();
      }
    }
    return entries.isEmpty() ? Command.OTHER : entries.peek();
  }

  /** That reply is over. */
  void answered() {
    entries.poll();
  }
}
