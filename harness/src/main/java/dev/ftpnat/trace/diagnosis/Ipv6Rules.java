package dev.ftpnat.trace.diagnosis;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.event.TraceEvent.Ipv6Attempt;
import dev.ftpnat.trace.session.DataMode;
import dev.ftpnat.trace.session.Exchange;
import dev.ftpnat.trace.session.GatewaySettings;
import dev.ftpnat.trace.session.HostPortText;
import dev.ftpnat.trace.session.TransferAttempt;
import dev.ftpnat.trace.session.TransferAttempt.Result;
import java.util.List;
import java.util.Optional;

/** Of 229 replies that name an IPv6 address, which no host of the network has. */
final class Ipv6Rules {

  private final EventLog trace;
  private final DataWaysOut waysOut;

  Ipv6Rules(EventLog trace) {
    this.trace = trace;
    this.waysOut = new DataWaysOut(GatewaySettings.of(trace.topology()));
  }

  /** Of an operation that no data connection was established for. */
  Optional<Finding> of(TransferAttempt operation) {
    if (operation.method() != DataMode.EPSV || operation.isConnected()) {
      return Optional.empty();
    }
    return operation
        .negotiation()
        .flatMap(Exchange::conclusion)
        .flatMap(reply -> HostPortText.ipv6(reply.text()))
        .flatMap(named -> of(operation, named));
  }

  private Optional<Finding> of(TransferAttempt operation, Endpoint named) {
    List<TraceEvent> attempts =
        trace.only(Ipv6Attempt.class).stream()
            .filter(attempt -> attempt.target().equals(named))
            .filter(attempt -> attempt.at().compareTo(operation.at()) >= 0)
            .map(TraceEvent.class::cast)
            .toList();
    if (attempts.isEmpty() && operation.result() != Result.UNUSED) {
      return Optional.empty();
    }
    boolean own = IpAddresses.isOwnHost(named.address());
    return Optional.of(
        Finding.of(
            operation,
            own ? Cause.LOOPBACK_ADDRESS_ANNOUNCED : Cause.WRONG_ADDRESS_ANNOUNCED,
            "The server's 229 led to %s, %s%s."
                .formatted(
                    named,
                    own
                        ? "which to every host means itself"
                        : "an IPv6 address, which no host here has",
                    attempts.isEmpty() ? "; the client didn't try it" : ""),
            waysOut.ofAddressIn229(operation),
            attempts));
  }
}
