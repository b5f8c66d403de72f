package dev.ftpnat.assertj;

import dev.ftpnat.FtpNat;
import org.assertj.core.api.SoftAssertions;

/**
 * AssertJ's soft assertions, and those about an environment.
 *
 * <pre>{@code
 * SoftAssertionsProvider.assertSoftly(
 *     FtpNatSoftAssertions.class,
 *     softly -> {
 *       softly.assertThat(nat).usedExtendedPassive().dataWasEncrypted();
 *       softly.assertThat(files).hasSize(1);
 *     });
 * }</pre>
 */
public class FtpNatSoftAssertions extends SoftAssertions {

  /** Soft assertions that haven't been asserted yet. */
  public FtpNatSoftAssertions() {}

  /** Assertions about what happened in an environment up to now. */
  public FtpNatAssert assertThat(FtpNat actual) {
    return proxy(FtpNatAssert.class, FtpNat.class, actual);
  }

  /** The same, for those who write {@code then(nat)}. */
  public FtpNatAssert then(FtpNat actual) {
    return assertThat(actual);
  }
}
