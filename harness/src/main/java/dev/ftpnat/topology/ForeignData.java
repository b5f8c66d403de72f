package dev.ftpnat.topology;

/**
 * What a server does with a data connection that comes to its passive port from another address
 * than the control connection (RFC 2577 section 8: port stealing). Which address that is the server
 * alone sees: a gateway on the way may show it its own.
 */
public enum ForeignData {
  /**
   * Whoever connects first is served, as by ProFTPD, inetutils, and vsftpd with {@code
   * pasv_promiscuous}.
   */
  SERVED,
  /**
   * It is closed, and so is the port: the transfer is answered with 425, and wants another PASV or
   * EPSV. As vsftpd does.
   */
  REFUSED,
  /**
   * It is closed, and the port stays open until the right one comes, or the {@linkplain
   * Server#acceptTimeout() time} is over. As Pure-FTPd and pyftpdlib do.
   */
  WAITED_OUT
}
