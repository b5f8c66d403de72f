package dev.ftpnat.topology;

/**
 * Whether a data connection under TLS has to resume a session that the server knows. Most FTPS
 * servers insist on it, so that nobody else can take over a data connection.
 */
public enum SessionReuse {
  /** It may, and need not. */
  IGNORED,
  /** It has to be a session of its own control connection: ProFTPD, FileZilla Server. */
  REQUIRED_SAME_CONTROL,
  /**
   * It has to be a session of any of the server's connections, also of one that has ended: vsftpd.
   */
  REQUIRED_ANY;

  /** Whether a data connection without one is refused. */
  public boolean isRequired() {
    return this != IGNORED;
  }
}
