package dev.ftpnat.internal.trace.session;

import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.ServerEvent.Transfer;
import dev.ftpnat.trace.event.StreamEnd;
import dev.ftpnat.trace.session.Exchange;
import dev.ftpnat.trace.session.FtpSession;
import dev.ftpnat.trace.session.TransferAttempt;
import dev.ftpnat.trace.session.TransferAttempt.Result;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Clients that ended their control connection before they were told what became of a transfer. */
record Leavers(EventLog trace) {

  /** What a client says that is about to leave, or waits. */
  private static final Set<String> NO_NEWS = Set.of("QUIT", "NOOP", "STAT");

  private static final int LINE_END = 2;

  /** Whether the client of a transfer that failed left before the server's answer. */
  boolean include(TransferAttempt operation, FtpSession dialogue) {
    if (operation.result() != Result.FAILED || operation.request().isEmpty()) {
      return false;
    }
    Exchange request = operation.request().get();
    boolean saidMore =
        dialogue.after(request.at()).stream().anyMatch(each -> !NO_NEWS.contains(each.verb()));
    return !saidMore
        && end(dialogue)
            .filter(Leavers::isByClient)
            .filter(
                end ->
                    isBefore(end, request.conclusion())
                        || isUnread(end, dialogue, request)
                        || isEnded(operation, request))
            .isPresent();
  }

  private Optional<ConnectionEnd> end(FtpSession dialogue) {
    return FtpSessions.connection(trace, dialogue.session())
        .flatMap(number -> FtpSessions.end(trace, number));
  }

  private static boolean isByClient(ConnectionEnd end) {
    StreamEnd commands = end.stream(Party.CLIENT);
    return commands.kind() == StreamEnd.Kind.FIN || isBy(Party.CLIENT, commands);
  }

  private static boolean isBy(Party side, StreamEnd stream) {
    return stream.by().equals(Optional.of(side));
  }

  private static boolean isBefore(ConnectionEnd end, Optional<Reply> reply) {
    return reply.filter(answer -> answer.at().compareTo(end.at()) <= 0).isEmpty();
  }

  /**
   * Whether the client's host had nobody any more to give the answer to. What it didn't take may be
   * less than that and what came after it: a later reply, or TLS's farewell.
   */
  private static boolean isUnread(ConnectionEnd end, FtpSession dialogue, Exchange request) {
    StreamEnd replies = end.stream(Party.SERVER);
    long unread = replies.written() - replies.delivered();
    return isBy(Party.CLIENT, replies) && unread > 0 && unread >= leastSince(dialogue, request);
  }

  /** How many bytes at least the answer to a request is, with the replies after it. */
  private static long leastSince(FtpSession dialogue, Exchange request) {
    Duration answered = request.conclusion().map(Reply::at).orElse(Duration.ZERO);
    return dialogue.exchanges().stream()
        .flatMap(exchange -> exchange.replies().stream())
        .filter(reply -> reply.at().compareTo(answered) >= 0)
        .mapToLong(reply -> reply.line().length() + LINE_END)
        .sum();
  }

  /**
   * Whether the server ended a transfer, though nothing came that would have had it do so, and it
   * hadn't waited for long. It does so when it sees that the client has left; the record has the
   * end of the control connection only when the server has ended it as well.
   */
  private boolean isEnded(TransferAttempt operation, Exchange request) {
    Duration patience = trace.topology().server().stallTimeout();
    return operation
            .delivery()
            .filter(stream -> isUnprovoked(operation.sender(), stream))
            .isPresent()
        && operation.transfer().filter(Transfer::completed).isEmpty()
        && request.isRefused()
        && request
            .conclusion()
            .filter(reply -> reply.at().minus(request.at()).compareTo(patience) < 0)
            .isPresent();
  }

  /** What is under way of an upload when the server closes is answered with a reset. */
  private static boolean isUnprovoked(Party sender, StreamEnd stream) {
    return sender == Party.CLIENT
        ? (stream.kind() == StreamEnd.Kind.OPEN && stream.by().isEmpty())
            || (stream.kind() == StreamEnd.Kind.RESET && isBy(Party.SERVER, stream))
        : stream.kind() == StreamEnd.Kind.FIN && stream.by().isEmpty();
  }
}
