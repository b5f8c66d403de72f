package dev.ftpnat.internal.nat;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Refusal;
import dev.ftpnat.trace.event.Hop;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.Place;
import dev.ftpnat.trace.event.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where a connection attempt gets to. Finding it out changes nothing in any table. */
public sealed interface Route {

  /** The gateways that let the attempt through, in order, as far as it came. */
  List<Passage> passages();

  /** What those gateways made of it. */
  default List<Hop> hops() {
    return passages().stream().map(Passage::hop).toList();
  }

  /** The attempt is really made: it uses up the pinholes that it goes through. */
  default void attempted(Instant now) {
    passages().forEach(passage -> passage.gateway().attempted(passage.translation()));
    // An ICMP error doesn't take an entry out of a table, as a reset does.
    if (this instanceof Refused refused
        && (refused.answer() == Refusal.DROP || refused.answer() == Refusal.UNREACHABLE)) {
      passages().forEach(passage -> passage.gateway().unanswered(now));
    }
  }

  /** What one gateway did to a connection that it let through. */
  record Passage(NatTable gateway, NatDecision.Translated translation) {

    /** The passage as it is recorded. */
    public Hop hop() {
      return new Hop(
          gateway.name(),
          translation.source(),
          translation.target(),
          translation.translatedSource(),
          translation.translatedTarget(),
          translation.reason());
    }
  }

  /**
   * It arrives at a host. Whether anybody listens there is the host's affair.
   *
   * @param host whose
   * @param seenSource where it seems to come from
   * @param arrivesAt where it arrives
   * @param passages the gateways that it passed, in order
   * @param proxy the gateway whose proxy takes it in the host's stead
   */
  record Delivered(
      Party host,
      Endpoint seenSource,
      Endpoint arrivesAt,
      List<Passage> passages,
      Optional<NatTable> proxy)
      implements Route {

    public Delivered {
      passages = List.copyOf(passages);
    }

    /** One that arrives at the host itself. */
    Delivered(Party host, Endpoint seenSource, Endpoint arrivesAt, List<Passage> passages) {
      this(host, seenSource, arrivesAt, passages, Optional.empty());
    }

    /** Who answers. */
    public Place answersAt() {
      return proxy.<Place>map(gateway -> Place.gateway(gateway.name())).orElse(host);
    }

    /**
     * The connection is established: mappings are made.
     *
     * @param connection its number
     * @param control whether it is a control connection
     * @return its entries in the tables of the gateways, in order
     */
    public List<Flow> establish(long connection, boolean control, Instant now) {
      return passages.stream()
          .map(
              passage ->
                  passage.gateway().establish(passage.translation(), connection, control, now))
          .toList();
    }

    /**
     * The same, if nobody listens there.
     *
     * @param origin whose attempt it is
     */
    public Refused notListening(Party origin) {
      Reason reason = host == origin ? Reason.OWN_HOST : Reason.NOT_LISTENING;
      return new Refused(Refusal.REJECT, host, reason, passages);
    }
  }

  /**
   * It is refused, on the way or at the end of it.
   *
   * @param answer what comes back
   * @param decidedBy where it ends
   * @param reason why
   * @param passages the gateways that it passed before, in order
   */
  record Refused(Refusal answer, Place decidedBy, Reason reason, List<Passage> passages)
      implements Route {

    public Refused {
      passages = List.copyOf(passages);
    }

    /** Whether it has arrived at a host, and nobody listens there. */
    public boolean isByHost() {
      return reason == Reason.NOT_LISTENING || reason == Reason.OWN_HOST;
    }

    /** The answer as an outcome. */
    public Outcome outcome() {
      return switch (answer) {
        case DROP -> Outcome.DROPPED;
        case REJECT -> Outcome.REFUSED;
        case UNREACHABLE -> Outcome.UNREACHABLE;
        case ACCEPT_SILENTLY, ACCEPT_AND_RESET -> Outcome.ESTABLISHED;
      };
    }
  }
}
