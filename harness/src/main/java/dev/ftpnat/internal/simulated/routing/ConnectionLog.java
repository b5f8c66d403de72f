package dev.ftpnat.internal.simulated.routing;

import dev.ftpnat.internal.nat.Route;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.record.SegmentText;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.ConnectionEvent.Ipv6Attempt;
import dev.ftpnat.trace.event.GatewayEvent.SegmentLost;
import dev.ftpnat.trace.event.Hop;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Place;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.StreamEnd;
import dev.ftpnat.trace.event.TraceEvent;
import java.net.Inet6Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Writes down what becomes of connection attempts, and captures their packets if they are wanted.
 */
final class ConnectionLog {

  private final Recorder recorder;
  private final Optional<LinkTaps> wiretap;

  ConnectionLog(Recorder recorder, Optional<LinkTaps> wiretap) {
    this.recorder = recorder;
    this.wiretap = wiretap;
  }

  /** Somebody wants a connection now. */
  Attempt begin(Party origin, Endpoint source, Endpoint target) {
    return new Attempt(recorder.nextConnection(), recorder.now(), origin, source, target);
  }

  /** An attempt gets to the end of its way. */
  Tap passes(Attempt attempt, Route.Delivered route) {
    return wiretap
        .<Tap>map(
            tap -> tap.deliver(attempt.origin(), attempt.source(), attempt.target(), route.hops()))
        .orElse(Tap.NONE);
  }

  /** It was accepted there. */
  void established(Connection passed) {
    passed.tap().accepted();
    record(
        passed.attempt(),
        passed.route().hops(),
        Outcome.ESTABLISHED,
        passed.route().host(),
        Reason.LISTENING);
  }

  /** It was refused there, after all. */
  void notListening(Connection passed) {
    passed.tap().refused();
    recordNotListening(passed.attempt(), passed.route());
  }

  /** An attempt gets to the end of its way, but nobody listens there. */
  ConnectFailure notListening(Attempt attempt, Route.Delivered route) {
    capture(attempt, route.hops(), Outcome.REFUSED, silence(attempt, route).text());
    return recordNotListening(attempt, route);
  }

  private ConnectFailure recordNotListening(Attempt attempt, Route.Delivered route) {
    return record(attempt, route.hops(), Outcome.REFUSED, route.host(), silence(attempt, route));
  }

  private static Reason silence(Attempt attempt, Route.Delivered route) {
    return route.host() == attempt.origin() ? Reason.OWN_HOST : Reason.NOT_LISTENING;
  }

  /** A client wants to connect to an IPv6 address, which nothing on the network has. */
  ConnectFailure refused(Inet6Address target, int port) {
    boolean own = IpAddresses.isOwnHost(target);
    Outcome outcome = own ? Outcome.REFUSED : Outcome.UNREACHABLE;
    Reason reason = own ? Reason.OWN_HOST : Reason.NO_ROUTE;
    long connection = recorder.nextConnection();
    recorder.record(
        at ->
            new Ipv6Attempt(
                at, connection, Party.CLIENT, new Endpoint(target, port), outcome, reason));
    // A stack without IPv6 says the same of a route that it has none of.
    return new ConnectFailure(outcome, own ? reason : Reason.NOT_UNICAST, () -> {});
  }

  /** An attempt is refused on its way. */
  ConnectFailure refused(
      Attempt attempt, List<Hop> hops, Outcome outcome, Place decidedBy, Reason reason) {
    capture(attempt, hops, outcome, decidedBy + ": " + reason.text());
    return record(attempt, hops, outcome, decidedBy, reason);
  }

  private void capture(Attempt attempt, List<Hop> hops, Outcome outcome, String comment) {
    wiretap.ifPresent(
        tap ->
            tap.refuse(
                attempt.origin(), attempt.source(), attempt.target(), hops, outcome, comment));
  }

  private ConnectFailure record(
      Attempt attempt, List<Hop> hops, Outcome outcome, Place decidedBy, Reason reason) {
    Function<Optional<Duration>, Function<Duration, TraceEvent>> event =
        waited ->
            at ->
                new ConnectionAttempt(
                    at,
                    attempt.connection(),
                    attempt.origin(),
                    attempt.source(),
                    attempt.target(),
                    hops,
                    outcome,
                    decidedBy,
                    reason,
                    waited);
    Optional<Duration> upToNow =
        outcome == Outcome.DROPPED ? Optional.empty() : Optional.of(since(attempt));
    Recorder.Entry entry = recorder.record(attempt.began(), event.apply(upToNow));
    return new ConnectFailure(
        outcome, reason, () -> entry.amend(event.apply(Optional.of(since(attempt)))));
  }

  private Duration since(Attempt attempt) {
    return Duration.ofNanos(recorder.now() - attempt.began());
  }

  /** A gateway doesn't let through what one side has sent; told once for each side. */
  void lost(
      Connection passed,
      boolean fromOrigin,
      String gateway,
      boolean reset,
      Supplier<SegmentText> text) {
    Party sender = fromOrigin ? passed.origin() : passed.origin().opposite();
    if (passed.flow().isFirstLost(fromOrigin)) {
      recorder.record(
          at -> {
            SegmentText said = text.get();
            return new SegmentLost(
                at, passed.connection(), gateway, sender, reset, said.encrypted(), said.text());
          });
    }
  }

  /** A connection has ended at one side; what its two streams come to is asked for. */
  void ended(Connection passed, Supplier<StreamEnd> ofOrigin, Supplier<StreamEnd> ofResponder) {
    long connection = passed.connection();
    Party origin = passed.origin();
    Endpoint source = passed.source();
    Endpoint target = passed.target();
    recorder.recordLive(
        at ->
            new ConnectionEnd(
                at, connection, origin, source, target, ofOrigin.get(), ofResponder.get()));
  }
}
