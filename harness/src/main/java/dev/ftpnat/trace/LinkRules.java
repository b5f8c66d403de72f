package dev.ftpnat.trace;

import dev.ftpnat.trace.LinkState.Effect;
import dev.ftpnat.trace.TraceEvent.Channel;
import dev.ftpnat.trace.TraceEvent.ConnectionAttempt;
import dev.ftpnat.trace.TraceEvent.ConnectionEnd;
import dev.ftpnat.trace.TraceEvent.Reply;
import dev.ftpnat.trace.TraceEvent.Transfer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What came of it that a link was switched off, or had a toxic. */
final class LinkRules {

  private final Trace trace;
  private final List<Dialogue> dialogues;
  private final List<LinkState> states;
  private final WaysOut waysOut;

  LinkRules(Trace trace, List<Dialogue> dialogues) {
    this.trace = trace;
    this.dialogues = dialogues;
    this.states = LinkState.all(trace);
    this.waysOut = new WaysOut(Gateways.of(trace.topology()));
  }

  // Data connections --------------------------------------------------------------------------

  /** Of an operation whose data connection a link cut, stalled or didn't let be made. */
  Optional<Finding> of(DataOperation operation) {
    Optional<ConnectionAttempt> failed = operation.failedAttempt();
    if (failed.isPresent()) {
      return off(Channel.DATA, failed.get())
          .map(
              state ->
                  finding(
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

  private Optional<Finding> broken(DataOperation operation, ConnectionAttempt connected) {
    return of(Channel.DATA)
        .filter(state -> state.effect() != Effect.SLOWS)
        .filter(state -> state.overlaps(connected.at(), end(operation, connected)))
        .filter(state -> hurts(state, operation, connected))
        .findFirst()
        .map(state -> finding(operation, state, sentence(state, operation)));
  }

  private Duration end(DataOperation operation, ConnectionAttempt connected) {
    return operation
        .transfer()
        .map(Transfer::at)
        .or(() -> ended(connected.connection()).map(ConnectionEnd::at))
        .orElseGet(this::now);
  }

  private boolean hurts(LinkState state, DataOperation operation, ConnectionAttempt connected) {
    Optional<ConnectionEnd> ended = ended(connected.connection());
    long carried =
        Stream.concat(
                operation.transfer().stream().map(Transfer::bytes),
                ended.stream().map(end -> Math.max(end.sent(), end.received())))
            .mapToLong(Long::longValue)
            .max()
            .orElse(state.limit());
    return switch (operation.result()) {
      case FAILED -> state.mayHaveEnded(carried);
      case UNDER_WAY -> (ended.isPresent() || isOver(operation)) && state.mayHaveEnded(carried);
      default -> false;
    };
  }

  private boolean isOver(DataOperation operation) {
    return dialogues.stream()
        .anyMatch(
            dialogue -> dialogue.session() == operation.session() && dialogue.ended().isPresent());
  }

  private static String sentence(LinkState state, DataOperation operation) {
    String request =
        operation
            .request()
            .map(exchange -> Label.cut(exchange.command().line().strip(), 60))
            .orElse("the transfer");
    Optional<Transfer> brokenOff = operation.transfer().filter(each -> !each.completed());
    String outcome =
        brokenOff
            .map(
                transfer ->
                    ", and %s broke off after %d bytes".formatted(request, transfer.bytes()))
            .orElse(
                isCompleteForServer(operation)
                    ? " during %s, so that not all of it came through, though the server says so"
                        .formatted(request)
                    : " during " + request);
    return state.words() + does(state) + outcome + ".";
  }

  /** The server doesn't see what a link does to what it has sent. */
  private static boolean isCompleteForServer(DataOperation operation) {
    return operation.request().filter(Exchange::isAccepted).isPresent();
  }

  private static String does(LinkState state) {
    return switch (state.effect()) {
      case SLOWS, LIMITS -> "";
      case SILENCES -> ", which lets nothing through,";
      case CUTS -> ", which cut the data connection,";
    };
  }

  /** If a transfer broke off for no reason of its own, it may be that it was too slow. */
  Finding instead(DataOperation operation, Finding found) {
    if (found.diagnosis().cause() != Cause.TRANSFER_BROKEN_OFF) {
      return found;
    }
    Duration end = operation.transfer().map(Transfer::at).orElseGet(this::now);
    return of(Channel.DATA)
        .filter(state -> state.effect() == Effect.SLOWS && state.overlaps(operation.at(), end))
        .findFirst()
        .map(state -> finding(operation, state, sentence(state, operation)))
        .orElse(found);
  }

  private Finding finding(DataOperation operation, LinkState state, String sentence) {
    return Finding.of(
        operation, cause(state), sentence, waysOut.ofLink(true), List.of(state.began()));
  }

  // Control connections -----------------------------------------------------------------------

  /** A link that was switched off when an attempt failed that no gateway had refused. */
  private Optional<LinkState> off(Channel channel, ConnectionAttempt attempt) {
    boolean byGateway = Gateways.of(trace.topology()).named(attempt.decidedBy()).isPresent();
    return of(channel)
        .filter(state -> state.effect() == Effect.CUTS && state.isActive(attempt.at()))
        .filter(state -> !byGateway)
        .findFirst();
  }

  /** Of a control connection that a link which was switched off didn't let be made. */
  Optional<Finding> unconnected(ConnectionAttempt attempt) {
    return off(Channel.CONTROL, attempt)
        .map(
            state ->
                Finding.of(
                    cause(state),
                    "%s when the %s tried to connect to %s."
                        .formatted(state.words(), attempt.origin(), attempt.target()),
                    waysOut.ofLink(false),
                    List.of(state.began(), attempt)));
  }

  /** Of sessions whose control connection a link cut or stalled before they had come to an end. */
  List<Finding> findings() {
    return dialogues.stream().flatMap(dialogue -> hurt(dialogue).stream()).toList();
  }

  /** Whether the client had more to do, but its control connection was cut or stalled. */
  boolean isCutShort(DataOperation operation) {
    return operation.request().isEmpty()
        && dialogues.stream()
            .filter(dialogue -> dialogue.session() == operation.session())
            .anyMatch(dialogue -> hurt(dialogue).isPresent());
  }

  private Optional<Finding> hurt(Dialogue dialogue) {
    return of(Channel.CONTROL).flatMap(state -> hurt(dialogue, state)).findFirst();
  }

  private Stream<Finding> hurt(Dialogue dialogue, LinkState state) {
    Duration end = dialogue.ended().orElseGet(this::now);
    boolean harmless =
        !state.overlaps(dialogue.opened(), end)
            || hasSaidGoodbye(dialogue, state.began().at())
            || dialogues.stream()
                .filter(other -> other.opened().compareTo(dialogue.opened()) > 0)
                .anyMatch(Dialogue::isLoggedIn);
    if (harmless || !isStopped(dialogue, state)) {
      return Stream.empty();
    }
    List<TraceEvent> evidence = new ArrayList<>();
    dialogue.control().ifPresent(evidence::add);
    evidence.add(state.began());
    replyWithin(dialogue, state).ifPresent(evidence::add);
    dialogue.control().flatMap(attempt -> ended(attempt.connection())).ifPresent(evidence::add);
    String what =
        state.effect() == Effect.CUTS
            ? ", which cut the control connection"
            : state.effect() == Effect.LIMITS
                ? ", and the control connection ended there"
                : ", which lets nothing through, until the control connection was given up";
    return Stream.of(
        Finding.of(
            cause(state),
            state.words() + what + ".",
            waysOut.ofLink(false),
            Finding.ordered(evidence)));
  }

  private static boolean hasSaidGoodbye(Dialogue dialogue, Duration time) {
    return dialogue.exchanges().stream()
        .filter(exchange -> exchange.verb().equals("QUIT"))
        .flatMap(exchange -> exchange.conclusion().stream())
        .anyMatch(reply -> Times.isUpTo(reply.at(), time));
  }

  private boolean isStopped(Dialogue dialogue, LinkState state) {
    Optional<ConnectionEnd> end =
        dialogue.control().flatMap(attempt -> ended(attempt.connection()));
    return switch (state.effect()) {
      case SLOWS -> false;
      case CUTS -> Times.isUpTo(dialogue.opened(), state.began().at());
      case SILENCES ->
          end.filter(ended -> state.isActive(ended.at())).isPresent() && !wentOn(dialogue, state);
      case LIMITS ->
          end.filter(
                  ended ->
                      (state.isOnTheWayOf(Party.CLIENT) && ended.sent() >= state.limit())
                          || (state.isOnTheWayOf(Party.SERVER)
                              && ended.received() >= state.limit()))
              .isPresent();
    };
  }

  /** Toxics may be on some connections only: one that is used can't be meant. */
  private static boolean wentOn(Dialogue dialogue, LinkState state) {
    return dialogue.exchanges().stream()
            .filter(exchange -> exchange.at().compareTo(state.began().at()) > 0)
            .filter(Exchange::isAccepted)
            .count()
        > 1;
  }

  private static Optional<Reply> replyWithin(Dialogue dialogue, LinkState state) {
    return dialogue.exchanges().stream()
        .flatMap(exchange -> exchange.replies().stream())
        .filter(reply -> state.isActive(reply.at()))
        .findFirst();
  }

  // Both --------------------------------------------------------------------------------------

  private Stream<LinkState> of(Channel channel) {
    return states.stream()
        .filter(state -> state.concerns(channel))
        .sorted(Comparator.comparing(LinkState::effect).reversed());
  }

  private Optional<ConnectionEnd> ended(long connection) {
    return trace.only(ConnectionEnd.class).stream()
        .filter(end -> end.connection() == connection)
        .findFirst();
  }

  private Duration now() {
    List<TraceEvent> events = trace.events();
    return events.get(events.size() - 1).at();
  }

  private static Cause cause(LinkState state) {
    return state.effect() == Effect.CUTS ? Cause.LINK_SWITCHED_OFF : Cause.LINK_TOXIC;
  }
}
