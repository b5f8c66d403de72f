package dev.ftpnat.internal.alg.nat64;

import java.io.ByteArrayOutputStream;

/**
 * What one side sends, without its attempts to negotiate options of Telnet (RFC 854): each is
 * refused here, and none goes on (RFC 6384 section 5, RFC 1123 section 4.1.2.12). IAC before
 * anything else goes on with it, as the Synch before ABOR.
 */
final class Telnet {

  private static final int WILL = 251;
  private static final int WONT = 252;
  private static final int DO = 253;
  private static final int DONT = 254;
  private static final int IAC = 255;

  private final ByteArrayOutputStream refusals = new ByteArrayOutputStream();

  /** IAC, and what to do with the option that follows, as far as they have come; 0 for nothing. */
  private int begun;

  /** What goes on of a segment; an IAC at its end waits for what follows. */
  byte[] take(byte[] segment) {
    ByteArrayOutputStream left = new ByteArrayOutputStream(segment.length + 1);
    for (byte each : segment) {
      int octet = each & 0xff;
      if (begun == 0 && octet == IAC || begun == IAC && octet >= WILL && octet <= DONT) {
        begun = octet;
      } else if (begun == 0) {
        left.write(octet);
      } else if (begun == IAC) {
        left.write(IAC);
        left.write(octet);
        begun = 0;
      } else {
        refuse(begun, octet);
        begun = 0;
      }
    }
    return left.toByteArray();
  }

  /** Whoever won't, or is not to, has nothing to be refused. */
  private void refuse(int verb, int option) {
    if (verb == WILL || verb == DO) {
      refusals.write(IAC);
      refusals.write(verb == WILL ? DONT : WONT);
      refusals.write(option);
    }
  }

  /** What has to be said to this side, and wasn't yet. */
  byte[] due() {
    byte[] due = refusals.toByteArray();
    refusals.reset();
    return due;
  }

  /** What waits, which goes on as it is. */
  byte[] rest() {
    byte[] rest =
        begun == 0
            ? new byte[0]
            : begun == IAC ? new byte[] {(byte) IAC} : new byte[] {(byte) IAC, (byte) begun};
    begun = 0;
    return rest;
  }
}
