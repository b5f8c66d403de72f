package dev.ftpnat.trace.event;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** What the server saw, who can look into TLS. */
public sealed interface ServerEvent extends TraceEvent {

  /** The server's number of the session. */
  long session();

  private static String verb(String line) {
    return line.strip().split(" ", 2)[0].toUpperCase(Locale.ROOT);
  }

  private static String argument(String line) {
    String[] parts = line.strip().split(" ", 2);
    return parts.length < 2 ? "" : parts[1].strip();
  }

  /**
   * The server's clear view of a command. The network may have carried it encrypted.
   *
   * @param session the server's number of the control connection
   * @param line the command; the argument of PASS is masked
   * @param encrypted whether it came over TLS
   */
  record Command(Duration at, long session, String line, boolean encrypted) implements ServerEvent {

    /** The command without its argument, in upper case. */
    public String verb() {
      return ServerEvent.verb(line);
    }

    /** The argument; empty if there is none. */
    public String argument() {
      return ServerEvent.argument(line);
    }

    @Override
    public String toString() {
      return "server #" + session + (encrypted ? " (TLS) < " : " < ") + line;
    }
  }

  /**
   * The server's clear view of a reply.
   *
   * @param session the server's number of the control connection
   * @param code for example 227
   * @param text its first line without the code
   * @param encrypted whether it went over TLS
   */
  record Reply(Duration at, long session, int code, String text, boolean encrypted)
      implements ServerEvent {

    @Override
    public String toString() {
      return "server #" + session + (encrypted ? " (TLS) > " : " > ") + code + " " + text;
    }
  }

  /**
   * The server took a control connection for a session.
   *
   * @param session the server's number of the session
   * @param connection the control connection's number
   */
  record SessionOpened(Duration at, long session, long connection) implements ServerEvent {

    @Override
    public String toString() {
      return "server #" + session + " is connection " + connection;
    }
  }

  /**
   * A TLS handshake with the server came to an end.
   *
   * @param session the server's number of the session
   * @param channel which of its connections was to be encrypted
   * @param protocol for example {@code TLSv1.3}; empty if the handshake failed
   * @param cipherSuite for example {@code TLS_AES_256_GCM_SHA384}; empty if the handshake failed
   * @param resumed whether it resumed an earlier TLS session, as servers may insist on for data
   *     connections
   * @param failure why it failed, if it did
   */
  record TlsHandshake(
      Duration at,
      long session,
      Channel channel,
      String protocol,
      String cipherSuite,
      boolean resumed,
      Optional<String> failure)
      implements ServerEvent {

    @Override
    public String toString() {
      return "server #%d %s connection: ".formatted(session, channel)
          + failure
              .map(why -> "TLS handshake failed: " + why)
              .orElseGet(() -> protocol + (resumed ? ", session resumed, " : ", ") + cipherSuite);
    }
  }

  /**
   * A file that isn't text was transferred as text: in TYPE A, which RFC 959 makes the default, its
   * line ends are changed on the way, and what arrives is another file.
   *
   * @param session the server's number of the session
   * @param command the command that asked for it, for example {@code RETR photo.jpg}
   * @param fileBytes how long the file is at the server
   * @param sentBytes how many bytes it was on the data connection
   */
  record TextTransfer(Duration at, long session, String command, long fileBytes, long sentBytes)
      implements ServerEvent {

    /** The command without its argument, in upper case. */
    public String verb() {
      return ServerEvent.verb(command);
    }

    @Override
    public String toString() {
      return "server #%d %s in TYPE A, though it isn't text: %d bytes at the server, %d on the way"
          .formatted(session, command, fileBytes, sentBytes);
    }
  }

  /**
   * A transfer over a data connection ended, for the server.
   *
   * @param session the server's number of the session
   * @param command the command that asked for it, for example {@code RETR report.csv}
   * @param bytes how much of the content the server has read or written
   * @param completed whether that was all of it; the server's next reply says the same
   * @param encrypted whether it was under TLS
   */
  record Transfer(
      Duration at, long session, String command, long bytes, boolean completed, boolean encrypted)
      implements ServerEvent {

    /** The command without its argument, in upper case. */
    public String verb() {
      return ServerEvent.verb(command);
    }

    /** The argument, for example {@code report.csv}; empty if there is none. */
    public String argument() {
      return ServerEvent.argument(command);
    }

    @Override
    public String toString() {
      return "server #%d transfer of %s %s: %d bytes%s"
          .formatted(
              session,
              command,
              completed ? "completed" : "broken off",
              bytes,
              encrypted ? ", under TLS" : "");
    }
  }
}
