package dev.ftpnat.internal.alg.nat64;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The replies that the client is still to get, in their order: the server's, and those that the ALG
 * gives itself, each of which waits for those before it.
 */
final class Outstanding {

  /** Enough for any client that doesn't wait for replies; what isn't FTP would go on for ever. */
  private static final int MOST = 64;

  private static final int PASSIVE = 227;

  /** What the reply is to. */
  enum To {
    /** EPSV, of which PASV was made. */
    EPSV,
    /** AUTH, after which there may be nothing to read. */
    AUTH,
    /** Any other command. */
    OTHER
  }

  /** A reply; of the ALG's own the text is there already. */
  private record Entry(To to, Optional<String> own) {}

  private final Deque<Entry> entries = new ArrayDeque<>();

  /** The server is to answer. */
  void server(To to) {
    add(new Entry(to, Optional.empty()));
  }

  /** The ALG answers this. */
  void own(String reply) {
    add(new Entry(To.OTHER, Optional.of(reply)));
  }

  private void add(Entry entry) {
    entries.add(entry);
    if (entries.size() > MOST) {
      entries.remove();
    }
  }

  /** What the ALG has to say now; empty if it is the server's turn. */
  String due() {
    StringBuilder due = new StringBuilder();
    while (!entries.isEmpty() && entries.peek().own().isPresent()) {
      due.append(entries.remove().own().get());
    }
    return due.toString();
  }

  /**
   * What a reply of the server's with this code is to. A server that answers two commands at once,
   * as RETR and ABOR, or none, can't make a 227 another command's.
   */
  To next(int code) {
    if (code == PASSIVE && entries.stream().anyMatch(entry -> entry.to() == To.EPSV)) {
      while (entries.peek().to() != To.EPSV) {
        entries.remove();
      }
    }
    return entries.isEmpty() ? To.OTHER : entries.peek().to();
  }

  /** That reply is over. */
  void answered() {
    entries.poll();
  }
}
