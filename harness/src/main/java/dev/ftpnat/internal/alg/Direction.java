package dev.ftpnat.internal.alg;

/** Which way a segment of a control connection travels, in netfilter's words. */
public enum Direction {
  /** From the side that opened the connection, the FTP client. */
  ORIGINAL,
  /** From the side that accepted it, the FTP server. */
  REPLY
}
