package dev.ftpnat.internal.trace.diagnosis;

import dev.ftpnat.internal.text.Durations;
import dev.ftpnat.internal.trace.session.FtpSessions;
import dev.ftpnat.internal.trace.session.GatewaySettings;
import dev.ftpnat.internal.trace.session.LinkEffects;
import dev.ftpnat.internal.trace.session.Sessions;
import dev.ftpnat.internal.trace.waysout.WaysOut;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.event.Channel;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.LinkEvent.LinkChange;
import dev.ftpnat.trace.event.LinkEvent.LinkEffect;
import dev.ftpnat.trace.event.LinkEvent.LinkFault;
import dev.ftpnat.trace.event.LinkName;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.ServerEvent.TlsHandshake;
import dev.ftpnat.trace.event.ServerEvent.Transfer;
import dev.ftpnat.trace.event.StreamEnd;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.session.Exchange;
import dev.ftpnat.trace.session.FtpSession;
import dev.ftpnat.trace.session.TransferAttempt;
import dev.ftpnat.trace.session.TransferAttempt.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What came of it that a link was switched off, or that a toxic did something to a connection. */
final class LinkFaultRules {

  /** No client waits for less; some leave that have what they wanted. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final EventLog trace;
  private final Sessions sessions;
  private final List<LinkFaultPeriod> states;
  private final LinkEffects effects;
  private final WaysOut waysOut;

  LinkFaultRules(EventLog trace, Sessions sessions) {
    this.trace = trace;
    this.sessions = sessions;
    this.states = LinkFaultPeriod.all(trace);
    this.effects = new LinkEffects(trace);
    this.waysOut = new WaysOut(GatewaySettings.of(trace.topology()));
  }

  // Data connections --------------------------------------------------------------------------

  /** Of an operation whose data connection a link cut, held up or didn't let be made. */
  Optional<Finding> of(TransferAttempt operation) {
    Optional<ConnectionAttempt> failed = operation.failedAttempt();
    if (failed.isPresent()) {
      return off(Channel.DATA, failed.get())
          .map(
              state ->
                  switchedOff(
                      operation,
                      state,
                      "%s when the %s tried to connect to %s."
                          .formatted(state.words(), failed.get().origin(), failed.get().target())));
    }
    return operation.attempts().stream()
        .filter(ConnectionAttempt::succeeded)
        .findFirst()
        .flatMap(connected -> broken(operation, connected));
  }

  private Optional<Finding> broken(TransferAttempt operation, ConnectionAttempt connected) {
    boolean failed = operation.result() == Result.FAILED;
    boolean pending = operation.result() == Result.UNDER_WAY;
    boolean over =
        sessions.of(operation).ended().isPresent()
            || effects.end(connected.connection()).isPresent();
    Optional<Finding> off =
        of(Channel.DATA)
            .filter(state -> state.overlaps(connected.at(), end(operation, connected)))
            .filter(state -> failed || (pending && over))
            .findFirst()
            .map(
                state ->
                    switchedOff(
                        operation,
                        state,
                        "%s, which cut the data connection,%s."
                            .formatted(state.words(), outcome(operation))));
    return off.or(
        () ->
            effects
                .on(connected.connection())
                .filter(effect -> hurts(effect, operation))
                .findFirst()
                .map(effect -> finding(operation, effect)));
  }

  private Duration end(TransferAttempt operation, ConnectionAttempt connected) {
    return operation
        .transfer()
        .map(Transfer::at)
        .or(() -> effects.end(connected.connection()).map(ConnectionEnd::at))
        .orElseGet(this::now);
  }

  private boolean hurts(LinkEffect effect, TransferAttempt operation) {
    boolean ofSender = effect.sender() == operation.sender();
    return switch (operation.result()) {
      case FAILED ->
          effect.cut().isPresent()
              || ((ofSender ? effect.withholds() : stopsHandshake(effect, operation))
                  && !isUnmoved(operation, effect));
      case UNDER_WAY -> effects.isMissed(effect) && (ofSender || effect.cut().isPresent());
      default -> false;
    };
  }

  /** What the other side has to send is its part of the TLS handshake. */
  private static boolean stopsHandshake(LinkEffect effect, TransferAttempt operation) {
    return effect.dropped() + effect.held() > 0
        && operation.handshakes().stream().noneMatch(each -> each.failure().isEmpty());
  }

  /**
   * Whether the sender or the receiver ended the data connection himself, and not since a link held
   * something up: what had begun to come came on, or nothing was late.
   */
  private boolean isUnmoved(TransferAttempt operation, LinkEffect effect) {
    if (isEndedByLink(effect.connection())) {
      return false;
    }
    boolean gone = FtpSessions.isLeft(trace, operation, sessions.of(operation));
    Optional<StreamEnd> left =
        operation
            .delivery()
            .filter(stream -> gone || stream.by().equals(Optional.of(Party.CLIENT)));
    boolean flowed =
        left.filter(stream -> stream.delivered() > 0 && stream.delivered() < stream.written())
            .isPresent();
    return left.isPresent() && (flowed ? !isLongOrFinal(effect) : !effects.isLate(effect));
  }

  /** A server of Toxiproxy's that resets either side is seen by this, and the other way alone. */
  private boolean isEndedByLink(long connection) {
    return effects.end(connection).stream()
        .flatMap(end -> Stream.of(Party.values()).map(end::stream))
        .anyMatch(stream -> stream.by().filter(LinkName.class::isInstance).isPresent());
  }

  private static String outcome(TransferAttempt operation) {
    String request = operation.request().map(ExpiryRules::said).orElse("the transfer");
    Optional<Transfer> brokenOff = operation.transfer().filter(each -> !each.completed());
    return brokenOff
        .map(transfer -> " and %s broke off after %d bytes".formatted(request, transfer.bytes()))
        .orElse(
            isCompleteForServer(operation)
                ? " during %s, so that not all of it came through, though the server says so"
                    .formatted(request)
                : " during " + request);
  }

  /** The server doesn't see what a link does to what it has sent. */
  private static boolean isCompleteForServer(TransferAttempt operation) {
    return operation.request().filter(Exchange::isAccepted).isPresent();
  }

  /** If a transfer broke off for no reason of its own, it may be that it was too slow. */
  Finding instead(TransferAttempt operation, Finding found) {
    if (found.diagnosis().cause() != Cause.TRANSFER_BROKEN_OFF) {
      return found;
    }
    return operation.attempts().stream()
        .filter(ConnectionAttempt::succeeded)
        .flatMap(connected -> effects.on(connected.connection()))
        .filter(effect -> !effect.longestDelay().isZero() && !isUnmoved(operation, effect))
        .findFirst()
        .map(effect -> finding(operation, effect))
        .orElse(found);
  }

  private Finding switchedOff(TransferAttempt operation, LinkFaultPeriod state, String sentence) {
    return Finding.of(
        operation, Cause.LINK_SWITCHED_OFF, sentence, waysOut.ofLink(true), List.of(state.began()));
  }

  private Finding finding(TransferAttempt operation, LinkEffect effect) {
    return Finding.of(
        operation,
        Cause.LINK_TOXIC,
        words(effect) + "," + outcome(operation) + ".",
        waysOut.ofLink(true),
        evidence(effect));
  }

  // Control connections -----------------------------------------------------------------------

  /** A link that was switched off when an attempt failed that no gateway had refused. */
  private Optional<LinkFaultPeriod> off(Channel channel, ConnectionAttempt attempt) {
    boolean byGateway = GatewaySettings.of(trace.topology()).at(attempt.decidedBy()).isPresent();
    return of(channel)
        .filter(state -> state.isActive(attempt.at()))
        .filter(state -> !byGateway)
        .findFirst();
  }

  /** Of a control connection that a link which was switched off didn't let be made. */
  Optional<Finding> unconnected(ConnectionAttempt attempt) {
    return off(Channel.CONTROL, attempt)
        .map(
            state ->
                Finding.of(
                        Cause.LINK_SWITCHED_OFF,
                        "%s when the %s tried to connect to %s."
                            .formatted(state.words(), attempt.origin(), attempt.target()),
                        waysOut.ofLink(false),
                        List.of(state.began(), attempt))
                    .at(attempt.at()));
  }

  /** Of sessions whose control connection a link cut or held up before they had come to an end. */
  List<Finding> findings() {
    return sessions.sessions().stream().flatMap(dialogue -> hurt(dialogue).stream()).toList();
  }

  /**
   * Whether the client of an operation without a request had more to do, but its control connection
   * was cut or held up.
   */
  boolean isCutShort(TransferAttempt operation) {
    return isHurt(sessions.of(operation));
  }

  /** Whether a link cut or held up the control connection of a session before that was over. */
  boolean isHurt(FtpSession dialogue) {
    return hurt(dialogue).isPresent();
  }

  private Optional<Finding> hurt(FtpSession dialogue) {
    boolean madeUpFor =
        sessions.sessions().stream()
            .filter(other -> other.opened().compareTo(dialogue.opened()) > 0)
            .anyMatch(FtpSession::isLoggedIn);
    if (madeUpFor) {
      return Optional.empty();
    }
    Duration end = dialogue.ended().orElseGet(this::now);
    Optional<Finding> off =
        of(Channel.CONTROL)
            .filter(state -> state.overlaps(dialogue.opened(), end))
            .filter(state -> Durations.isUpTo(dialogue.opened(), state.began().at()))
            .filter(state -> !hasSaidGoodbye(dialogue, state.began().at()))
            .findFirst()
            .map(
                state ->
                    Finding.of(
                            Cause.LINK_SWITCHED_OFF,
                            state.words() + ", which cut the control connection.",
                            waysOut.ofLink(false),
                            evidence(dialogue, List.of(state.began())))
                        .at(state.began().at()));
    return off.or(
        () ->
            dialogue.control().stream()
                .flatMap(attempt -> effects.on(attempt.connection()))
                .filter(effect -> effects.isMissed(effect))
                .filter(effect -> !isOfNoUse(dialogue, effect) && !isUnmoved(dialogue, effect))
                .findFirst()
                .map(
                    effect ->
                        Finding.of(
                                Cause.LINK_TOXIC,
                                words(effect) + ", on the control connection.",
                                waysOut.ofLink(false),
                                evidence(dialogue, evidence(effect)))
                            // The toxic may have been there for long.
                            .at(effect.cut().orElse(effect.at()))));
  }

  /** Whether the client of a session that a link hurt left for another reason, or with all. */
  private boolean isUnmoved(FtpSession dialogue, LinkEffect effect) {
    Optional<TlsHandshake> handshake =
        trace.tlsHandshakes().stream()
            .filter(each -> each.session() == dialogue.session())
            .filter(each -> each.channel() == Channel.CONTROL)
            .reduce((earlier, later) -> later);
    if (handshake.filter(each -> TlsRules.isTold(each, effect.isFinal())).isPresent()) {
      return true;
    }
    boolean left =
        effects
            .end(effect.connection())
            .filter(end -> end.stream(Party.SERVER).by().equals(Optional.of(Party.CLIENT)))
            .isPresent();
    boolean stopped = handshake.isPresent() && TlsRules.isSilent(dialogue);
    return left && !isLongOrFinal(effect) && (stopped || hasGotLast(dialogue));
  }

  /** Whether clients give up because of it. */
  private static boolean isLongOrFinal(LinkEffect effect) {
    return effect.isFinal()
        || Durations.isUpTo(PATIENCE, effect.heldFor())
        || Durations.isUpTo(PATIENCE, effect.longestDelay());
  }

  /** Whether the last that the client wanted was a transfer, and that succeeded. */
  private static boolean hasGotLast(FtpSession dialogue) {
    List<Exchange> exchanges = dialogue.exchanges();
    return !exchanges.isEmpty()
        && dialogue.transferAttempts().stream()
            .filter(operation -> operation.result() == Result.SUCCEEDED)
            .flatMap(operation -> operation.request().stream())
            .anyMatch(exchanges.get(exchanges.size() - 1)::equals);
  }

  /** Whether nobody needed any more what was withheld. */
  private static boolean isOfNoUse(FtpSession dialogue, LinkEffect effect) {
    boolean leaves =
        !dialogue.exchanges().isEmpty()
            && dialogue.exchanges().get(dialogue.exchanges().size() - 1).verb().equals("QUIT");
    return hasSaidGoodbye(dialogue, effect.at()) || (leaves && !effect.isFinal());
  }

  private List<TraceEvent> evidence(FtpSession dialogue, List<? extends TraceEvent> faults) {
    List<TraceEvent> evidence = new ArrayList<>(faults);
    dialogue.control().ifPresent(evidence::add);
    dialogue
        .control()
        .flatMap(attempt -> effects.end(attempt.connection()))
        .ifPresent(evidence::add);
    return Finding.ordered(evidence);
  }

  private static boolean hasSaidGoodbye(FtpSession dialogue, Duration time) {
    return dialogue.exchanges().stream()
        .filter(exchange -> exchange.verb().equals("QUIT"))
        .flatMap(exchange -> exchange.conclusion().stream())
        .anyMatch(reply -> Durations.isUpTo(reply.at(), time));
  }

  // Both --------------------------------------------------------------------------------------

  private Stream<LinkFaultPeriod> of(Channel channel) {
    return states.stream().filter(state -> state.concerns(channel));
  }

  private List<TraceEvent> evidence(LinkEffect effect) {
    List<TraceEvent> evidence = new ArrayList<>();
    effects.fault(effect).ifPresent(evidence::add);
    evidence.add(effect);
    return evidence;
  }

  private static String words(LinkEffect effect) {
    return effect
        .toxic()
        .map(
            toxic ->
                "The %s had the toxic %s, which %s".formatted(effect.link(), toxic, effect.words()))
        .orElseGet(
            () ->
                "By what went into the %s and what came out of it, the Toxiproxy server %s"
                    .formatted(effect.link(), effect.words()));
  }

  private Duration now() {
    List<TraceEvent> events = trace.events();
    return events.get(events.size() - 1).at();
  }

  /**
   * A time during which a link was switched off.
   *
   * @param began when it was
   * @param ended when it was switched on again; empty if it wasn't
   */
  private record LinkFaultPeriod(LinkFault began, Optional<Duration> ended) {

    /** Those of a record in the order in which they began. */
    static List<LinkFaultPeriod> all(EventLog trace) {
      Map<LinkName, LinkFault> off = new LinkedHashMap<>();
      List<LinkFaultPeriod> states = new ArrayList<>();
      for (LinkFault fault : trace.only(LinkFault.class)) {
        if (fault.change() == LinkChange.DISABLED) {
          off.putIfAbsent(fault.link(), fault);
        } else if (fault.change() == LinkChange.ENABLED) {
          Optional.ofNullable(off.remove(fault.link()))
              .ifPresent(began -> states.add(new LinkFaultPeriod(began, Optional.of(fault.at()))));
        }
      }
      off.values().forEach(fault -> states.add(new LinkFaultPeriod(fault, Optional.empty())));
      states.sort((one, other) -> one.began.at().compareTo(other.began.at()));
      return states;
    }

    /** Whether the link carries connections of this kind. */
    boolean concerns(Channel channel) {
      return began.link().channel() == channel;
    }

    /** Whether it was off at any time between the two. */
    boolean overlaps(Duration from, Duration to) {
      return Durations.isUpTo(began.at(), to)
          && ended.filter(end -> end.compareTo(from) < 0).isEmpty();
    }

    /** Whether it was off at that time. */
    boolean isActive(Duration time) {
      return overlaps(time, time);
    }

    /** For a sentence. */
    String words() {
      return "The %s was switched off".formatted(began.link());
    }
  }
}
