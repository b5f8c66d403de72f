package dev.ftpnat.topology;

/**
 * How a server refuses a data connection whose TLS session it doesn't accept. Where the handshake
 * completes, an upload has emptied its file by then, and to the client a download looks like an
 * empty one until it reads the reply.
 */
public enum ReuseRefusal {
  /**
   * vsftpd 3: the handshake completes, {@code close_notify} follows with nothing before it, then
   * 522 once the client has closed or sent something, and the control connection is shut.
   */
  VSFTPD,
  /**
   * ProFTPD 1.3: the same with 425, and the session goes on. With TLS 1.3 it takes the session of a
   * data connection that it has refused before, so a client that tries again gets through.
   */
  PROFTPD,
  /** FileZilla Server 1: the same with 425 in other words, without that exception. */
  FILEZILLA,
  /** FileZilla Server 0.9: the handshake fails, then 450, and the session goes on. */
  FILEZILLA_0_9
}
