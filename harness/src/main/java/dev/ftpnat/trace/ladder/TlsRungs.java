package dev.ftpnat.trace.ladder;

import dev.ftpnat.internal.text.Ellipsis;
import dev.ftpnat.internal.trace.session.LinkEffects;
import dev.ftpnat.trace.event.ControlEvent.TlsRecords;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.ladder.Rung.End;
import dev.ftpnat.trace.ladder.Rung.Mood;
import dev.ftpnat.trace.ladder.Rung.Stretch;
import dev.ftpnat.trace.ladder.Rung.Wire;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What one control connection carried encrypted, beside what the server made of it. The two are
 * recorded apart: a command comes after the records that held it, a reply before those that will.
 */
final class TlsRungs {

  private final Lifelines lifelines;
  private final String tag;
  private final LinkEffects effects;
  private final List<RungBuilder> drafts;

  /** Those of which nobody knows what they hold, since the last of which somebody does. */
  private final List<Flight> obscure = new ArrayList<>();

  /** Replies whose records are still to come. */
  private final Deque<Flight> awaited = new ArrayDeque<>();

  private Optional<Flight> latest = Optional.empty();

  /** Records of one side that came one after the other, as one rung. */
  private static final class Flight {

    private final RungBuilder draft;
    private final Party sender;
    private long records;
    private long bytes;

    Flight(RungBuilder draft, Party sender) {
      this.draft = draft;
      this.sender = sender;
    }
  }

  /**
   * Of one connection.
   *
   * @param tag stands before what it carries
   */
  TlsRungs(Lifelines lifelines, String tag, LinkEffects effects, List<RungBuilder> drafts) {
    this.lifelines = lifelines;
    this.tag = tag;
    this.effects = effects;
    this.drafts = drafts;
  }

  void passed(TlsRecords records) {
    if (!lifelines.hasLink(records.link())) {
      return;
    }
    boolean fromClient = records.sender() == Party.CLIENT;
    int from = fromClient ? records.link() : records.link() + 1;
    int to = fromClient ? records.link() + 1 : records.link();
    if (from != lifelines.of(records.sender())) {
      latest
          .filter(flight -> flight.sender == records.sender() && flight.draft.reached() == from)
          .ifPresent(
              flight -> {
                flight.draft.extend(to);
                lose(flight, records);
              });
      return;
    }
    Flight flight = carrying(records.at(), records.sender());
    flight.records += records.records();
    flight.bytes += records.bytes();
    int reached = flight.draft.stretches.isEmpty() ? to : flight.draft.reached();
    flight.draft.stretches.clear();
    flight.draft.stretches.add(new Stretch(from, reached, label(flight)));
    lose(flight, records);
    latest = Optional.of(flight);
  }

  private void lose(Flight flight, TlsRecords records) {
    if (effects.swallowed(records)) {
      flight.draft.end = End.STOPS;
      flight.draft.mood = Mood.FAILED;
    }
  }

  /** A gateway has forgotten the connection: another rung tells of the first that it drops. */
  void lost(Party sender, int gateway) {
    latest
        .filter(flight -> flight.sender == sender && flight.draft.reached() == gateway)
        .ifPresent(
            flight -> {
              drafts.removeIf(draft -> draft == flight.draft);
              obscure.removeIf(each -> each == flight);
              latest = Optional.empty();
            });
  }

  private Flight carrying(Duration at, Party sender) {
    if (sender == Party.SERVER && !awaited.isEmpty()) {
      return awaited.remove();
    }
    return latest
        .filter(flight -> flight.sender == sender)
        .filter(flight -> sender == Party.SERVER || flight.draft.view.isEmpty())
        .orElseGet(
            () -> {
              Flight flight = begin(at, sender);
              flight.draft.stretches.clear();
              obscure.add(flight);
              return flight;
            });
  }

  private Flight begin(Duration at, Party sender) {
    RungBuilder draft = new RungBuilder(at, Wire.TLS);
    draft.stretches.add(
        new Stretch(
            lifelines.of(sender), lifelines.of(sender.opposite()), Ellipsis.of(tag + "TLS")));
    drafts.add(draft);
    return new Flight(draft, sender);
  }

  private Ellipsis label(Flight flight) {
    String bytes = flight.bytes + (flight.bytes == 1 ? " byte" : " bytes");
    return flight.records == 0
        ? Ellipsis.of(tag + "TLS, " + bytes + " more", tag + bytes)
        : Ellipsis.of(
            String.format(
                Locale.ROOT,
                "%sTLS, %d record%s, %s",
                tag,
                flight.records,
                flight.records == 1 ? "" : "s",
                bytes),
            tag + "TLS, " + bytes);
  }

  /** The server has read a command. */
  void command(Duration at, Ellipsis view) {
    Flight flight =
        obscure.stream()
            .filter(candidate -> candidate.sender == Party.CLIENT)
            .reduce((earlier, later) -> later)
            .orElseGet(() -> begin(at, Party.CLIENT));
    flight.draft.view = Optional.of(view);
    obscure.clear();
  }

  /** The server is about to send a reply. */
  void reply(Duration at, Ellipsis view) {
    Flight flight = begin(at, Party.SERVER);
    flight.draft.view = Optional.of(view);
    awaited.add(flight);
    latest = Optional.of(flight);
    obscure.clear();
  }

  /** A handshake has ended, and the records up to now were what it took. */
  void handshake(Duration at, String result, boolean failed) {
    List<RungBuilder> folded = new ArrayList<>();
    long fromClient = 0;
    long fromServer = 0;
    for (Flight flight : obscure) {
      folded.add(flight.draft);
      fromClient += flight.sender == Party.CLIENT ? flight.bytes : 0;
      fromServer += flight.sender == Party.SERVER ? flight.bytes : 0;
    }
    drafts.removeIf(draft -> folded.stream().anyMatch(gone -> gone == draft));
    obscure.clear();
    latest = Optional.empty();
    String cost =
        folded.isEmpty()
            ? ""
            : String.format(Locale.ROOT, "; %d + %d bytes", fromClient, fromServer);
    RungBuilder draft = new RungBuilder(at, Wire.TLS);
    draft.stretches.add(
        new Stretch(0, lifelines.links(), Ellipsis.of(tag + result + cost, tag + result)));
    draft.end = failed ? End.LOST : End.MEETS;
    draft.mood = failed ? Mood.FAILED : Mood.PLAIN;
    drafts.add(draft);
  }
}
