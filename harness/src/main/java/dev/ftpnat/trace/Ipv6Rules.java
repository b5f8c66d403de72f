package dev.ftpnat.trace;

import dev.ftpnat.net.Ipv6;
import dev.ftpnat.trace.DataOperation.Method;
import dev.ftpnat.trace.DataOperation.Result;
import dev.ftpnat.trace.HostPorts.Ipv6Endpoint;
import dev.ftpnat.trace.TraceEvent.Ipv6Attempt;
import java.util.List;
import java.util.Optional;

/** Of 229 replies that name an IPv6 address, which no host of the network has. */
final class Ipv6Rules {

  private final Trace trace;
  private final DataWaysOut waysOut;

  Ipv6Rules(Trace trace) {
    this.trace = trace;
    this.waysOut = new DataWaysOut(Gateways.of(trace.topology()));
  }

  /** Of an operation that no data connection was established for. */
  Optional<Finding> of(DataOperation operation) {
    if (operation.method() != Method.EPSV || operation.isConnected()) {
      return Optional.empty();
    }
    return operation
        .negotiation()
        .flatMap(Exchange::conclusion)
        .flatMap(reply -> HostPorts.ipv6(reply.text()))
        .flatMap(named -> of(operation, named));
  }

  private Optional<Finding> of(DataOperation operation, Ipv6Endpoint named) {
    List<TraceEvent> attempts =
        trace.only(Ipv6Attempt.class).stream()
            .filter(attempt -> attempt.port() == named.port())
            .filter(attempt -> attempt.address().equals(named.address()))
            .filter(attempt -> attempt.at().compareTo(operation.at()) >= 0)
            .map(TraceEvent.class::cast)
            .toList();
    if (attempts.isEmpty() && operation.result() != Result.UNUSED) {
      return Optional.empty();
    }
    boolean own = Ipv6.isOwnHost(named.address());
    return Optional.of(
        Finding.of(
            operation,
            own ? Cause.LOOPBACK_ADDRESS_ANNOUNCED : Cause.WRONG_ADDRESS_ANNOUNCED,
            "The server's 229 led to [%s]:%d, %s%s."
                .formatted(
                    Ipv6.text(named.address()),
                    named.port(),
                    own
                        ? "which to every host means itself"
                        : "an IPv6 address, which no host here has",
                    attempts.isEmpty() ? "; the client didn't try it" : ""),
            waysOut.ofAddressIn229(operation),
            attempts));
  }
}
