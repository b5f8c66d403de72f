package dev.ftpnat.internal.alg;

/**
 * The application-level gateway (RFC 2663 section 2.9) of one gateway for one FTP control
 * connection: a TCP segment goes in, a {@link Verdict} comes out. It does no I/O, reads no clock
 * and is never told what the bytes mean; that a session is encrypted shows in nothing but the
 * bytes.
 *
 * <p>An instance belongs to a single control connection and keeps that connection's state. Callers
 * serialise their calls.
 */
public interface FtpAlg {

  /**
   * Looks at a segment.
   *
   * @param direction who sent it
   * @param sequence the offset of its first byte in what that side has sent so far, as a TCP
   *     sequence number would tell; a retransmission repeats the offset
   * @param segment its payload, at least one byte; never changed
   */
  Verdict inspect(Direction direction, long sequence, byte[] segment);
}
