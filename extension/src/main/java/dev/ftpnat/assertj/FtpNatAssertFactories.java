package dev.ftpnat.assertj;

import dev.ftpnat.FtpNat;
import org.assertj.core.api.InstanceOfAssertFactory;

/** What turns AssertJ's own assertions about some object into those about an environment. */
public final class FtpNatAssertFactories {

  /** For example {@code assertThat(fixture).extracting("nat", FTP_NAT).usedPassive()}. */
  public static final InstanceOfAssertFactory<FtpNat, FtpNatAssert> FTP_NAT =
      new InstanceOfAssertFactory<>(FtpNat.class, FtpNatAssertions::assertThat);

  private FtpNatAssertFactories() {}
}
