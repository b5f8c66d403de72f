package dev.ftpnat.trace.event;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
   * @param code for example 227; 0 for a line of a scripted reply that has none
   * @param text its first line without the code
   * @param encrypted whether it went over TLS
   */
  record Reply(Duration at, long session, int code, String text, boolean encrypted)
      implements ServerEvent {

    /** Its first line: code and text. */
    public String line() {
      return code == 0 ? text : (code + " " + text).stripTrailing();
    }

    @Override
    public String toString() {
      return "server #" + session + (encrypted ? " (TLS) > " : " > ") + line();
    }
  }

  /**
   * What the server says next is scripted: {@code Server.Builder.reply} and the like have it say
   * that, or nothing, whatever it would have said by itself.
   *
   * @param session the server's number of the control connection
   * @param command the command that it answers; empty for a greeting, and if nobody has asked
   * @param source where the script has it, for example {@code reply("PASV", …)}
   * @param silent whether nothing is said
   * @param ends whether the server ends the control connection after it
   */
  record Scripted(
      Duration at, long session, String command, String source, boolean silent, boolean ends)
      implements ServerEvent {

    @Override
    public String toString() {
      return "server #%d %s%s, scripted by %s"
          .formatted(
              session,
              silent ? "says nothing" : "says what comes next",
              (command.isEmpty() ? "" : " to " + command)
                  + (ends ? " and ends the connection" : ""),
              source);
    }
  }

  /**
   * The server says a line that has no end, as {@code Reply.endless} has it. It is no reply: none
   * of the record's stands for it.
   *
   * @param session the server's number of the control connection
   * @param command the command that it answers; empty for a greeting, and if nobody has asked
   * @param beginning how it begins, escaped and cut if it is long
   * @param bytes how much of the line has been sent by now, or until its connection ended. What a
   *     client hasn't read yet may be among it, as much as there is room for on the way
   * @param end how far it has come
   * @param encrypted whether it goes over TLS
   */
  record EndlessLine(
      Duration at,
      long session,
      String command,
      String beginning,
      long bytes,
      End end,
      boolean encrypted)
      implements ServerEvent {

    /** How far a line without an end has come. */
    public enum End {
      /** It goes on. */
      GOES_ON,
      /** The control connection has ended before. */
      ENDED,
      /** The client has taken so much that the server ends the control connection. */
      CUT
    }

    @Override
    public String toString() {
      return "server #%d%s > \"%s\" and no end of that line: %d bytes%s"
          .formatted(
              session,
              encrypted ? " (TLS)" : "",
              beginning,
              bytes,
              switch (end) {
                case GOES_ON -> " by now";
                case ENDED -> " until the connection ended";
                case CUT -> ", which is enough, so the server ends the connection";
              });
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
   * The server has waited for the client for too long, and ends the session.
   *
   * @param session the server's number of the control connection
   * @param idle for how long it has waited
   * @param anySign whether any command would have done, as a NOOP; some servers wait for a login,
   *     or for a transfer
   */
  record SessionTimedOut(Duration at, long session, Duration idle, boolean anySign)
      implements ServerEvent {

    @Override
    public String toString() {
      return "server #%d ends the session, %d s after %s"
          .formatted(
              session,
              idle.toSeconds(),
              anySign ? "the client was last heard" : "its last login or transfer");
    }
  }

  /**
   * The client did otherwise than the one in the log that the server answers like; see {@code
   * Server.Builder.transcript}.
   *
   * @param session the server's number of the control connection
   * @param what what it did, and what the other one had done, in words
   */
  record Departure(Duration at, long session, String what) implements ServerEvent {

    @Override
    public String toString() {
      return "server #" + session + ": " + what;
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
      return "server #%d %s connection: ".formatted(session, channel) + summary();
    }

    /**
     * What a server can tell of a TLS handshake that failed, by the words of alerts (RFC 8446
     * section 6.2) and of JSSE.
     */
    public enum FailureKind {

      /** The client said that it doesn't accept the server's certificate. */
      CERTIFICATE_REFUSED,

      /** The client spoke in clear where the handshake was due. */
      CLEAR_TEXT,

      /** No TLS version or cipher suite is offered by both. */
      NOTHING_IN_COMMON,

      /** Anything else, such as a client that hung up without a word. */
      OTHER;

      private static final Pattern CERTIFICATE_ALERT =
          Pattern.compile(
              "\\b(bad_certificate|unsupported_certificate|certificate_(?:revoked|expired|unknown)"
                  + "|unknown_ca)\\b");

      private static final Pattern VERSIONS_AND_SUITES =
          Pattern.compile(
              "protocol_version|insufficient_security|handshake_failure|in common|not enabled or"
                  + " supported|not accepted by|no appropriate protocol");

      private static final Pattern NOT_TLS =
          Pattern.compile("unrecognized ssl message|not an ssl/tls record|plaintext connection");

      static FailureKind of(String failure) {
        String words = failure.toLowerCase(Locale.ROOT);
        if (CERTIFICATE_ALERT.matcher(words).find()) {
          return CERTIFICATE_REFUSED;
        }
        if (NOT_TLS.matcher(words).find()) {
          return CLEAR_TEXT;
        }
        return VERSIONS_AND_SUITES.matcher(words).find() ? NOTHING_IN_COMMON : OTHER;
      }

      static Optional<String> certificateAlert(String failure) {
        Matcher alert = CERTIFICATE_ALERT.matcher(failure.toLowerCase(Locale.ROOT));
        return alert.find() ? Optional.of(alert.group()) : Optional.empty();
      }
    }

    /** What kind of failure it was; empty if it succeeded. */
    public Optional<FailureKind> failureKind() {
      return failure.map(FailureKind::of);
    }

    /**
     * The alert by which the client refused the server's certificate (RFC 8446 section 6.2), for
     * example {@code unknown_ca}; empty if it didn't.
     */
    public Optional<String> certificateAlert() {
      return failure.flatMap(FailureKind::certificateAlert);
    }

    /**
     * What came of it, for example {@code TLSv1.3, session resumed, TLS_AES_256_GCM_SHA384}. Of
     * data connections it also says that none was resumed, which many servers insist on.
     */
    public String summary() {
      String session =
          resumed ? "session resumed, " : channel == Channel.DATA ? "no session resumed, " : "";
      return failure
          .map(why -> "TLS handshake failed: " + why)
          .orElseGet(() -> protocol + ", " + session + cipherSuite);
    }
  }

  /**
   * The server refused a data connection, because it insists on another TLS session.
   *
   * @param session the server's number of the session
   * @param resumed whether the connection had resumed a session, the wrong one then
   */
  record TlsSessionRefused(Duration at, long session, boolean resumed) implements ServerEvent {

    @Override
    public String toString() {
      return "server #%d data connection refused: it %s"
          .formatted(
              session,
              resumed
                  ? "resumed another TLS session than the control connection's"
                  : "resumed no TLS session");
    }
  }

  /**
   * The content of a data connection under TLS ended without {@code close_notify} (RFC 8446 section
   * 6.1), so its receiver can't tell the end from a cut.
   *
   * @param session the server's number of the session
   * @param sender whose content it was
   */
  record CloseNotifyMissing(Duration at, long session, Party sender) implements ServerEvent {

    @Override
    public String toString() {
      return "server #%d data connection: the %s ended it without close_notify"
          .formatted(session, sender);
    }
  }

  /**
   * The client began a TLS handshake on a data connection that is in clear: what it sent there is a
   * ClientHello (RFC 8446 section 4.1.2) and nothing that would go on from it.
   *
   * @param session the server's number of the session
   * @param command the command that the data connection was for, for example {@code LIST}
   */
  record HandshakeInClear(Duration at, long session, String command) implements ServerEvent {

    @Override
    public String toString() {
      return "server #%d data connection of %s is in clear, and the client began a TLS handshake on it"
          .formatted(session, command);
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
