package dev.ftpnat.topology;

/**
 * What a gateway's ALG does about AUTH (RFC 4217), which is going to blind it. It has nothing but
 * the bytes to go by, as with everything else, and reads the control connections to {@link
 * Gateway#algPorts}; it may do so without an {@link AlgBehavior}.
 */
public enum AuthHandling {
  /** It doesn't know AUTH: TLS passes, and it goes blind. Linux, libalias, ASA without strict. */
  BLIND,
  /** It answers AUTH itself, with 500, and the server never hears of it: terminating proxies. */
  REFUSED,
  /** It takes AUTH out of the reply to FEAT, so that clients don't try. AUTH itself passes. */
  HIDDEN,
  /** It drops the segment with AUTH, and TCP sends it again in vain. */
  DROPPED,
  /** It overwrites AUTH with X, which the server doesn't know: so did the PIX with what it knew. */
  MASKED,
  /** It resets the control connection at AUTH. */
  SESSION_CLOSED,
  /**
   * It takes each byte 255 for Telnet's IAC and overwrites it, also in a TLS handshake, which
   * breaks it: Check Point's check for Telnet options.
   */
  CORRUPTED,
  /**
   * TLS passes, and from the reply 234 on it lets no other connection between the two addresses
   * through, whatever its rules are, for as long as the session lasts: what an ALG can't read it
   * doesn't open, and what it has in its care no rule opens either. Windows Firewall's StatefulFtp.
   */
  DATA_BLOCKED,
  /**
   * TLS passes, and from the reply 234 on it lets every connection between the two addresses
   * through, both ways and to any port, for as long as the session lasts. Juniper's {@code
   * ftps-extensions}.
   */
  OPENED
}
