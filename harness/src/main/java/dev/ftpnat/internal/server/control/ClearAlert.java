package dev.ftpnat.internal.server.control;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/**
 * A TLS alert that came in clear where an engine had its keys already. In TLS 1.3 a client that
 * rejects the certificate may send one, and JSSE takes that for an encrypted record that is too
 * short: "Insufficient buffer remaining for AEAD cipher fragment".
 */
final class ClearAlert {

  private static final int ALERT = 21;
  private static final int MAJOR_VERSION = 3;
  private static final int LENGTH = 2;
  private static final int RECORD = 7;

  /** RFC 8446 section 6, and RFC 5246 section 7.2. */
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(0, "close_notify"),
          Map.entry(10, "unexpected_message"),
          Map.entry(20, "bad_record_mac"),
          Map.entry(40, "handshake_failure"),
          Map.entry(42, "bad_certificate"),
          Map.entry(43, "unsupported_certificate"),
          Map.entry(44, "certificate_revoked"),
          Map.entry(45, "certificate_expired"),
          Map.entry(46, "certificate_unknown"),
          Map.entry(47, "illegal_parameter"),
          Map.entry(48, "unknown_ca"),
          Map.entry(49, "access_denied"),
          Map.entry(50, "decode_error"),
          Map.entry(51, "decrypt_error"),
          Map.entry(70, "protocol_version"),
          Map.entry(71, "insufficient_security"),
          Map.entry(80, "internal_error"),
          Map.entry(90, "user_canceled"),
          Map.entry(109, "missing_extension"),
          Map.entry(110, "unsupported_extension"),
          Map.entry(112, "unrecognized_name"),
          Map.entry(113, "bad_certificate_status_response"),
          Map.entry(116, "certificate_required"),
          Map.entry(120, "no_application_protocol"));

  private ClearAlert() {}

  /**
   * The alert that the last bytes of a buffer are, in the words of JSSE.
   *
   * @param received filled up to its limit
   */
  static Optional<String> in(ByteBuffer received) {
    int start = received.limit() - RECORD;
    boolean alert =
        start >= 0
            && received.get(start) == ALERT
            && received.get(start + 1) == MAJOR_VERSION
            && received.get(start + 3) == 0
            && received.get(start + 4) == LENGTH;
    return alert
        ? Optional.of("Received fatal alert: " + name(received.get(start + RECORD - 1) & 0xff))
        : Optional.empty();
  }

  private static String name(int description) {
    return NAMES.getOrDefault(description, "number " + description);
  }
}
