package dev.ftpnat.trace.ladder;

import dev.ftpnat.internal.text.Ellipsis;
import dev.ftpnat.internal.trace.session.LinkEffects;
import dev.ftpnat.trace.event.Channel;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.ConnectionEvent.Ipv6Attempt;
import dev.ftpnat.trace.event.ControlEvent.ControlLine;
import dev.ftpnat.trace.event.ControlEvent.TlsRecords;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.GatewayEvent.AddressChanged;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.GatewayEvent.ConnectionForgotten;
import dev.ftpnat.trace.event.GatewayEvent.SegmentLost;
import dev.ftpnat.trace.event.GatewayEvent.TableChange;
import dev.ftpnat.trace.event.LinkEvent.LinkEffect;
import dev.ftpnat.trace.event.LinkEvent.LinkFault;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.ServerEvent.CloseNotifyMissing;
import dev.ftpnat.trace.event.ServerEvent.Command;
import dev.ftpnat.trace.event.ServerEvent.HandshakeInClear;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.ServerEvent.TlsHandshake;
import dev.ftpnat.trace.event.ServerEvent.TlsSessionRefused;
import dev.ftpnat.trace.event.ServerEvent.Transfer;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.ladder.Rung.End;
import dev.ftpnat.trace.ladder.Rung.Mood;
import dev.ftpnat.trace.ladder.Rung.Stretch;
import dev.ftpnat.trace.ladder.Rung.Wire;
import dev.ftpnat.trace.session.Errand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a record into rungs: what is one thing on several links becomes one rung. */
final class LadderBuilder {

  private final Lifelines lifelines;
  private final ConnectionLabels joins;
  private final List<RungBuilder> drafts = new ArrayList<>();
  private final LinkEffects effects;
  private final ControlLineRungs lines;
  private final ConnectionRungs connections;
  private final GatewayRungs gateways;
  private final FaultRungs faults;
  private final Map<Long, TlsRungs> encrypted = new HashMap<>();

  private LadderBuilder(EventLog trace, Lifelines lifelines) {
    this.lifelines = lifelines;
    joins = new ConnectionLabels(trace);
    effects = new LinkEffects(trace);
    lines = new ControlLineRungs(lifelines, joins, effects, drafts);
    connections = new ConnectionRungs(lifelines, joins, drafts);
    gateways = new GatewayRungs(trace, lifelines, joins, lines, drafts);
    faults = new FaultRungs(trace, lifelines, joins, gateways, drafts);
  }

  /** The rungs of a record, in the order in which they began to be recorded. */
  static List<Rung> of(EventLog trace) {
    Lifelines lifelines = Lifelines.of(trace);
    LadderBuilder rungs = new LadderBuilder(trace, lifelines);
    trace.events().forEach(rungs::add);
    List<Rung> all = new ArrayList<>();
    if (trace.omitted() > 0) {
      String words = trace.omitted() + " earlier events are not in the record";
      all.add(Rung.gap(Duration.ZERO, lifelines.links(), words));
    }
    Optional<Duration> last = Optional.empty();
    for (RungBuilder draft : rungs.drafts) {
      last.flatMap(before -> FaultRungs.pause(before, draft.at))
          .ifPresent(words -> all.add(Rung.gap(draft.at, lifelines.links(), words)));
      all.add(draft.rung());
      last = Optional.of(draft.at);
    }
    return all;
  }

  private void add(TraceEvent event) {
    if (event instanceof ConnectionAttempt attempt) {
      connections.attempted(attempt);
    } else if (event instanceof Ipv6Attempt attempt) {
      connections.attempted(attempt);
    } else if (event instanceof ConnectionEnd ended) {
      connections.ended(ended);
    } else if (event instanceof ControlLine line) {
      lines.passed(line);
    } else if (event instanceof TlsRecords records) {
      encrypted(records.connection()).passed(records);
    } else if (event instanceof AlgAction action) {
      gateways.acted(action);
    } else if (event instanceof TableChange change) {
      gateways.changed(change);
    } else if (event instanceof Command command) {
      said(command.at(), Party.CLIENT, command.session(), command.line(), command.encrypted());
    } else if (event instanceof Reply reply && faults.isLost(reply)) {
      return;
    } else if (event instanceof Reply reply) {
      String line = reply.line();
      said(reply.at(), Party.SERVER, reply.session(), line, reply.encrypted());
    } else if (event instanceof ConnectionForgotten forgotten) {
      faults.forgotten(forgotten);
    } else if (event instanceof SegmentLost lost) {
      seenBefore(lost);
      faults.lost(lost);
    } else if (event instanceof AddressChanged changed) {
      faults.changed(changed);
    } else if (event instanceof LinkFault fault) {
      faults.done(fault);
    } else if (event instanceof LinkEffect effect) {
      faults.did(effect);
    } else if (event instanceof TlsHandshake handshake) {
      ended(handshake);
    } else if (event instanceof TlsSessionRefused refused) {
      ended(refused);
    } else if (event instanceof CloseNotifyMissing missing) {
      ended(missing);
    } else if (event instanceof HandshakeInClear hello) {
      began(hello);
    } else if (event instanceof Transfer transfer) {
      ended(transfer);
    }
  }

  /** What a gateway drops has been seen on the link before it: one rung is enough for both. */
  private void seenBefore(SegmentLost lost) {
    lifelines
        .gateway(lost.gateway())
        .ifPresent(
            gateway -> {
              lines.lost(lost, gateway);
              Optional.ofNullable(encrypted.get(lost.connection()))
                  .ifPresent(tls -> tls.lost(lost.sender(), gateway));
            });
  }

  private TlsRungs encrypted(long connection) {
    return encrypted.computeIfAbsent(
        connection, c -> new TlsRungs(lifelines, joins.ofControl(c), effects, drafts));
  }

  /** What the server knows of a command or reply, unless the links say as much. */
  private void said(Duration at, Party sender, long session, String line, boolean secret) {
    boolean recorded = joins.isRecorded(session);
    if (recorded && !secret) {
      return;
    }
    Optional<Long> connection = joins.connection(session);
    if (!recorded || connection.isEmpty()) {
      unseen(at, sender, Ellipsis.line(joins.ofSession(session), line), secret);
    } else if (sender == Party.CLIENT) {
      encrypted(connection.get()).command(at, Ellipsis.line("", line));
    } else {
      encrypted(connection.get()).reply(at, Ellipsis.line("", line));
    }
  }

  private void unseen(Duration at, Party sender, Ellipsis view, boolean secret) {
    RungBuilder draft = new RungBuilder(at, Wire.UNSEEN);
    Ellipsis label = Ellipsis.of(secret ? "TLS" : "");
    draft.stretches.add(new Stretch(lifelines.of(sender), lifelines.of(sender.opposite()), label));
    draft.view = Optional.of(view);
    drafts.add(draft);
  }

  private void ended(TlsHandshake handshake) {
    boolean failed = handshake.failure().isPresent();
    String result = handshake.summary();
    Optional<Long> connection = joins.connection(handshake.session());
    if (handshake.channel() == Channel.CONTROL && connection.isPresent()) {
      encrypted(connection.get()).handshake(handshake.at(), result, failed);
      return;
    }
    String tag = joins.ofSession(handshake.session());
    String channel = handshake.channel() == Channel.DATA ? "data: " : "";
    drafts.add(
        across(
            handshake.at(),
            Wire.TLS,
            Party.CLIENT,
            Ellipsis.of(tag + channel + result),
            failed ? End.LOST : End.MEETS,
            failed));
  }

  private void ended(TlsSessionRefused refused) {
    String why = refused.resumed() ? "not the control connection's" : "not resumed";
    drafts.add(
        across(
            refused.at(),
            Wire.TLS,
            Party.SERVER,
            Ellipsis.of(
                joins.ofSession(refused.session()) + "data: refused, its session is " + why),
            End.ARRIVES,
            true));
  }

  private void began(HandshakeInClear hello) {
    drafts.add(
        across(
            hello.at(),
            Wire.TLS,
            Party.CLIENT,
            Ellipsis.of(joins.ofSession(hello.session()) + "data: TLS handshake, in clear"),
            End.ARRIVES,
            true));
  }

  private void ended(CloseNotifyMissing missing) {
    drafts.add(
        across(
            missing.at(),
            Wire.TLS,
            missing.sender(),
            Ellipsis.of(joins.ofSession(missing.session()) + "data: no close_notify"),
            End.ARRIVES,
            false));
  }

  private void ended(Transfer transfer) {
    String tag = joins.ofSession(transfer.session());
    String bytes = transfer.bytes() + (transfer.bytes() == 1 ? " byte" : " bytes");
    String how = transfer.completed() ? ": " : " broken off after ";
    String tls = transfer.encrypted() ? " under TLS" : "";
    Ellipsis label =
        Ellipsis.of(
            tag + transfer.command() + how + bytes + tls, tag + transfer.verb() + how + bytes);
    Party sender = Errand.Kind.of(transfer.verb()).sender();
    boolean failed = !transfer.completed();
    End end = failed ? End.LOST : End.ARRIVES;
    drafts.add(across(transfer.at(), Wire.DATA, sender, label, end, failed));
  }

  private RungBuilder across(
      Duration at, Wire wire, Party sender, Ellipsis label, End end, boolean failed) {
    RungBuilder draft = new RungBuilder(at, wire);
    draft.stretches.add(new Stretch(lifelines.of(sender), lifelines.of(sender.opposite()), label));
    draft.end = end;
    draft.mood = failed ? Mood.FAILED : Mood.PLAIN;
    return draft;
  }
}
