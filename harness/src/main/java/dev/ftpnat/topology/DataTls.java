package dev.ftpnat.topology;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * What a server does with TLS on data connections: which sessions it wants to be resumed, which
 * tickets it hands out, and how the streams end. Changes make a copy.
 *
 * @param reuse whether a data connection has to resume a session
 * @param refusal how one is refused that doesn't
 * @param resumptions how many data connections of a control connection may resume a session, with
 *     TLS 1.2 and 1.3 alike; empty for any number
 * @param tickets which of them get new session tickets, with TLS 1.3
 * @param end how the server ends a download
 * @param uncleanUploads what it makes of an upload that ends without {@code close_notify}
 */
public record DataTls(
    SessionReuse reuse,
    ReuseRefusal refusal,
    OptionalInt resumptions,
    Tickets tickets,
    End end,
    UncleanUploads uncleanUploads) {

  /** The session tickets (RFC 8446 section 4.6.1) that data connections get; with TLS 1.2 none. */
  public enum Tickets {
    /**
     * One each; on an upload it is held back until the client has ended it, so that clients which
     * never read it lose nothing.
     */
    HELD_BACK,
    /**
     * One each, right after the handshake, as OpenSSL's servers do it. A client that only writes
     * and then closes doesn't read it; its TCP stack may answer with a reset, and the end of its
     * upload is lost. Whether it is, is a race.
     */
    AT_ONCE,
    /** One each for downloads and listings: ProFTPD on resumed connections. */
    NOT_ON_UPLOADS,
    /** None: only the control connection hands out tickets. */
    NONE
  }

  /** How the server ends the stream of a download under TLS. */
  public enum End {
    /** {@code close_notify} and FIN, and the reply without waiting: ProFTPD, Pure-FTPd. */
    CLOSE_NOTIFY,
    /**
     * {@code close_notify}; FIN and the reply only when the client has closed as well or sent its
     * own, for as long as {@link Server#stallTimeout()}: vsftpd.
     */
    AWAIT_CLIENT,
    /** FIN alone, which some clients take for a cut connection (RFC 8446 section 6.1). */
    FIN,
    /** A reset right behind the last byte. What hasn't been read by then may be lost. */
    RESET
  }

  /** What the server makes of an upload under TLS that ends with FIN alone. */
  public enum UncleanUploads {
    /** It is complete: ProFTPD, Pure-FTPd. */
    ACCEPTED,
    /** It is broken off, 426: vsftpd with OpenSSL 3. What has come stays. */
    BROKEN_OFF,
    /**
     * There is never a reply to it: pyftpdlib 2. The session goes on, and what has come stays,
     * which there it doesn't.
     */
    UNANSWERED
  }

  private static final DataTls DEFAULTS =
      new DataTls(
          SessionReuse.IGNORED,
          ReuseRefusal.VSFTPD,
          OptionalInt.empty(),
          Tickets.HELD_BACK,
          End.CLOSE_NOTIFY,
          UncleanUploads.ACCEPTED);

  /**
   * Checks that it doesn't contradict itself.
   *
   * @throws IllegalArgumentException if it does, or if {@code resumptions} is negative
   */
  public DataTls {
    Objects.requireNonNull(reuse, "reuse");
    Objects.requireNonNull(refusal, "refusal");
    Objects.requireNonNull(resumptions, "resumptions");
    Objects.requireNonNull(tickets, "tickets");
    Objects.requireNonNull(end, "end");
    Objects.requireNonNull(uncleanUploads, "uncleanUploads");
    if (resumptions.isPresent() && resumptions.getAsInt() < 0) {
      throw new IllegalArgumentException(
          "resumptions %d: use 0 or more, or leave it out for any number"
              .formatted(resumptions.getAsInt()));
    }
    if (reuse.isRequired() && resumptions.equals(OptionalInt.of(0))) {
      throw new IllegalArgumentException(
          "reuse %s with resumptions 0 would refuse every data connection: allow at least 1, or use"
                  .formatted(reuse)
              + " reuse IGNORED");
    }
    if (reuse == SessionReuse.REQUIRED_ANY && resumptions.isPresent()) {
      throw ofOneControl("resumptions " + resumptions.getAsInt());
    }
    boolean fewer = tickets == Tickets.NOT_ON_UPLOADS || tickets == Tickets.NONE;
    if (reuse == SessionReuse.REQUIRED_ANY && fewer) {
      throw ofOneControl("tickets " + tickets);
    }
  }

  /** Each control connection has tickets of its own then. */
  private static IllegalArgumentException ofOneControl(String setting) {
    return new IllegalArgumentException(
        setting
            + " is kept for each control connection on its own, so no other's sessions are known"
            + " there, as reuse REQUIRED_ANY asks for: use reuse REQUIRED_SAME_CONTROL, or leave"
            + " it out");
  }

  /**
   * Sessions may be resumed and need not, tickets on uploads are held back, downloads end with
   * {@code close_notify}, and uploads need not.
   */
  public static DataTls defaults() {
    return DEFAULTS;
  }

  /**
   * What vsftpd 3.0 does as it comes. Its tickets of TLS 1.2, which live for 68 years and which
   * Java therefore throws away, have no counterpart here, and those of uploads are held back.
   */
  public static DataTls vsftpd() {
    return DEFAULTS
        .withReuse(SessionReuse.REQUIRED_ANY)
        .withRefusal(ReuseRefusal.VSFTPD)
        .withEnd(End.AWAIT_CLIENT)
        .withUncleanUploads(UncleanUploads.BROKEN_OFF);
  }

  /** What ProFTPD 1.3 does as it comes. With TLS 1.2 it hands out no tickets, and this does. */
  public static DataTls proftpd() {
    return DEFAULTS
        .withReuse(SessionReuse.REQUIRED_SAME_CONTROL)
        .withRefusal(ReuseRefusal.PROFTPD)
        .withTickets(Tickets.NOT_ON_UPLOADS);
  }

  /** What FileZilla Server 1 is reported to do. */
  public static DataTls fileZilla() {
    return DEFAULTS
        .withReuse(SessionReuse.REQUIRED_SAME_CONTROL)
        .withRefusal(ReuseRefusal.FILEZILLA);
  }

  /** A copy with another {@link #reuse()}. */
  public DataTls withReuse(SessionReuse newReuse) {
    return new DataTls(newReuse, refusal, resumptions, tickets, end, uncleanUploads);
  }

  /** A copy with another {@link #refusal()}. */
  public DataTls withRefusal(ReuseRefusal newRefusal) {
    return new DataTls(reuse, newRefusal, resumptions, tickets, end, uncleanUploads);
  }

  /** A copy with a limit to {@link #resumptions()}. */
  public DataTls withResumptions(int most) {
    return new DataTls(reuse, refusal, OptionalInt.of(most), tickets, end, uncleanUploads);
  }

  /** A copy with other {@link #tickets()}. */
  public DataTls withTickets(Tickets newTickets) {
    return new DataTls(reuse, refusal, resumptions, newTickets, end, uncleanUploads);
  }

  /** A copy with another {@link #end()}. */
  public DataTls withEnd(End newEnd) {
    return new DataTls(reuse, refusal, resumptions, tickets, newEnd, uncleanUploads);
  }

  /** A copy that treats {@link #uncleanUploads()} otherwise. */
  public DataTls withUncleanUploads(UncleanUploads treatment) {
    return new DataTls(reuse, refusal, resumptions, tickets, end, treatment);
  }
}
