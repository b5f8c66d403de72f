package dev.ftpnat.trace.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ftpnat.trace.event.ServerEvent.TlsHandshake;
import dev.ftpnat.trace.event.ServerEvent.TlsHandshake.FailureKind;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the words of failed handshakes tell, as JDK 17 and 25 and OpenSSL's alerts put them. */
class HandshakeFailureTest {

  private static TlsHandshake handshake(Optional<String> failure) {
    return new TlsHandshake(Duration.ZERO, 1, Channel.CONTROL, "", "", false, failure);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Received fatal alert: certificate_unknown | CERTIFICATE_REFUSED | certificate_unknown",
        "(unknown_ca) Received fatal alert: unknown_ca | CERTIFICATE_REFUSED | unknown_ca",
        "Received fatal alert: bad_certificate | CERTIFICATE_REFUSED | bad_certificate",
        "(certificate_expired) PKIX path validation failed | CERTIFICATE_REFUSED | certificate_expired",
        "(bad_certificate_status_response) no status | OTHER |",
        "Unrecognized SSL message, plaintext connection? | CLEAR_TEXT |",
        "Unsupported or unrecognized SSL message | CLEAR_TEXT |",
        "not an SSL/TLS record | CLEAR_TEXT |",
        "Received fatal alert: protocol_version | NOTHING_IN_COMMON |",
        "Received fatal alert: handshake_failure | NOTHING_IN_COMMON |",
        "no cipher suites in common | NOTHING_IN_COMMON |",
        "Client requested protocol TLSv1 is not enabled or supported in server context | NOTHING_IN_COMMON |",
        "Remote host terminated the handshake | OTHER |",
        "Received fatal alert: internal_error | OTHER |",
      })
  void itsKindIsToldByItsWords(String failure, FailureKind kind, String alert) {
    TlsHandshake handshake = handshake(Optional.of(failure));

    assertThat(handshake.failureKind()).contains(kind);
    assertThat(handshake.certificateAlert()).isEqualTo(Optional.ofNullable(alert));
  }

  @Test
  void oneThatSucceededHasNone() {
    assertThat(handshake(Optional.empty()).failureKind()).isEmpty();
    assertThat(handshake(Optional.empty()).certificateAlert()).isEmpty();
  }
}
