package dev.ftpnat.internal.trace.diagnosis;

import dev.ftpnat.internal.text.Durations;
import dev.ftpnat.internal.trace.session.GatewaySettings;
import dev.ftpnat.internal.trace.session.HostPortText;
import dev.ftpnat.internal.trace.waysout.DataWaysOut;
import dev.ftpnat.internal.trace.waysout.WaysOut;
import dev.ftpnat.net.AddressFamily;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.Topology;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.WayOut;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ConnectionEvent.Ipv6Attempt;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.GatewayEvent.AddressChanged;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.session.DataMode;
import dev.ftpnat.trace.session.Exchange;
import dev.ftpnat.trace.session.TransferAttempt;
import dev.ftpnat.trace.session.TransferAttempt.Result;
import java.util.List;
import java.util.Optional;

/** Connections that go, or were told to go, to an address that leads nowhere. */
final class AddressRules {

  private static final String ITSELF = "which to every host means itself";

  private AddressRules() {}

  // Behind a gateway --------------------------------------------------------------------------

  /** To an address that only those behind a gateway reach. */
  static Optional<Finding> behindGateway(BlockedConnection blocked) {
    if (blocked.reason() == Reason.PRIVATE_DESTINATION) {
      return behind(blocked, blocked.gateway());
    }
    Topology topology = blocked.trace().topology();
    boolean listenersOwn =
        (blocked.isPassive() ? topology.server().address() : topology.clientAddress())
            .equals(Optional.of(blocked.target().address()));
    return blocked.ofListener().stream()
        .reduce((inner, outer) -> outer)
        .filter(outermost -> blocked.reason() == Reason.NO_ROUTE && listenersOwn)
        .map(outermost -> blocked.isPassive() ? outermost : topology.clat().orElse(outermost))
        .flatMap(outermost -> behind(blocked, Optional.of(outermost)));
  }

  private static Optional<Finding> behind(BlockedConnection blocked, Optional<Gateway> gateway) {
    boolean blind =
        blocked.transfer().isEncrypted()
            && gateway.filter(at -> GatewaySettings.knows(at, blocked.method())).isPresent();
    return blocked.finding(
        blocked.isPassive() ? ofReply(blocked, blind) : ofPort(blind),
        "%s is private to the network behind %s. %s"
            .formatted(
                wentThere(blocked),
                gateway.map(GatewaySettings::name).orElse(blocked.decidedBy().toString()),
                gateway.map(at -> notRewritten(blocked, at)).orElse("")));
  }

  private static Cause ofReply(BlockedConnection blocked, boolean blind) {
    if (blocked.attempt().isEmpty()) {
      return Cause.PRIVATE_ADDRESS_IGNORED;
    }
    return blind ? Cause.PRIVATE_ADDRESS_FOLLOWED_BEHIND_BLIND_ALG : Cause.PRIVATE_ADDRESS_FOLLOWED;
  }

  private static Cause ofPort(boolean blind) {
    return blind ? Cause.PRIVATE_ADDRESS_IN_PORT_BEHIND_BLIND_ALG : Cause.PRIVATE_ADDRESS_IN_PORT;
  }

  private static String wentThere(BlockedConnection blocked) {
    if (!blocked.isPassive()) {
      return blocked.went() + ", which";
    }
    if (blocked.attempt().isEmpty()) {
      return "The server's %s named %s, and the client didn't go there: the address"
          .formatted(blocked.method().announcement(), blocked.target());
    }
    return blocked.target().address().equals(blocked.heard().address())
        ? "The client believed %s and went to %s, which"
            .formatted(blocked.reply(), blocked.target())
        : blocked.wentElsewhere() + ". The address";
  }

  private static String notRewritten(BlockedConnection blocked, Gateway gateway) {
    String name = GatewaySettings.name(gateway);
    return GatewaySettings.hasAlg(gateway)
        ? "The ALG of %s %s."
            .formatted(name, AlgEvidence.whyNothing(blocked, gateway, "rewrite the address"))
        : "No ALG at " + name + " rewrites the address.";
  }

  /** To a decoy, which takes whatever it is sent. */
  static Optional<Finding> decoy(BlockedConnection blocked) {
    return blocked.reason() == Reason.DECOY
        ? blocked.finding(
            IpAddresses.isOwnHost(blocked.target().address())
                ? Cause.LOOPBACK_ADDRESS_ANNOUNCED
                : Cause.WRONG_ADDRESS_ANNOUNCED,
            "%s, where a decoy listens, and no server.".formatted(blocked.went()))
        : Optional.empty();
  }

  // The host's own ----------------------------------------------------------------------------

  /** To the host that it comes from, which answers: no server is on it. */
  static Optional<Finding> ownHost(BlockedConnection blocked) {
    if (blocked.reason() != Reason.OWN_HOST) {
      return Optional.empty();
    }
    Endpoint told = blocked.isPassive() ? blocked.heard() : blocked.target();
    boolean everybodys = IpAddresses.isOwnHost(told.address());
    return blocked.finding(
        everybodys ? Cause.LOOPBACK_ADDRESS_ANNOUNCED : Cause.WRONG_ADDRESS_ANNOUNCED,
        blocked.isPassive()
            ? clientsOwn(blocked, everybodys)
            : "%s, %s, and so came back to its own host."
                .formatted(
                    blocked.went(), everybodys ? ITSELF : "which is the server's own address"));
  }

  private static String clientsOwn(BlockedConnection blocked, boolean everybodys) {
    Endpoint heard = blocked.heard();
    boolean same = blocked.target().equals(heard);
    boolean clients =
        blocked.trace().topology().clientAddress().equals(Optional.of(heard.address()));
    if (!everybodys && !same && !clients) {
      return "The client went to %s, which is its own host, though %s led to %s."
          .formatted(blocked.target(), blocked.reply(), heard);
    }
    return "The server's %s led to %s, %s%s"
        .formatted(
            blocked.method().announcement(),
            heard,
            everybodys ? ITSELF : "which is the client's own address",
            blocked.attempt().isEmpty()
                ? "; the client didn't try it."
                : ". The client believed it and came back to its own host%s, where no server listens."
                    .formatted(same || !everybodys ? "" : ", at " + blocked.target()));
  }

  // Nobody's ----------------------------------------------------------------------------------

  /** To an address that no host has, or can have. */
  static Optional<Finding> nobodys(BlockedConnection blocked) {
    boolean nowhere = blocked.reason() == Reason.NO_ROUTE;
    if (!nowhere && blocked.reason() != Reason.NOT_UNICAST) {
      return Optional.empty();
    }
    String none = "a multicast or broadcast address, to which no connection can be made";
    boolean elsewhere = blocked.isPassive() && !blocked.target().equals(blocked.heard());
    return blocked.finding(
        Cause.WRONG_ADDRESS_ANNOUNCED,
        elsewhere
            ? "The client went to %s, %s; %s led to %s."
                .formatted(
                    blocked.target(),
                    nowhere ? "which no host has" : none,
                    blocked.reply(),
                    blocked.heard())
            : "%s, %s."
                .formatted(
                    blocked.isPassive() ? blocked.led() : blocked.went(),
                    nowhere ? "and no host has this address" : none));
  }

  /** A client's, to the address that a gateway had before it got another one. */
  static Optional<Finding> renumbered(BlockedConnection blocked) {
    return blocked
        .attempt()
        .filter(attempt -> attempt.reason() == Reason.NO_ROUTE)
        .filter(attempt -> blocked.isPassive() || !blocked.isForData())
        .flatMap(attempt -> change(blocked.trace(), attempt))
        .flatMap(
            change ->
                blocked.finding(
                    Cause.GATEWAY_RENUMBERED,
                    "%s, an address that %s had before it got %s. No host has it now."
                        .formatted(
                            blocked.went(), change.gateway(), IpAddresses.text(change.now())),
                    ofRenumbering(blocked, change),
                    List.of(change)));
  }

  private static Optional<AddressChanged> change(EventLog trace, ConnectionAttempt attempt) {
    return trace.only(AddressChanged.class).stream()
        .filter(change -> change.before().equals(attempt.target().address()))
        .filter(change -> Durations.isUpTo(change.at(), attempt.at()))
        .reduce((earlier, later) -> later);
  }

  private static List<WayOut> ofRenumbering(BlockedConnection blocked, AddressChanged change) {
    return blocked.isForData()
        ? blocked.waysOut().ofRenumbering(change.now())
        : new WaysOut(blocked.gateways())
            .ofRenumbering(change.gateway(), Optional.of(change.now()), false);
  }

  /** Of a transfer whose 229 named an IPv6 address, which no host of the network has. */
  static Optional<Finding> ipv6(EventLog trace, TransferAttempt transfer) {
    boolean isIpv6 = trace.topology().family() == AddressFamily.IPV6;
    if (isIpv6 || transfer.method() != DataMode.EPSV || transfer.isConnected()) {
      return Optional.empty();
    }
    return transfer
        .negotiation()
        .flatMap(Exchange::conclusion)
        .flatMap(reply -> HostPortText.ipv6(reply.text()))
        .flatMap(named -> ipv6(trace, transfer, named));
  }

  private static Optional<Finding> ipv6(EventLog trace, TransferAttempt transfer, Endpoint named) {
    List<TraceEvent> attempts =
        trace.events().stream()
            .filter(event -> isByHostWithoutIpv6(event, named))
            .filter(event -> event.at().compareTo(transfer.at()) >= 0)
            .toList();
    if (attempts.isEmpty() && transfer.result() != Result.UNUSED) {
      return Optional.empty();
    }
    boolean own = IpAddresses.isOwnHost(named.address());
    return Optional.of(
        Finding.of(
            transfer,
            own ? Cause.LOOPBACK_ADDRESS_ANNOUNCED : Cause.WRONG_ADDRESS_ANNOUNCED,
            "The server's 229 led to %s, %s%s."
                .formatted(
                    named,
                    own ? ITSELF : anIpv6Address(attempts),
                    attempts.isEmpty() ? "; the client didn't try it" : ""),
            new DataWaysOut(GatewaySettings.of(trace.topology()), transfer).ofAddressIn229(),
            attempts));
  }

  /** Where others on the network have IPv6, the attempt is recorded as any is. */
  private static String anIpv6Address(List<TraceEvent> attempts) {
    return attempts.stream().anyMatch(ConnectionAttempt.class::isInstance)
        ? "an IPv6 address, and the client has none"
        : "an IPv6 address, which no host here has";
  }

  private static boolean isByHostWithoutIpv6(TraceEvent event, Endpoint named) {
    if (event instanceof ConnectionAttempt attempt) {
      return attempt.target().equals(named) && FamilyRules.isLacked(attempt);
    }
    return event instanceof Ipv6Attempt attempt && attempt.target().equals(named);
  }
}
