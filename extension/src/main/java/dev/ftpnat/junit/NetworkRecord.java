package dev.ftpnat.junit;

import dev.ftpnat.FtpNat;

/**
 * What the simulated network saw during a test that failed. It is attached to the failure as a
 * suppressed exception, so that whoever reads the stack trace reads it too; it is never thrown.
 */
public final class NetworkRecord extends Exception {

  private static final long serialVersionUID = 1L;

  private NetworkRecord(String message) {
    super(message, null, false, false);
  }

  static NetworkRecord of(FtpNat nat) {
    return new NetworkRecord(
        "what the network of " + nat + " saw:" + System.lineSeparator() + nat.trace());
  }
}
