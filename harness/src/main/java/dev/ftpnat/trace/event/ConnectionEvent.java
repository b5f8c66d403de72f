package dev.ftpnat.trace.event;

import dev.ftpnat.net.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What became of a connection. */
public sealed interface ConnectionEvent extends TraceEvent {

  /** Its number, from 1 on, in all events about it. */
  long connection();

  /**
   * A TCP connection was attempted.
   *
   * @param connection its number, from 1 on, in all events about it
   * @param origin who attempted it
   * @param source from where; the port is 0 if the attempt ended before one was chosen
   * @param target to where, as the origin sees it
   * @param hops what the gateways made of it, as far as it came
   * @param outcome how it ended
   * @param decidedBy where the outcome was decided
   * @param reason why it decided so
   * @param waited how long the origin has waited for the outcome; empty as long as it waits for an
   *     answer that doesn't come, or if nobody can tell
   */
  record ConnectionAttempt(
      Duration at,
      long connection,
      Party origin,
      Endpoint source,
      Endpoint target,
      List<Hop> hops,
      Outcome outcome,
      Place decidedBy,
      Reason reason,
      Optional<Duration> waited)
      implements ConnectionEvent {

    public ConnectionAttempt {
      hops = List.copyOf(hops);
    }

    /** Where it goes to as it arrives at the end of its way, as far as it came. */
    public Endpoint arrivesAt() {
      return hops.isEmpty() ? target : hops.get(hops.size() - 1).translatedTarget();
    }

    /** Where it seems to come from at the end of its way, as far as it came. */
    public Endpoint seenSource() {
      return hops.isEmpty() ? source : hops.get(hops.size() - 1).translatedSource();
    }

    /** Whether it was established. */
    public boolean succeeded() {
      return outcome == Outcome.ESTABLISHED;
    }

    /**
     * Whether it was established with the other side: one to its own host isn't, nor one that a
     * gateway has {@linkplain #isAcceptedByGateway accepted itself}.
     */
    public boolean cameAbout() {
      return succeeded() && reason == Reason.LISTENING;
    }

    /**
     * Whether a gateway that doesn't let it through accepted it in the other side's place; see
     * {@link dev.ftpnat.topology.Refusal#ACCEPT_SILENTLY}.
     */
    public boolean isAcceptedByGateway() {
      return succeeded() && !cameAbout() && decidedBy instanceof Place.AtGateway;
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      text.append(origin).append(" connects ").append(source).append(" -> ").append(target);
      hops.forEach(hop -> text.append("; ").append(hop));
      return text.append(": ")
          .append(outcome)
          .append(" by ")
          .append(decidedBy)
          .append(", ")
          .append(reason.text())
          .append(
              outcome == Outcome.DROPPED
                  ? waited.map(time -> ", given up after " + time.toMillis() + " ms").orElse("")
                  : "")
          .toString();
    }
  }

  /**
   * A TCP connection to an IPv6 address was attempted by a host without IPv6, where no host of the
   * network has any, or to the host itself. It ends in the host that attempts it.
   *
   * @param connection its number, from 1 on, in all events about it
   * @param origin who attempted it
   * @param target where to
   * @param outcome how it ended
   * @param reason why it ended so
   */
  record Ipv6Attempt(
      Duration at, long connection, Party origin, Endpoint target, Outcome outcome, Reason reason)
      implements ConnectionEvent {

    @Override
    public String toString() {
      return "%s connects to %s: %s by %s, %s"
          .formatted(origin, target, outcome, origin, reason.text());
    }
  }

  /**
   * A connection ended: one of its sides knows nothing of it any more. What is under way to the
   * other may still arrive; a later record has that.
   *
   * @param connection its number
   * @param origin who had opened it
   * @param source from where
   * @param target to where, as the origin sees it
   * @param ofOrigin what became of what the origin sent
   * @param ofResponder what became of what the other side sent
   */
  record ConnectionEnd(
      Duration at,
      long connection,
      Party origin,
      Endpoint source,
      Endpoint target,
      StreamEnd ofOrigin,
      StreamEnd ofResponder)
      implements ConnectionEvent {

    /** One whose both sides sent so many bytes, got them all, and closed. */
    public ConnectionEnd(
        Duration at,
        long connection,
        Party origin,
        Endpoint source,
        Endpoint target,
        long sent,
        long received) {
      this(
          at, connection, origin, source, target, StreamEnd.whole(sent), StreamEnd.whole(received));
    }

    /** What became of what this side sent. */
    public StreamEnd stream(Party sender) {
      return sender == origin ? ofOrigin : ofResponder;
    }

    /** Bytes that the origin sent. */
    public long sent() {
      return ofOrigin.written();
    }

    /** Bytes that came back to it. */
    public long received() {
      return ofResponder.delivered();
    }

    @Override
    public String toString() {
      return "%s connection %s -> %s ended: %d bytes sent, %d received"
              .formatted(origin, source, target, sent(), received())
          + loss(origin)
          + loss(origin.opposite());
    }

    /** The rest is of no interest: whoever is done closes without waiting for the other's FIN. */
    private String loss(Party sender) {
      StreamEnd stream = stream(sender);
      boolean told =
          stream.written() != stream.delivered()
              || stream.kind() == StreamEnd.Kind.CUT
              || stream.kind() == StreamEnd.Kind.RESET;
      return told ? "; from the %s: %s".formatted(sender, stream) : "";
    }
  }
}
