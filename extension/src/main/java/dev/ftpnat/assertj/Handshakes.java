package dev.ftpnat.assertj;

import dev.ftpnat.trace.event.ServerEvent.TlsHandshake;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What the words of failed TLS handshakes tell, which are JSSE's and those of alerts. Diagnoses go
 * by the same.
 */
final class Handshakes {

  private static final Pattern CERTIFICATE_ALERT =
      Pattern.compile(
          "\\b(bad_certificate|unsupported_certificate|certificate_(revoked|expired|unknown)"
              + "|unknown_ca)\\b");

  /** Of versions and cipher suites. */
  private static final Pattern NOTHING_IN_COMMON =
      Pattern.compile(
          "protocol_version|insufficient_security|handshake_failure|in common|not enabled or"
              + " supported|not accepted by|no appropriate protocol");

  private static final Pattern CLEAR_TEXT =
      Pattern.compile("unrecognized ssl message|not an ssl/tls record|plaintext connection");

  private Handshakes() {}

  /** Whether the client spoke in clear where it was due. */
  static boolean isClearText(TlsHandshake handshake) {
    return handshake.failure().filter(why -> finds(CLEAR_TEXT, why)).isPresent();
  }

  /**
   * Whether the client may have seen a certificate. One that hangs up says nothing, and so may have
   * seen one.
   */
  static boolean showsCertificate(TlsHandshake handshake) {
    return handshake
        .failure()
        .map(
            why ->
                finds(CERTIFICATE_ALERT, why)
                    || !(finds(CLEAR_TEXT, why) || finds(NOTHING_IN_COMMON, why)))
        .orElse(true);
  }

  private static boolean finds(Pattern words, String failure) {
    return words.matcher(failure.toLowerCase(Locale.ROOT)).find();
  }
}
