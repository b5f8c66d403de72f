package dev.ftpnat.topology;

/** Whether and how the FTP server speaks TLS on the control connection (RFC 4217). */
public enum TlsMode {
  /** AUTH is refused; the server knows no TLS. */
  NONE,
  /** AUTH TLS is offered; plain logins work as well. */
  EXPLICIT,
  /** AUTH TLS is offered, and USER is refused with 530 until it was used. */
  REQUIRED,
  /** The control connection begins with a TLS handshake, by default on port 990. */
  IMPLICIT
}
