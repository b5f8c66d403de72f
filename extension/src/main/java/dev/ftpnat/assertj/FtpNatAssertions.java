package dev.ftpnat.assertj;

import dev.ftpnat.FtpNat;

/** Where assertions about an environment begin: {@code assertThat(nat)}. */
public final class FtpNatAssertions {

  private FtpNatAssertions() {}

  /** Assertions about what happened in an environment up to now. */
  public static FtpNatAssert assertThat(FtpNat actual) {
    return new FtpNatAssert(actual);
  }
}
