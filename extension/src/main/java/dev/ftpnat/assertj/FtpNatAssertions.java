package dev.ftpnat.assertj;

import dev.ftpnat.FtpNat;

/**
 * Where assertions about an environment begin: {@code assertThat(nat)}. Can be imported statically
 * beside {@link org.assertj.core.api.Assertions}: the compiler finds out which one is meant.
 */
public final class FtpNatAssertions {

  private FtpNatAssertions() {}

  /** Assertions about what happened in an environment up to now. */
  public static FtpNatAssert assertThat(FtpNat actual) {
    return new FtpNatAssert(actual);
  }

  /** The same, for those who write {@code then(nat)}. */
  public static FtpNatAssert then(FtpNat actual) {
    return assertThat(actual);
  }
}
