package dev.ftpnat.topology;

/**
 * What a gateway's FTP application-level gateway (RFC 2663 section 2.9) understands. Whichever it
 * is, it sees bytes and nothing else: when a session turns to TLS it goes blind because the bytes
 * are TLS records, not because it was told.
 */
public enum AlgBehavior {
  /** No ALG: payload passes untouched, as on cloud NATs, pfSense and today's Linux by default. */
  NONE,
  /**
   * Linux {@code nf_conntrack_ftp} with {@code nf_nat_ftp}: translates the 227 and 229 replies and
   * the PORT and EPRT commands, opens a pinhole for each, and drops what it matches only in part.
   */
  NETFILTER,
  /**
   * As {@link #NETFILTER}, but it knows only PORT and 227. EPRT and 229 pass as they are and
   * nothing is opened for them, as on firewalls older than RFC 2428.
   */
  EPSV_BLIND
}
