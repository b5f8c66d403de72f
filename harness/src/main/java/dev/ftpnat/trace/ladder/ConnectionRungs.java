package dev.ftpnat.trace.ladder;

import dev.ftpnat.internal.text.Ellipsis;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.ConnectionEvent.Ipv6Attempt;
import dev.ftpnat.trace.event.Hop;
import dev.ftpnat.trace.event.Outcome;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.ladder.Rung.End;
import dev.ftpnat.trace.ladder.Rung.Mood;
import dev.ftpnat.trace.ladder.Rung.Stretch;
import dev.ftpnat.trace.ladder.Rung.Wire;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** How far connection attempts came, and what the gateways made of their addresses. */
final class ConnectionRungs {

  private final Lifelines lifelines;
  private final ConnectionLabels joins;
  private final List<RungBuilder> drafts;

  ConnectionRungs(Lifelines lifelines, ConnectionLabels joins, List<RungBuilder> drafts) {
    this.lifelines = lifelines;
    this.joins = joins;
    this.drafts = drafts;
  }

  void attempted(ConnectionAttempt attempt) {
    RungBuilder draft = new RungBuilder(attempt.at(), Wire.CLEAR);
    drafts.add(draft);
    String tag = joins.ofConnection(attempt.connection());
    Party origin = attempt.origin();
    if (attempt.hops().isEmpty() && attempt.decidedBy() == origin) {
      toItself(draft, tag, attempt);
      return;
    }
    int last = Math.min(attempt.hops().size(), lifelines.links() - 1);
    Ellipsis label =
        Ellipsis.of(
            tag + "SYN to " + attempt.target(),
            tag + "SYN " + attempt.target(),
            tag + attempt.target());
    // Beside gateways that it doesn't meet it goes directly.
    int met = attempt.cameAbout() && attempt.hops().isEmpty() ? lifelines.links() : 1;
    draft.stretches.add(new Stretch(lifelines.from(origin, 0), lifelines.from(origin, met), label));
    for (int i = 0; i < last; i++) {
      int from = lifelines.from(origin, i + 1);
      int to = lifelines.from(origin, i + 2);
      draft.stretches.add(new Stretch(from, to, translated(attempt.hops().get(i))));
    }
    if (attempt.cameAbout()) {
      Stretch arrival = draft.stretches.remove(draft.stretches.size() - 1);
      draft.stretches.add(
          new Stretch(
              arrival.from(), arrival.to(), new Ellipsis(established(arrival.label().wordings()))));
    } else {
      failed(draft, attempt, last);
    }
  }

  private static List<String> established(List<String> wordings) {
    return wordings.stream()
        .flatMap(text -> List.of(text + ", established", text + " ✓").stream())
        .toList();
  }

  /** On the link behind a gateway there is to see what it has changed. */
  private static Ellipsis translated(Hop hop) {
    boolean target = !hop.target().equals(hop.translatedTarget());
    boolean source = !hop.source().equals(hop.translatedSource());
    String how =
        switch (hop.reason()) {
          case MASQUERADED -> "masqueraded ";
          case FORWARDED -> "forwarded ";
          case HAIRPINNED -> "led back in ";
          case PINHOLE -> "by pinhole ";
          case MAPPED -> "by mapping ";
          case PERMITTED -> "let through ";
          case PROXIED -> "by proxy ";
          case TRANSLATED -> "translated ";
          default -> "";
        };
    String to = "to " + hop.translatedTarget();
    String as = "as " + hop.translatedSource();
    if (source && target) {
      return Ellipsis.of(how + as + " " + to, as + " " + to, how + to, to);
    }
    return source ? Ellipsis.of(how + as, as) : Ellipsis.of(how + to, to);
  }

  private void toItself(RungBuilder draft, String tag, ConnectionAttempt attempt) {
    draft.mood = attempt.succeeded() ? Mood.PLAIN : Mood.FAILED;
    String how =
        switch (attempt.reason()) {
          case NOT_UNICAST -> "tries to connect to ";
          case DECOY -> "connects to a decoy, ";
          default -> "connects to itself, ";
        };
    aside(draft, attempt.origin(), tag + how + attempt.target() + ": " + result(attempt));
  }

  /** Nothing of it leaves the host. */
  void attempted(Ipv6Attempt attempt) {
    RungBuilder draft = new RungBuilder(attempt.at(), Wire.CLEAR);
    drafts.add(draft);
    draft.mood = Mood.FAILED;
    String tag = joins.ofConnection(attempt.connection());
    aside(
        draft,
        attempt.origin(),
        String.format(
            Locale.ROOT,
            "%stries to connect to %s: %s: %s",
            tag,
            attempt.target(),
            attempt.outcome(),
            attempt.reason().text()));
  }

  private void aside(RungBuilder draft, Party origin, String words) {
    draft.end = End.MEETS;
    Stretch note = new Stretch(lifelines.of(origin), lifelines.from(origin, 1), Ellipsis.of(words));
    draft.note = Optional.of(note);
  }

  private void failed(RungBuilder draft, ConnectionAttempt attempt, int last) {
    Party origin = attempt.origin();
    int from = lifelines.from(origin, last);
    int place = lifelines.from(origin, last + 1);
    boolean atHost = place == lifelines.of(origin.opposite());
    OptionalInt gateway = lifelines.gateway(attempt.decidedBy());
    boolean stops = atHost ? attempt.decidedBy() instanceof Party : gateway.isPresent();
    draft.mood = Mood.FAILED;
    draft.end = stops ? End.STOPS : End.LOST;
    Ellipsis words = Ellipsis.of(result(attempt));
    draft.note =
        Optional.of(
            stops && !atHost
                ? new Stretch(place, lifelines.of(origin.opposite()), words)
                : new Stretch(from, place, words));
  }

  private static String result(ConnectionAttempt attempt) {
    String waited =
        attempt.outcome() == Outcome.DROPPED
            ? attempt
                .waited()
                .map(time -> "; given up after " + time.toMillis() + " ms")
                .orElse("; nobody answers")
            : "";
    String how = attempt.isAcceptedByGateway() ? "accepted here" : attempt.outcome().toString();
    return how + ": " + attempt.reason().text() + waited;
  }

  void ended(ConnectionEnd ended) {
    RungBuilder draft = new RungBuilder(ended.at(), Wire.CLEAR);
    String tag = joins.ofConnection(ended.connection());
    String there = ended.sent() > 0 ? bytes(ended.sent()) + " from the " + ended.origin() : "";
    String back =
        ended.received() > 0
            ? bytes(ended.received()) + " from the " + ended.origin().opposite()
            : "";
    String between = there.isEmpty() || back.isEmpty() ? "" : ", ";
    String counts = there + between + back;
    draft.stretches.add(
        new Stretch(
            lifelines.of(Party.CLIENT),
            lifelines.of(Party.SERVER),
            Ellipsis.of(
                tag + "ended after " + (counts.isEmpty() ? "0 bytes" : counts), tag + "ended")));
    draft.end = End.MEETS;
    drafts.add(draft);
  }

  private static String bytes(long count) {
    return count + (count == 1 ? " byte" : " bytes");
  }
}
