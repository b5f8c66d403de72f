package dev.ftpnat.assertj;

import dev.ftpnat.FtpNat;

/**
 * Assertions about what happened in an environment up to now. They are flat, and so can be soft as
 * well: see {@link FtpNatSoftAssertions}.
 *
 * <p>A failed one says what was expected and what was instead, and shows what happened. What says
 * "never", "only", "all" or "every" fails also if the environment has seen so much that its record
 * is no longer complete.
 */
public class FtpNatAssert extends AbstractFileAssert<FtpNatAssert> {

  /** Assertions about {@code actual}. */
  public FtpNatAssert(FtpNat actual) {
    super(actual, FtpNatAssert.class);
  }
}
