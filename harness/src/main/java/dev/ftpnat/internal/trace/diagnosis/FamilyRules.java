package dev.ftpnat.internal.trace.diagnosis;

import dev.ftpnat.internal.trace.session.GatewaySettings;
import dev.ftpnat.internal.trace.waysout.ControlWaysOut;
import dev.ftpnat.internal.trace.waysout.DataWaysOut;
import dev.ftpnat.internal.trace.waysout.FamilyWaysOut;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.WayOut;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.session.DataMode;
import dev.ftpnat.trace.session.Exchange;
import dev.ftpnat.trace.session.TransferAttempt;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Of data connections in another family of addresses than the control connection's. */
final class FamilyRules {

  private FamilyRules() {}

  /** Of a command that asked for the other family, and was refused. */
  static Optional<Finding> refused(
      EventLog trace, TransferAttempt operation, Exchange refused, Reply reply) {
    Optional<Gateway> nat64 = trace.topology().nat64();
    // Beyond a NAT64 it is IPv4, whatever the client has.
    AddressFamily family = nat64.isEmpty() ? trace.topology().family() : AddressFamily.IPV4;
    Optional<AddressFamily> asked =
        operation.method() == DataMode.NONE
            ? Optional.empty()
            : meant(trace.topology(), operation)
                .or(() -> FamilyWaysOut.askedFor(operation.method(), refused.argument()));
    DataWaysOut others = new DataWaysOut(GatewaySettings.of(trace.topology()), operation);
    boolean isForAddress = !trace.topology().server().refusedCommands().contains(refused.verb());
    boolean hasClat = trace.topology().clat().isPresent();
    if (nat64.isPresent() && !hasClat && operation.method().isActive() && isForAddress) {
      return Optional.of(
          Finding.of(
              operation,
              Cause.OTHER_FAMILY_REQUESTED,
              "The client has IPv6 alone%s, and to the server, beyond the NAT64 of %s, the control connection is over IPv4: %d %s"
                  .formatted(
                      operation.method() == DataMode.EPRT
                          ? ", and so has its EPRT"
                          : ", which PORT has no room for",
                      GatewaySettings.name(nat64.get()),
                      reply.code(),
                      reply.text()),
              others.ofActiveBeyondNat64(nat64.get()),
              List.of()));
    }
    if (asked.isEmpty() || asked.get() == family) {
      return Optional.empty();
    }
    List<WayOut> ways = new ArrayList<>();
    FamilyWaysOut.right(operation.method(), family)
        // Beyond a NAT64 the client has no IPv4 address that anybody knows.
        .filter(way -> !(hasClat && operation.method() == DataMode.EPRT))
        .ifPresent(ways::add);
    others.ofRefusal().stream()
        .filter(way -> ways.stream().noneMatch(first -> first.kind() == way.kind()))
        .forEach(ways::add);
    return Optional.of(
        Finding.of(
            operation,
            Cause.OTHER_FAMILY_REQUESTED,
            "The server was asked for %s, which is %s, on a control connection over %s: %d %s"
                .formatted(
                    said(refused, operation.method()),
                    asked.get().text(),
                    family.text(),
                    reply.code(),
                    reply.text()),
            ways,
            List.of()));
  }

  private static String said(Exchange refused, DataMode method) {
    return method == DataMode.EPSV ? refused.verb() + " " + refused.argument() : refused.verb();
  }

  /** What a client says of itself on the simulated network needn't be what its socket has. */
  private static Optional<AddressFamily> meant(Topology topology, TransferAttempt operation) {
    return operation
        .announced()
        .filter(it -> operation.method() == DataMode.EPRT)
        .map(Endpoint::address)
        .filter(it -> topology.clientAddress(AddressFamily.of(it)).filter(it::equals).isPresent())
        .map(AddressFamily::of);
  }

  /** Of a control connection to an address that a host has, by one that has none of its family. */
  static Optional<Finding> lacking(BlockedConnection blocked) {
    Topology topology = blocked.trace().topology();
    InetAddress there = blocked.target().address();
    AddressFamily family = AddressFamily.of(there);
    boolean lacked =
        !blocked.isForData()
            && isLacked(blocked.attempt().orElseThrow())
            && addresses(topology, family).anyMatch(there::equals);
    if (!lacked) {
      return Optional.empty();
    }
    ControlWaysOut waysOut = new ControlWaysOut(blocked.gateways());
    return blocked.finding(
        Cause.CONTROL_CONNECTION_FAILED,
        "%s, but has no %s address.%s"
            .formatted(
                blocked.went(),
                family.text(),
                waysOut.isServerOfOtherFamily()
                    ? " The server has " + family.text() + " alone."
                    : waysOut
                        .controlEndpoint()
                        .map(at -> " The server is at " + at + ".")
                        .orElse("")),
        waysOut.ofControl(blocked.target()),
        List.of());
  }

  /** Whether a host had nothing of the family that it connected to, and so sent nothing. */
  static boolean isLacked(ConnectionAttempt attempt) {
    return attempt.reason() == Reason.NO_ROUTE && attempt.decidedBy() == attempt.origin();
  }

  /** All of a family that hosts and gateways have. */
  private static Stream<InetAddress> addresses(Topology topology, AddressFamily family) {
    Stream<InetAddress> ofGateways =
        topology.gateways().stream()
            .flatMap(
                gateway ->
                    Stream.concat(
                        gateway.publicAddress(family).stream(),
                        gateway.furtherAddresses(family).stream()));
    return Stream.concat(topology.server().address(family).stream(), ofGateways);
  }

  /** Of a 227 over IPv6, whose address is of IPv4, and leads nowhere for that. */
  static Optional<Finding> ipv4OverIpv6(BlockedConnection blocked) {
    boolean leadsNowhere =
        blocked.reason() == Reason.OWN_HOST
            || blocked.reason() == Reason.NO_ROUTE
            || blocked.reason() == Reason.NOT_UNICAST;
    if (!blocked.isForData()
        || blocked.method() != DataMode.PASV
        || !leadsNowhere
        || blocked.trace().topology().family() != AddressFamily.IPV6
        || AddressFamily.of(blocked.heard().address()) != AddressFamily.IPV4) {
      return Optional.empty();
    }
    return blocked.finding(
        Cause.IPV4_ADDRESS_OVER_IPV6,
        "The server's 227 named %s over IPv6, as 227 has room for an IPv4 address only%s."
            .formatted(
                blocked.heard(),
                blocked.attempt().isEmpty()
                    ? "; the client didn't try it"
                    : ". The client went to " + blocked.target()),
        // No address that it could announce is of any use.
        blocked.waysOut().ofBlocking().stream()
            .filter(way -> way.kind() != Kind.ANNOUNCE_PUBLIC_ADDRESS)
            .toList(),
        AlgEvidence.about(blocked.trace(), blocked.transfer()));
  }
}
