package dev.ftpnat.internal.trace.diagnosis;

import dev.ftpnat.internal.trace.session.GatewaySettings;
import dev.ftpnat.internal.trace.waysout.DataWaysOut;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.ForeignData;
import dev.ftpnat.topology.Server;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.Hop;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.session.Exchange;
import dev.ftpnat.trace.session.FtpSession;
import dev.ftpnat.trace.session.TransferAttempt;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a server refuses that compares the addresses of its client (RFC 2577). */
record ForeignAddressRules(EventLog trace) {

  private static final int FIRST_UNPRIVILEGED = 1024;

  private Server server() {
    return trace.topology().server();
  }

  private DataWaysOut waysOut(TransferAttempt operation) {
    return new DataWaysOut(GatewaySettings.of(trace.topology()), operation);
  }

  /** Of a PORT or EPRT that was refused. */
  Optional<Finding> refused(TransferAttempt operation, FtpSession dialogue) {
    Optional<Endpoint> heard = operation.heard().or(operation::announced);
    if (!operation.method().isActive() || heard.isEmpty()) {
      return Optional.empty();
    }
    Endpoint target = heard.get();
    Reply reply = operation.negotiation().flatMap(Exchange::conclusion).orElseThrow();
    Optional<ConnectionAttempt> control = dialogue.control();
    if (server().refusesForeignTargets()
        && control.isPresent()
        && !control.get().seenSource().address().equals(target.address())) {
      return Optional.of(
          Finding.of(
              operation,
              Cause.FOREIGN_TARGET_REFUSED,
              "The server refused %s: it names %s, and to the server the control connection comes from %s%s.%s"
                  .formatted(
                      operation.method(),
                      IpAddresses.text(target.address()),
                      IpAddresses.text(control.get().seenSource().address()),
                      whose(control.get()),
                      notRewritten(operation)),
              waysOut(operation).ofForeignTarget(),
              evidence(operation, control.get())));
    }
    return server().refusesLowTargets() && target.port() < FIRST_UNPRIVILEGED
        ? Optional.of(
            Finding.of(
                operation,
                Cause.LOW_TARGET_REFUSED,
                "The server refused %s, since port %d is below 1024: %d %s"
                    .formatted(operation.method(), target.port(), reply.code(), reply.text()),
                waysOut(operation).ofLowTarget(),
                List.of()))
        : Optional.empty();
  }

  /** Of a transfer whose data connection was established. */
  Optional<Finding> stranger(TransferAttempt operation, FtpSession dialogue) {
    if (server().foreignData() == ForeignData.SERVED || !operation.method().isPassive()) {
      return Optional.empty();
    }
    Optional<ConnectionAttempt> control = dialogue.control();
    return operation.attempts().stream()
        .filter(ConnectionAttempt::cameAbout)
        .filter(attempt -> control.filter(it -> differs(it, attempt)).isPresent())
        .findFirst()
        .map(
            attempt ->
                Finding.of(
                    operation,
                    Cause.FOREIGN_DATA_REFUSED,
                    ("The server took the data connection for a stranger's: to the server it comes"
                            + " from %s%s, and the control connection from %s%s.")
                        .formatted(
                            IpAddresses.text(attempt.seenSource().address()),
                            whose(attempt),
                            IpAddresses.text(control.get().seenSource().address()),
                            whose(control.get())),
                    waysOut(operation).ofForeignData(),
                    evidence(operation, control.get())));
  }

  private static boolean differs(ConnectionAttempt control, ConnectionAttempt data) {
    return !control.seenSource().address().equals(data.seenSource().address());
  }

  /** Under TLS an ALG before the client can't do what it would do in clear. */
  private String notRewritten(TransferAttempt operation) {
    return trace.topology().clientGateways().stream()
        .filter(gateway -> operation.isEncrypted() && gateway.translates())
        .filter(gateway -> GatewaySettings.knows(gateway, operation.method()))
        .findFirst()
        .map(
            gateway ->
                " Under TLS the ALG of %s can't rewrite that."
                    .formatted(GatewaySettings.name(gateway)))
        .orElse("");
  }

  /** Who has put its own address in the place of the client's. */
  private static String whose(ConnectionAttempt attempt) {
    InetAddress seen = attempt.seenSource().address();
    return attempt.hops().stream()
        .filter(hop -> !hop.source().address().equals(hop.translatedSource().address()))
        .filter(hop -> hop.translatedSource().address().equals(seen))
        .map(Hop::gateway)
        .reduce((earlier, later) -> later)
        .map(gateway -> ", which is " + gateway)
        .orElse("");
  }

  private List<TraceEvent> evidence(TransferAttempt operation, ConnectionAttempt control) {
    return Finding.ordered(
        Stream.<TraceEvent>concat(Stream.of(control), AlgEvidence.about(trace, operation).stream())
            .toList());
  }
}
