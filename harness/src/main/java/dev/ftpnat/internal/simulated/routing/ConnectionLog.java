package dev.ftpnat.internal.simulated.routing;

import dev.ftpnat.internal.nat.Route;
import dev.ftpnat.internal.record.Recorder;
import dev.ftpnat.internal.record.SegmentText;
import dev.ftpnat.internal.simulated.link.LinkLog;
import dev.ftpnat.net.AddressFamily;
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
 * Writes down what becomes of one connection attempt, and captures its packets if they are wanted.
 *
 * @param number the attempt's
 * @param began when it was made, by the recorder's time
 * @param origin whose it is
 * @param source where it comes from, as its origin sees it
 * @param target what its origin asks for
 * @param beyondNat64 whether that is an IPv4 address to which a NAT64 is the way
 */
record ConnectionLog(
    Recorder recorder,
    Optional<LinkTaps> wiretap,
    long number,
    long began,
    Party origin,
    Endpoint source,
    Endpoint target,
    boolean beyondNat64) {

  /** Of an attempt that is made now. */
  static ConnectionLog begin(
      Recorder recorder,
      Optional<LinkTaps> wiretap,
      Party origin,
      Endpoint source,
      Endpoint target,
      boolean beyondNat64) {
    return new ConnectionLog(
        recorder,
        wiretap,
        recorder.nextConnection(),
        recorder.now(),
        origin,
        source,
        target,
        beyondNat64);
  }

  /** The same, of one whose packets aren't captured. */
  ConnectionLog uncaptured() {
    return new ConnectionLog(
        recorder, Optional.empty(), number, began, origin, source, target, beyondNat64);
  }

  /** It gets to the end of its way. */
  Tap passes(List<Hop> hops) {
    return sent().<Tap>map(tap -> tap.deliver(origin, source, target, hops)).orElse(Tap.NONE);
  }

  /** It was accepted there. */
  Recorder.Entry established(Route.Delivered route) {
    return recorder.record(began, established(route.hops(), route.answersAt()));
  }

  /** A proxy took it, and has carried it on now. */
  void carriedOn(Recorder.Entry accepted, List<Hop> hops, Place answeredBy) {
    accepted.amend(established(hops, answeredBy));
  }

  private Function<Duration, TraceEvent> established(List<Hop> hops, Place answeredBy) {
    Optional<Duration> waited = Optional.of(sinceItBegan());
    return at ->
        new ConnectionAttempt(
            at,
            number,
            origin,
            source,
            target,
            hops,
            Outcome.ESTABLISHED,
            answeredBy,
            Reason.LISTENING,
            waited);
  }

  /** It was refused there, after all. */
  void notListening(Route.Delivered route) {
    record(route.notListening(origin));
  }

  /** It is refused on its way, or at the end of it. */
  ConnectFailure refused(Route.Refused refused) {
    String why = refused.reason().text();
    String comment = refused.isByHost() ? why : refused.decidedBy() + ": " + why;
    ConnectFailure failure = record(refused);
    sent()
        .ifPresent(
            tap -> tap.refuse(origin, source, target, refused.hops(), refused.outcome(), comment));
    return failure;
  }

  /** Captures its packets: a host sends none to addresses of a family that it has none of. */
  private Optional<LinkTaps> sent() {
    return wiretap.filter(
        tap -> AddressFamily.of(source.address()) == AddressFamily.of(target.address()));
  }

  private ConnectFailure record(Route.Refused refused) {
    return record(refused.hops(), refused.outcome(), refused.decidedBy(), refused.reason());
  }

  private ConnectFailure record(List<Hop> hops, Outcome outcome, Place decidedBy, Reason reason) {
    Function<Optional<Duration>, Function<Duration, TraceEvent>> event =
        waited ->
            at ->
                new ConnectionAttempt(
                    at, number, origin, source, target, hops, outcome, decidedBy, reason, waited);
    Optional<Duration> upToNow =
        outcome == Outcome.DROPPED ? Optional.empty() : Optional.of(sinceItBegan());
    Recorder.Entry entry = recorder.record(began, event.apply(upToNow));
    return new ConnectFailure(
        outcome,
        isUnknownNetwork(outcome, decidedBy, reason) ? Reason.NOT_UNICAST : reason,
        words(outcome, decidedBy, reason),
        () -> entry.amend(event.apply(Optional.of(sinceItBegan()))));
  }

  /**
   * Whether a stack says that the network is unreachable, and not the host: if it has no route
   * itself, and on IPv6 also if a router has none (ICMPv6 code 0), which is what a NAT64 makes of
   * all that is unreachable beyond it (RFC 7915 section 4.2).
   */
  private boolean isUnknownNetwork(Outcome outcome, Place decidedBy, Reason reason) {
    boolean byRouter =
        outcome == Outcome.UNREACHABLE
            && decidedBy != origin
            && target.address() instanceof Inet6Address
            && (decidedBy == Place.Beyond.INTERNET && reason == Reason.NO_ROUTE || beyondNat64);
    return byRouter || (reason == Reason.NO_ROUTE && decidedBy == origin);
  }

  private Duration sinceItBegan() {
    return Duration.ofNanos(recorder.now() - began);
  }

  /** A client wants to connect to an IPv6 address that nothing on the network has, or its own. */
  static ConnectFailure refused(Recorder recorder, Inet6Address target, int port) {
    boolean own = IpAddresses.isOwnHost(target);
    Outcome outcome = own ? Outcome.REFUSED : Outcome.UNREACHABLE;
    Reason reason = own ? Reason.OWN_HOST : Reason.NO_ROUTE;
    long connection = recorder.nextConnection();
    recorder.record(
        at ->
            new Ipv6Attempt(
                at, connection, Party.CLIENT, new Endpoint(target, port), outcome, reason));
    // A stack without IPv6 says the same of a route that it has none of.
    return new ConnectFailure(
        outcome, own ? reason : Reason.NOT_UNICAST, words(outcome, Party.CLIENT, reason), () -> {});
  }

  private static String words(Outcome outcome, Place decidedBy, Reason reason) {
    return outcome + " by " + decidedBy + ", " + reason.text();
  }

  /** What links do to it goes there. */
  LinkLog ofLinks() {
    return new LinkLog(recorder, number);
  }

  /** A gateway doesn't let through what one side has sent; told once for each side. */
  void lost(Party sender, String gateway, boolean reset, Supplier<SegmentText> text) {
    recorder.record(
        at -> {
          SegmentText said = text.get();
          return new SegmentLost(at, number, gateway, sender, reset, said.encrypted(), said.text());
        });
  }

  /** It has ended at one side; what its two streams come to is asked for. */
  void ended(Supplier<StreamEnd> ofOrigin, Supplier<StreamEnd> ofResponder) {
    recorder.recordLive(
        at ->
            new ConnectionEnd(
                at, number, origin, source, target, ofOrigin.get(), ofResponder.get()));
  }
}
