package dev.ftpnat.internal.trace.session;

import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.GatewayEvent.ConnectionForgotten;
import dev.ftpnat.trace.event.GatewayEvent.SegmentLost;
import dev.ftpnat.trace.event.LinkEvent.LinkEffect;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.session.Errand;
import dev.ftpnat.trace.session.Errand.Kind;
import dev.ftpnat.trace.session.Exchange;
import dev.ftpnat.trace.session.FtpSession;
import dev.ftpnat.trace.session.TransferAttempt;
import dev.ftpnat.trace.session.TransferAttempt.Result;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The one reading of a record as FTP sessions: what was tried, what came of it, and what was never
 * made up for. Diagnosis, assertions and reports ask it, so that they can't contradict each other.
 */
public final class Sessions {

  private static final Set<Integer> NOT_IMPLEMENTED = Set.of(500, 502, 504);

  /** What a server says of a file that isn't there (RFC 959 section 4.2.2). */
  private static final Set<Integer> UNAVAILABLE = Set.of(450, 550);

  private final EventLog trace;
  private final List<FtpSession> sessions;
  private final List<TransferAttempt> operations;
  private final List<LostReplies> losses;
  private final List<Timeout> timeouts;
  private final LinkEffects links;
  private final Renames renames;
  private final Map<TransferAttempt, TransferAttempt> madeUp = new HashMap<>();
  private final List<TransferAttempt> unresolved;
  private final List<ConnectionAttempt> unexplained;

  /** An operation, its position, as several may have begun at once, and what it is for. */
  private record Candidate(int position, TransferAttempt operation, Optional<Errand> errand) {}

  public Sessions(EventLog trace) {
    List<FtpSession> silent = FtpSessions.all(trace);
    this.trace = trace;
    this.operations = TransferAttempts.of(trace, silent);
    this.sessions =
        silent.stream().map(dialogue -> FtpSessions.with(operations, dialogue)).toList();
    this.losses =
        sessions.stream().flatMap(dialogue -> LostReplies.of(trace, dialogue).stream()).toList();
    this.timeouts = Timeout.all(trace, sessions);
    this.links = new LinkEffects(trace);
    this.renames = new Renames(sessions);
    List<Candidate> all =
        IntStream.range(0, operations.size())
            .mapToObj(n -> new Candidate(n, operations.get(n), operations.get(n).errand()))
            .toList();
    List<Candidate> succeeded = all.stream().filter(this::hasSucceeded).toList();
    all.stream()
        .filter(each -> !hasSucceeded(each))
        .forEach(
            failed ->
                makesUpFor(failed, succeeded)
                    .ifPresent(later -> madeUp.put(failed.operation, later)));
    this.unresolved =
        operations.stream()
            .filter(operation -> operation.hasFailed() && !madeUp.containsKey(operation))
            .filter(operation -> FtpSessions.isLastTry(of(operation), operation))
            .filter(operation -> !isTriedOtherwise(operation))
            .toList();
    this.unexplained =
        TransferAttempts.unexplained(trace, operations).stream()
            .filter(attempt -> !isMade(attempt) && !isFollowed(attempt))
            .toList();
  }

  /**
   * Whether whoever made it got to the other side, or to itself, which isn't the network's fault.
   */
  private static boolean isMade(ConnectionAttempt attempt) {
    return attempt.succeeded() && !attempt.isAcceptedByGateway();
  }

  /** The sessions, the first to be opened first. */
  public List<FtpSession> sessions() {
    return sessions;
  }

  /** What their clients tried to transfer, in the order in which it began. */
  public List<TransferAttempt> operations() {
    return operations;
  }

  /** What of it gateways that forgot a control connection kept from one side. */
  public List<LostReplies> losses() {
    return losses;
  }

  /** The sessions that the server ended as idle too early for their clients. */
  public List<Timeout> timeouts() {
    return timeouts;
  }

  /** The session that an operation belongs to. */
  public FtpSession of(TransferAttempt operation) {
    return sessions.stream()
        .filter(dialogue -> dialogue.session() == operation.session())
        .findFirst()
        .orElseThrow();
  }

  /** What did later what this one was for. */
  public Optional<TransferAttempt> madeUpForBy(TransferAttempt operation) {
    return Optional.ofNullable(madeUp.get(operation));
  }

  /** What failed for good, of the tries for the same the last. */
  public List<TransferAttempt> unresolved() {
    return unresolved;
  }

  /** The attempts at a connection that belong to no transfer and failed for good. */
  public List<ConnectionAttempt> unexplained() {
    return unexplained;
  }

  /** The connections that failed for good, of each host's the last. */
  public List<ConnectionAttempt> unreached() {
    Map<InetAddress, ConnectionAttempt> last = new LinkedHashMap<>();
    unexplained.forEach(attempt -> last.put(attempt.source().address(), attempt));
    return List.copyOf(last.values());
  }

  /** For its client too. */
  private boolean hasSucceeded(Candidate candidate) {
    return candidate.operation.result() == Result.SUCCEEDED && !isUnheard(candidate.operation);
  }

  /** Whether the server hadn't the command, nor the next for the same: MLSD, then LIST. */
  private boolean isTriedOtherwise(TransferAttempt operation) {
    boolean refused =
        operation.request().flatMap(Exchange::conclusion).map(Reply::code).stream()
            .anyMatch(NOT_IMPLEMENTED::contains);
    return refused
        && operations.stream()
            .skip(operations.indexOf(operation) + 1L)
            .filter(next -> next.session() == operation.session())
            .filter(next -> next.request().isPresent())
            .limit(1)
            .anyMatch(
                next ->
                    next.hasFailed()
                        && next.errand().equals(operation.errand())
                        && !next.request()
                            .map(Exchange::verb)
                            .equals(operation.request().map(Exchange::verb)));
  }

  private Optional<TransferAttempt> makesUpFor(Candidate failed, List<Candidate> succeeded) {
    TransferAttempt operation = failed.operation;
    FtpSession session = of(operation);
    Duration since =
        Stream.concat(session.ended().stream(), troubles(operation))
            .min(Comparator.naturalOrder())
            .filter(first -> first.compareTo(failedAt(operation)) < 0)
            .orElse(failedAt(operation));
    return succeeded.stream()
        .filter(later -> failed.errand.isEmpty() || isForSame(failed, later))
        .filter(
            later ->
                later.operation.session() == operation.session()
                    ? later.position > failed.position
                    : isOfSameClient(session, since, of(later.operation)))
        .map(Candidate::operation)
        .findFirst();
  }

  private boolean isForSame(Candidate failed, Candidate later) {
    if (failed.errand.equals(later.errand)) {
      return true;
    }
    boolean isUploaded = later.errand.filter(it -> it.kind() == Kind.UPLOAD).isPresent();
    return isUploaded
        && (failed.errand.get().kind() == Kind.UPLOAD
            ? renames.areOfSameFile(failed.operation, later.operation)
            : isUnavailable(failed.operation)
                && renames.isTo(later.operation, failed.errand.get().path()));
  }

  /**
   * Whether the server had nothing of that name. A client may ask for that before it uploads, and
   * an upload there is what it does about it.
   */
  private static boolean isUnavailable(TransferAttempt operation) {
    return operation.result() == Result.DECLINED
        && operation.request().flatMap(Exchange::conclusion).map(Reply::code).stream()
            .anyMatch(UNAVAILABLE::contains);
  }

  /**
   * When it was first seen to fail, for whom it did; when it ended, if it didn't. What a client
   * does after that may be because of it.
   */
  private static Duration failedAt(TransferAttempt operation) {
    List<TraceEvent> events = operation.events();
    return failures(operation)
        .min(Comparator.naturalOrder())
        .orElse(events.get(events.size() - 1).at());
  }

  private static Stream<Duration> failures(TransferAttempt operation) {
    return Stream.of(
            operation.attempts().stream()
                .filter(attempt -> !isMade(attempt))
                // Nobody tells the client how long the server waits.
                .map(attempt -> attempt.origin() == Party.CLIENT ? over(attempt) : attempt.at()),
            operation.handshakes().stream()
                .filter(handshake -> handshake.failure().isPresent())
                .map(TraceEvent::at),
            operation.transfer().stream().filter(ended -> !ended.completed()).map(TraceEvent::at),
            Stream.concat(operation.negotiation().stream(), operation.request().stream())
                .filter(Exchange::isRefused)
                .map(exchange -> exchange.conclusion().orElseThrow().at()))
        .flatMap(times -> times);
  }

  private static Duration over(ConnectionAttempt attempt) {
    return attempt.at().plus(attempt.waited().orElse(Duration.ZERO));
  }

  /**
   * What happened to its connections. The client may know of it, and connect anew, before the
   * server has seen that anything failed.
   */
  private Stream<Duration> troubles(TransferAttempt operation) {
    Set<Long> connections =
        operation.attempts().stream()
            .map(ConnectionAttempt::connection)
            .collect(Collectors.toSet());
    return trace.events().stream()
        .filter(event -> connections.contains(troubled(event)))
        .map(TraceEvent::at);
  }

  /** The connection that something happened to that may be its end; -1 if nothing did. */
  private static long troubled(TraceEvent event) {
    if (event instanceof ConnectionEnd end) {
      return end.connection();
    }
    if (event instanceof ConnectionForgotten forgotten) {
      return forgotten.connection();
    }
    if (event instanceof SegmentLost lost) {
      return lost.connection();
    }
    return event instanceof LinkEffect effect ? effect.connection() : -1;
  }

  private static boolean isOfSameClient(FtpSession before, Duration since, FtpSession after) {
    return after.opened().compareTo(since) > 0 && FtpSessions.mayGoOnIn(before, after);
  }

  private boolean isUnheard(TransferAttempt operation) {
    return losses.stream()
            .filter(loss -> loss.dialogue().session() == operation.session())
            .anyMatch(loss -> loss.concerns(operation))
        || links.isUnheard(operation);
  }

  /** Whether somebody got through later. */
  private boolean isFollowed(ConnectionAttempt attempt) {
    return sessions.stream().anyMatch(other -> other.opened().compareTo(attempt.at()) > 0)
        || operations.stream()
            .filter(later -> later.result() == Result.SUCCEEDED)
            .anyMatch(later -> position(later.events().get(0)) > position(attempt));
  }

  /** Events may be at the same time. */
  private int position(TraceEvent event) {
    return trace.events().indexOf(event);
  }
}
