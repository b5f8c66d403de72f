package dev.ftpnat.topology;

import dev.ftpnat.topology.DataTls.UncleanUploads;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Whose manners the {@link Server} has: what it says, in which order, what it checks and how long
 * it waits. Each but {@link #FTPNAT} plays a server that many clients meet, as Debian 12 ships and
 * configures it, with its users confined to their directory.
 *
 * <p>What outlasts a test, such as five minutes of silence before a 421, lasts in the time that
 * {@code FtpNat.advance} moves on. What a personality doesn't play is in the guide.
 */
public enum ServerPersonality {
  /** FtpNat's own: patient and polite, by the RFCs. The default. */
  FTPNAT(EnumSet.allOf(TlsMode.class), ForeignData.SERVED),
  /** vsftpd 3.0.3. */
  VSFTPD_3_0(EnumSet.allOf(TlsMode.class), ForeignData.REFUSED),
  /**
   * ProFTPD 1.3.8. {@link TlsMode#REQUIRED} is its {@code TLSRequired auth+data}: only a login is
   * refused before AUTH. With {@code on} it refuses nearly everything, and CCC at any time.
   */
  PROFTPD_1_3(EnumSet.allOf(TlsMode.class), ForeignData.SERVED),
  /** Pure-FTPd 1.0.50. */
  PURE_FTPD_1_0(
      EnumSet.of(TlsMode.NONE, TlsMode.EXPLICIT, TlsMode.REQUIRED), ForeignData.WAITED_OUT),
  /** pyftpdlib 2.2.0, which is no Debian package, with its own defaults. */
  PYFTPDLIB_2(EnumSet.of(TlsMode.NONE, TlsMode.EXPLICIT, TlsMode.REQUIRED), ForeignData.WAITED_OUT),
  /** ftpd of GNU Inetutils 2.4, which knows no TLS. */
  INETUTILS_2(EnumSet.of(TlsMode.NONE), ForeignData.SERVED);

  private final Set<TlsMode> tlsModes;
  private final ForeignData foreignData;

  ServerPersonality(Set<TlsMode> tlsModes, ForeignData foreignData) {
    this.tlsModes = tlsModes;
    this.foreignData = foreignData;
  }

  /** What becomes of data connections that come from elsewhere. */
  ForeignData foreignData() {
    return foreignData;
  }

  /** What it does with TLS on data connections, as it comes. */
  DataTls dataTls() {
    return switch (this) {
      case VSFTPD_3_0 -> DataTls.vsftpd();
      case PROFTPD_1_3 -> DataTls.proftpd();
      case PYFTPDLIB_2 -> DataTls.defaults().withUncleanUploads(UncleanUploads.UNANSWERED);
      default -> DataTls.defaults();
    };
  }

  /** How long that server lets a transfer stand still. */
  Duration stallTimeout() {
    return switch (this) {
      case FTPNAT -> Duration.ofSeconds(60);
      case VSFTPD_3_0, PYFTPDLIB_2 -> Duration.ofSeconds(300);
      case PROFTPD_1_3 -> Duration.ofSeconds(600);
      case PURE_FTPD_1_0 -> Duration.ofMinutes(15);
      // It has no such limit.
      case INETUTILS_2 -> Duration.ofDays(1);
    };
  }

  /** Whether that server leaves TLS on the control connection when it is told to. */
  boolean obeysCcc() {
    return this == PROFTPD_1_3 || this == PURE_FTPD_1_0;
  }

  /** Whether that server can be configured so. */
  boolean knows(TlsMode mode) {
    return tlsModes.contains(mode);
  }

  /** How that server can be configured. */
  Set<TlsMode> knownTlsModes() {
    return EnumSet.copyOf(tlsModes);
  }
}
