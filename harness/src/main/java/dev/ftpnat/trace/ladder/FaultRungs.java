package dev.ftpnat.trace.ladder;

import dev.ftpnat.internal.text.Durations;
import dev.ftpnat.internal.text.Ellipsis;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.GatewayEvent.AddressChanged;
import dev.ftpnat.trace.event.GatewayEvent.ConnectionForgotten;
import dev.ftpnat.trace.event.GatewayEvent.SegmentLost;
import dev.ftpnat.trace.event.LinkEvent.LinkChange;
import dev.ftpnat.trace.event.LinkEvent.LinkEffect;
import dev.ftpnat.trace.event.LinkEvent.LinkFault;
import dev.ftpnat.trace.event.LinkToxic;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.ladder.Rung.End;
import dev.ftpnat.trace.ladder.Rung.Mood;
import dev.ftpnat.trace.ladder.Rung.Stretch;
import dev.ftpnat.trace.ladder.Rung.Wire;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** What gateways forget and lose, and what is done to links. */
final class FaultRungs {

  private final Lifelines lifelines;
  private final ConnectionLabels joins;
  private final GatewayRungs gateways;
  private final List<RungBuilder> drafts;

  /** The first reply of each session that was lost. */
  private final Map<Long, Reply> lostReplies = new HashMap<>();

  FaultRungs(
      EventLog trace,
      Lifelines lifelines,
      ConnectionLabels joins,
      GatewayRungs gateways,
      List<RungBuilder> drafts) {
    this.lifelines = lifelines;
    this.joins = joins;
    this.gateways = gateways;
    this.drafts = drafts;
    for (SegmentLost lost : trace.only(SegmentLost.class)) {
      if (lost.sender() == Party.SERVER && !lost.text().isEmpty()) {
        lastReply(trace, lost).ifPresent(reply -> lostReplies.putIfAbsent(reply.session(), reply));
      }
    }
  }

  /** A reply is recorded before it is under way. */
  private Optional<Reply> lastReply(EventLog trace, SegmentLost lost) {
    return trace.replies().stream()
        .filter(reply -> Durations.isUpTo(reply.at(), lost.at()))
        .filter(
            reply ->
                joins.connection(reply.session()).filter(c -> c == lost.connection()).isPresent())
        .max(Comparator.comparing(Reply::at));
  }

  /** Whether a reply didn't come to the client. */
  boolean isLost(Reply reply) {
    return Optional.ofNullable(lostReplies.get(reply.session()))
        .filter(first -> Durations.isUpTo(first.at(), reply.at()))
        .isPresent();
  }

  void forgotten(ConnectionForgotten forgotten) {
    String tag = joins.ofConnection(forgotten.connection()).strip();
    String what = "forgets " + (tag.isEmpty() ? "the connection" : tag);
    String why =
        switch (forgotten.cause()) {
          case IDLE -> "idle for " + Durations.words(forgotten.idle());
          case EXPIRED -> "told that it is idle";
          case REBOOT -> "rebooted";
          case RENUMBERED -> "its address changed";
        };
    gateways.note(
        forgotten.at(), forgotten.gateway(), Ellipsis.of(what + ": " + why, what), Mood.PLAIN);
  }

  void changed(AddressChanged changed) {
    String now = IpAddresses.text(changed.now());
    Ellipsis label =
        Ellipsis.of(
            "has the address " + now + " instead of " + IpAddresses.text(changed.before()),
            "has the address " + now,
            now);
    gateways.note(changed.at(), changed.gateway(), label, Mood.PLAIN);
  }

  void lost(SegmentLost lost) {
    boolean control = joins.isControl(lost.connection());
    boolean closes = control && lost.text().isEmpty();
    boolean secret = lost.encrypted();
    RungBuilder draft =
        new RungBuilder(lost.at(), secret ? Wire.TLS : control ? Wire.CLEAR : Wire.DATA);
    String tag =
        control && !closes
            ? joins.ofControl(lost.connection())
            : joins.ofConnection(lost.connection());
    int from = lifelines.of(lost.sender());
    int beyond = lifelines.of(lost.sender().opposite());
    OptionalInt gateway = lifelines.gateway(lost.gateway());
    int to = gateway.orElse(beyond);
    draft.stretches.add(
        new Stretch(
            from,
            to,
            closes
                ? Ellipsis.of(tag + "closes the connection", tag + "closes")
                : control ? Ellipsis.line(tag, lost.text()) : Ellipsis.of(tag + "data")));
    draft.end = gateway.isPresent() ? End.STOPS : End.LOST;
    draft.mood = closes ? Mood.PLAIN : Mood.FAILED;
    Ellipsis words =
        lost.reset() ? Ellipsis.of("answered with a reset", "reset") : Ellipsis.of("dropped");
    draft.note =
        Optional.of(
            gateway.isPresent() ? new Stretch(to, beyond, words) : new Stretch(from, to, words));
    if (secret && lost.sender() == Party.SERVER) {
      draft.view =
          lostReplies.values().stream()
              .filter(reply -> isOf(reply, lost))
              .findFirst()
              .map(reply -> Ellipsis.line("", reply.line()));
    }
    drafts.add(draft);
  }

  private boolean isOf(Reply reply, SegmentLost lost) {
    return joins.connection(reply.session()).filter(c -> c == lost.connection()).isPresent();
  }

  /** Nobody on the network took part in it, so it goes all across. */
  void done(LinkFault fault) {
    RungBuilder draft = new RungBuilder(fault.at(), Wire.FAULT);
    draft.stretches.add(new Stretch(0, lifelines.links(), Ellipsis.of(words(fault))));
    draft.end = End.MEETS;
    drafts.add(draft);
  }

  private static String words(LinkFault fault) {
    if (fault.change() == LinkChange.DISABLED || fault.change() == LinkChange.ENABLED) {
      return fault.link().name()
          + ": switched "
          + (fault.change() == LinkChange.ENABLED ? "on" : "off");
    }
    String settings =
        fault
            .toxic()
            .map(LinkToxic::settings)
            .filter(words -> !words.isEmpty())
            .map(words -> ": " + words)
            .orElse("");
    String what =
        switch (fault.change()) {
          case TOXIC_ADDED -> " added" + settings;
          case TOXIC_CHANGED -> " changed" + settings;
          default -> " removed";
        };
    return fault.link().name() + ": toxic " + fault.toxic().map(LinkToxic::title).orElse("") + what;
  }

  /** What a link let through in the end is told by the times of what it let through. */
  void did(LinkEffect effect) {
    if (!effect.isFinal() && effect.held() == 0 && !effect.holdsEnd()) {
      return;
    }
    String tag = joins.ofConnection(effect.connection());
    String who = effect.toxic().map(LinkToxic::name).orElse("Toxiproxy, it seems,");
    RungBuilder draft = new RungBuilder(effect.at(), Wire.FAULT);
    draft.stretches.add(
        new Stretch(
            0,
            lifelines.links(),
            Ellipsis.of(
                String.format(
                    Locale.ROOT, "%s%s: %s %s", tag, effect.link().name(), who, effect.words()),
                String.format(
                    Locale.ROOT, "%s: %s %s", effect.link().name(), who, effect.words()))));
    draft.end = End.MEETS;
    draft.mood = Mood.FAILED;
    drafts.add(draft);
  }

  // Pauses ------------------------------------------------------------------------------------

  private static final Duration LONG = Duration.ofMinutes(1);

  /** Between two rungs; empty if it isn't long. */
  static Optional<String> pause(Duration before, Duration after) {
    Duration pause = after.minus(before);
    return pause.compareTo(LONG) < 0 ? Optional.empty() : Optional.of(words(pause) + " later");
  }

  private static String words(Duration time) {
    Duration rounded = time.plusMillis(500);
    StringBuilder words = new StringBuilder();
    part(words, rounded.toDays(), " d ");
    part(words, rounded.toHoursPart(), " h ");
    part(words, rounded.toMinutesPart(), " min ");
    if (rounded.toHours() == 0) {
      part(words, rounded.toSecondsPart(), " s ");
    }
    return words.toString().strip();
  }

  private static void part(StringBuilder words, long count, String unit) {
    if (count > 0) {
      words.append(count).append(unit);
    }
  }
}
