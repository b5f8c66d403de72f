package dev.ftpnat.internal.trace.diagnosis;

import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.ServerCertificate;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.WayOut;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.ServerEvent.Transfer;
import dev.ftpnat.trace.event.StreamEnd;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.session.TransferAttempt;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a client stopped because the server shows a certificate that is bad on purpose. */
final class BadCertificateRules {

  /** Of each that isn't valid, why. */
  private static final Map<ServerCertificate, String> FAULTS =
      Map.of(
          ServerCertificate.OTHER_NAME, "is for another name",
          ServerCertificate.EXPIRED, "has expired",
          ServerCertificate.NOT_YET_VALID, "isn't valid yet",
          ServerCertificate.OTHER_AUTHORITY, "is signed by an authority that nobody trusts",
          ServerCertificate.SELF_SIGNED, "is signed by itself");

  /**
   * How much of a download may be on its way to a client that looks at the certificate after the
   * handshake: its host takes that without being asked. Some 10 to 160 KB have been seen.
   */
  private static final long UNDER_WAY = 256 * 1024;

  private final Server server;

  BadCertificateRules(EventLog trace) {
    this.server = trace.topology().server();
  }

  /**
   * Of a control connection that came to nothing during the handshake, or right after it.
   *
   * @param how what the client did, as a clause
   */
  Optional<Finding> control(String how, List<TraceEvent> evidence) {
    return Optional.of(server.certificate())
        .filter(shown -> !shown.isValid())
        .map(
            shown ->
                Finding.of(
                    Cause.BAD_CERTIFICATE_REFUSED,
                    "%s, as it should: the server's certificate %s.".formatted(how, fault(shown)),
                    wayOut("certificate"),
                    evidence));
  }

  /** Of a transfer that failed in the TLS handshake, or before its content had got anywhere. */
  Optional<Finding> data(TransferAttempt operation, String request) {
    boolean shown = !operation.handshakes().isEmpty();
    return Optional.of(server.dataCertificate())
        .filter(certificate -> shown && !certificate.isValid() && !isTaken(operation))
        .map(
            certificate ->
                Finding.of(
                    operation,
                    Cause.BAD_CERTIFICATE_REFUSED,
                    ("The client ended the data connection of %s in the TLS handshake or right after"
                            + " it, as it should: the certificate that the server shows there %s.")
                        .formatted(request, fault(certificate)),
                    wayOut("dataCertificate"),
                    List.of()));
  }

  /** Whether a client has gone on with the content, whatever the certificate is. */
  private static boolean isTaken(TransferAttempt operation) {
    boolean failed = operation.handshakes().stream().anyMatch(each -> each.failure().isPresent());
    long content = operation.transfer().map(Transfer::bytes).orElse(0L);
    return !failed
        && (operation.sender() == Party.CLIENT
            ? content > 0
            : operation.delivery().map(StreamEnd::delivered).orElse(content) > UNDER_WAY);
  }

  private static List<WayOut> wayOut(String setting) {
    return List.of(
        WayOut.of(
            Kind.SHOW_VALID_CERTIFICATE,
            "Let the server show a certificate that is in order (Server.Builder.%s has it)."
                .formatted(setting)));
  }

  private static String fault(ServerCertificate shown) {
    return FAULTS.get(shown);
  }
}
