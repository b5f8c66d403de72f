package dev.ftpnat.internal.trace.session;

import dev.ftpnat.internal.text.Durations;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.GatewayEvent.ConnectionForgotten;
import dev.ftpnat.trace.event.GatewayEvent.SegmentLost;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.session.Exchange;
import dev.ftpnat.trace.session.FtpSession;
import dev.ftpnat.trace.session.TransferAttempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What was lost since a gateway had forgotten the control connection.
 *
 * @param dialogue the session
 * @param forgotten when and why the gateway forgot it
 * @param reply the first reply that the client didn't get, if the server gave one
 * @param command the first that the client said and the server didn't get, if there was any
 * @param segments what the record has of both
 */
public record LostReplies(
    FtpSession dialogue,
    ConnectionForgotten forgotten,
    Optional<Reply> reply,
    Optional<SegmentLost> command,
    List<SegmentLost> segments) {

  public LostReplies {
    segments = List.copyOf(segments);
  }

  /** The loss of a session; empty if nothing was said any more, which is no harm. */
  public static Optional<LostReplies> of(EventLog trace, FtpSession dialogue) {
    return dialogue
        .control()
        .flatMap(attempt -> of(trace, dialogue, attempt.connection()))
        .filter(loss -> loss.reply.isPresent() || loss.command.isPresent());
  }

  private static Optional<LostReplies> of(EventLog trace, FtpSession dialogue, long connection) {
    return trace.only(ConnectionForgotten.class).stream()
        .filter(forgotten -> forgotten.connection() == connection)
        .findFirst()
        .map(
            forgotten ->
                new LostReplies(
                    dialogue,
                    forgotten,
                    unheard(
                        dialogue,
                        lost(trace, connection, Party.SERVER)
                            .flatMap(segment -> lastUpTo(trace, dialogue, segment.at()))
                            .map(Reply::at)
                            .filter(at -> at.compareTo(forgotten.at()) < 0)
                            .orElse(forgotten.at())),
                    lost(trace, connection, Party.CLIENT),
                    lost(trace, connection).toList()));
  }

  private static Optional<SegmentLost> lost(EventLog trace, long connection, Party sender) {
    return lost(trace, connection).filter(lost -> lost.sender() == sender).findFirst();
  }

  /** Not what only closed the connection. */
  private static Stream<SegmentLost> lost(EventLog trace, long connection) {
    return trace.only(SegmentLost.class).stream()
        .filter(lost -> lost.connection() == connection && !lost.text().isEmpty());
  }

  /**
   * A reply is recorded before it is under way, so it may have been lost by the next event. It may
   * be one that nobody has asked for, like 421 for a session that was idle.
   */
  private static Optional<Reply> lastUpTo(EventLog trace, FtpSession dialogue, Duration time) {
    return trace.replies().stream()
        .filter(reply -> reply.session() == dialogue.session())
        .filter(reply -> Durations.isUpTo(reply.at(), time))
        .max(Comparator.comparing(Reply::at));
  }

  private static Optional<Reply> unheard(FtpSession dialogue, Duration since) {
    return replies(dialogue)
        .filter(reply -> Durations.isUpTo(since, reply.at()))
        .min(Comparator.comparing(Reply::at));
  }

  private static Stream<Reply> replies(FtpSession dialogue) {
    return dialogue.exchanges().stream().flatMap(exchange -> exchange.replies().stream());
  }

  /** What the client waits for an answer to, if the server has got it. */
  public Optional<Exchange> unanswered() {
    return reply.flatMap(
        lost ->
            dialogue.exchanges().stream()
                .filter(exchange -> exchange.replies().contains(lost))
                .findFirst());
  }

  /** Whether a client that waits for this has learnt nothing of its end. */
  public boolean concerns(Exchange exchange) {
    return reply
        .filter(
            lost ->
                exchange.replies().stream()
                    .anyMatch(each -> Durations.isUpTo(lost.at(), each.at())))
        .isPresent();
  }

  /** Whether a client that waits for the end of this doesn't know what came of it. */
  public boolean concerns(TransferAttempt operation) {
    return operation.request().filter(this::concerns).isPresent()
        || operation.negotiation().filter(this::concerns).isPresent();
  }

  /** What shows it, beside what belongs to a transfer. */
  public List<TraceEvent> events() {
    List<TraceEvent> events = new ArrayList<>();
    events.add(forgotten);
    unanswered().ifPresent(exchange -> events.addAll(exchange.events()));
    events.addAll(segments);
    events.sort(Comparator.comparing(TraceEvent::at));
    return events;
  }
}
