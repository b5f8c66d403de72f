package dev.ftpnat.internal.trace.session;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.LinkEvent.LinkEffect;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.ServerEvent.TlsHandshake;
import dev.ftpnat.trace.event.ServerEvent.Transfer;
import dev.ftpnat.trace.event.StreamEnd;
import dev.ftpnat.trace.session.DataMode;
import dev.ftpnat.trace.session.Errand;
import dev.ftpnat.trace.session.Exchange;
import dev.ftpnat.trace.session.FtpSession;
import dev.ftpnat.trace.session.TransferAttempt;
import dev.ftpnat.trace.session.TransferAttempt.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A try to transfer something, as long as it is put together, and what came of it. */
final class AttemptDraft {

  /** Replies to a transfer command that say that there is no data connection, or no more. */
  private static final Set<Integer> CONNECTION_REPLIES = Set.of(421, 425, 426, 503, 551);

  /** The session that it belongs to. */
  final FtpSession dialogue;

  /** How its data connection is agreed on. */
  final DataMode method;

  /** The command that does so. */
  final Optional<Exchange> negotiation;

  private final DataConnections connections;
  private final Optional<Endpoint> announced;
  private final Optional<Endpoint> heard;

  /** The attempts that belong to it, as they are found. */
  final List<ConnectionAttempt> attempts = new ArrayList<>();

  /** The handshakes on its data connection. */
  final List<TlsHandshake> handshakes = new ArrayList<>();

  /** Whether the client began with TLS on its data connection, which is in clear. */
  boolean handshakeInClear;

  /** The transfer command, once it comes. */
  Optional<Exchange> request = Optional.empty();

  /** The working directory then. */
  String directory = "/";

  /** What the server knows of its end. */
  Optional<Transfer> transfer = Optional.empty();

  /** How its data connection ended. */
  Optional<ConnectionEnd> end = Optional.empty();

  /** Whether a link has thrown away some of the content. */
  boolean lost;

  /** The end of the content, if a link has held that back for so long that it was missed. */
  Optional<LinkEffect> lateEnd = Optional.empty();

  /** Whether the client said ABOR before it asked for a transfer. */
  boolean takenBack;

  /** Whether the client said ABOR meanwhile. */
  boolean aborted;

  /**
   * Whether ABOR was the next that the client said. If it has closed the data connection before,
   * the server's answer to that may come first.
   */
  boolean abortedLate;

  /** Whether the client has turned to something else. */
  boolean leftBehind;

  /** Of a command that agrees on a data connection. */
  AttemptDraft(
      FtpSession dialogue,
      Exchange negotiation,
      AnnouncedEndpoints announcements,
      DataConnections connections) {
    this.dialogue = dialogue;
    this.connections = connections;
    this.method = DataMode.valueOf(negotiation.verb());
    this.negotiation = Optional.of(negotiation);
    this.announced = announcements.made(dialogue, method, negotiation);
    this.heard = announcements.heard(dialogue, method, negotiation);
  }

  /** Of a transfer command alone. */
  AttemptDraft(FtpSession dialogue, Exchange request, DataConnections connections) {
    this.dialogue = dialogue;
    this.connections = connections;
    this.method = DataMode.NONE;
    this.negotiation = Optional.empty();
    this.announced = Optional.empty();
    this.heard = Optional.empty();
    this.request = Optional.of(request);
  }

  /** When it began. */
  Duration at() {
    return negotiation.or(() -> request).orElseThrow().at();
  }

  /** Whether an attempt goes to a port that either side knows it by. */
  boolean expects(ConnectionAttempt attempt) {
    return isMadeBy(attempt.origin())
        && (announced.filter(to -> to.port() == attempt.target().port()).isPresent()
            || heard.filter(to -> to.port() == attempt.target().port()).isPresent());
  }

  /** Whether this side is the one to connect. */
  boolean isMadeBy(Party origin) {
    return origin == Party.CLIENT ? method.isPassive() : method.isActive();
  }

  /** The data connection that came about. */
  Optional<ConnectionAttempt> connected() {
    return connections.taken(dialogue, method, attempts);
  }

  /** Who sends the content. */
  Party sender() {
    return Errand.Kind.of(request.map(Exchange::verb).orElse("")).sender();
  }

  /** What became of the content. */
  private Optional<StreamEnd> delivery() {
    return end.map(ended -> ended.stream(sender()));
  }

  /** All that is known of it. */
  TransferAttempt operation() {
    return new TransferAttempt(
        dialogue.session(),
        method,
        negotiation,
        announced,
        heard,
        attempts,
        request,
        directory,
        handshakes,
        transfer,
        delivery(),
        result());
  }

  private Result result() {
    if (handshakeInClear || hasSentInDownload()) {
      return Result.FAILED;
    }
    if (isDone() && lacksEnd()) {
      return end.isPresent() || isLeft() ? Result.FAILED : Result.UNDER_WAY;
    }
    if (isDone()) {
      Result result = delivery().map(this::arrived).orElse(Result.SUCCEEDED);
      return result == Result.FAILED && isTakenBackByClosing() ? Result.ABORTED : result;
    }
    if (negotiation.filter(Exchange::isRefused).isPresent()) {
      return Result.REFUSED;
    }
    if (!attempts.isEmpty() && connected().isEmpty()) {
      return Result.FAILED;
    }
    if (request.isEmpty()) {
      boolean over = leftBehind || dialogue.ended().isPresent();
      return over ? Result.UNUSED : Result.UNDER_WAY;
    }
    if ((aborted && connected().isPresent()) || isTakenBackByClosing()) {
      return Result.ABORTED;
    }
    Optional<Reply> reply = request.get().conclusion();
    if (isBrokenOff()) {
      return Result.FAILED;
    }
    if (reply.isEmpty()) {
      return dialogue.ended().isPresent() ? Result.FAILED : Result.UNDER_WAY;
    }
    return CONNECTION_REPLIES.contains(reply.get().code()) ? Result.FAILED : Result.DECLINED;
  }

  /**
   * Whether a client that has TLS sent something over a download's connection in clear: it can have
   * been nothing but a handshake, though it left before the server had read it.
   */
  private boolean hasSentInDownload() {
    return request.filter(asked -> asked.command().encrypted()).isPresent()
        && sender() == Party.SERVER
        && transfer.filter(ended -> ended.completed() && !ended.encrypted()).isPresent()
        && end.filter(ended -> ended.stream(Party.CLIENT).written() > 0).isPresent();
  }

  /** Whether the client closed a download before its end, which came as it should, and said so. */
  private boolean isTakenBackByClosing() {
    return (aborted || abortedLate)
        && sender() == Party.SERVER
        && !lost
        && delivery().filter(AttemptDraft::isClosedByClient).isPresent();
  }

  private static boolean isClosedByClient(StreamEnd download) {
    return download.by().equals(Optional.of(Party.CLIENT))
        || (download.kind() == StreamEnd.Kind.FIN && download.delivered() < download.written());
  }

  /** What is to be said of what the server takes for complete: it doesn't see the other end. */
  private Result arrived(StreamEnd stream) {
    if (isOverOther(stream) || isResetBefore(stream)) {
      return Result.FAILED;
    }
    boolean all = stream.delivered() == stream.written();
    boolean proper =
        switch (stream.kind()) {
          case FIN, OPEN -> true;
          // Whoever has got everything may go without waiting for the end.
          case RESET -> stream.by().equals(Optional.of(sender().opposite()));
          case CUT -> false;
        };
    if (all && proper) {
      return Result.SUCCEEDED;
    }
    boolean open = stream.kind() == StreamEnd.Kind.OPEN && !lost && !isLeft();
    return open ? Result.UNDER_WAY : Result.FAILED;
  }

  /**
   * Whether the client had another connection for the content, which the server reset, as it had
   * taken one that nobody was behind any more.
   */
  private boolean isOverOther(StreamEnd stream) {
    boolean empty = sender() == Party.CLIENT ? stream.delivered() == 0 : isShort(stream);
    return empty && !connections.turnedAway(dialogue, method, attempts).isEmpty();
  }

  /**
   * Whether the client of a download took less than the server had read of the file for it. What is
   * sent to a client that has closed is nowhere counted, where only ends of connections are seen.
   */
  private boolean isResetBefore(StreamEnd stream) {
    return sender() == Party.SERVER
        && stream.kind() == StreamEnd.Kind.RESET
        && stream.by().equals(Optional.of(Party.CLIENT))
        && isShort(stream);
  }

  private boolean isShort(StreamEnd download) {
    return transfer.filter(ended -> ended.bytes() > download.delivered()).isPresent();
  }

  /**
   * Whether the receiver waits for the end of the content, or went away before it came. Under TLS
   * the end is in the content.
   */
  private boolean lacksEnd() {
    return handshakes.isEmpty()
        && lateEnd
            .filter(
                late ->
                    late.holdsEnd()
                        || dialogue
                            .ended()
                            .filter(left -> left.compareTo(late.at().plus(late.longestDelay())) < 0)
                            .isPresent())
            .isPresent();
  }

  /** Whether the client no longer waits for what is under way. */
  private boolean isLeft() {
    // While an upload is under way its client's stream is open, so this is a download's.
    boolean closed =
        end.filter(ended -> ended.stream(Party.CLIENT).kind() == StreamEnd.Kind.FIN).isPresent();
    return dialogue.ended().isPresent() || closed || wentOn();
  }

  /** Whether the client had been told that it is over, and said something else. */
  private boolean wentOn() {
    return request.flatMap(Exchange::conclusion).stream()
        .flatMap(reply -> dialogue.after(reply.at()).stream())
        .anyMatch(exchange -> !exchange.verb().equals("NOOP"));
  }

  /** Whether the server has transferred everything and said so, or is about to. */
  private boolean isDone() {
    Optional<Reply> reply = request.flatMap(Exchange::conclusion);
    return reply.isPresent()
        ? reply.get().code() < 400 && !isBrokenOff()
        : transfer.filter(Transfer::completed).isPresent();
  }

  private boolean isBrokenOff() {
    return transfer
        .map(ended -> !ended.completed())
        .orElseGet(() -> handshakes.stream().anyMatch(each -> each.failure().isPresent()));
  }
}
