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
    if (this instanceof Refused refused && refused.answer() == Refusal.DROP) {
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
   */
  record Delivered(Party host, Endpoint seenSource, Endpoint arrivesAt, List<Passage> passages)
      implements Route {

    public Delivered {
      passages = List.copyOf(passages);
    }

    /**
     * The connection is established: mappings are made.
     *
     * @param connection its number
     * @param control whether it is a control connection
     */
    public Flow establish(long connection, boolean control, Instant now) {
      Flow flow = new Flow(connection, control, passages, now);
      passages.forEach(passage -> passage.gateway().establish(flow, passage.translation()));
      return flow;
    }

    /** The connection has ended. */
    public void end(Flow flow) {
      passages.forEach(passage -> passage.gateway().end(flow, passage.translation()));
    }
  }

  /**
   * It ends on the way.
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

    /** The answer as an outcome. */
    public Outcome outcome() {
      return switch (answer) {
        case DROP -> Outcome.DROPPED;
        case REJECT -> Outcome.REFUSED;
        case UNREACHABLE -> Outcome.UNREACHABLE;
      };
    }
  }
}
