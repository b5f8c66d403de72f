package dev.ftpnat.internal.trace.session;

import dev.ftpnat.internal.text.Durations;
import dev.ftpnat.trace.event.Channel;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.ControlEvent;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.LinkEvent.LinkEffect;
import dev.ftpnat.trace.event.LinkEvent.LinkFault;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.session.TransferAttempt;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What links did to connections, and what came of that. */
public final class LinkEffects {

  /** What is held back for less is on its way, and nobody misses it yet. */
  private static final Duration MISSED = Duration.ofMillis(100);

  private final EventLog trace;
  private final List<LinkEffect> all;

  public LinkEffects(EventLog trace) {
    this.trace = trace;
    this.all = trace.only(LinkEffect.class);
  }

  /** What was done to a connection, the worst first. */
  public Stream<LinkEffect> on(long connection) {
    return all.stream()
        .filter(effect -> effect.connection() == connection)
        .sorted(Comparator.comparing(LinkEffects::severity).reversed());
  }

  private static int severity(LinkEffect effect) {
    if (effect.cut().isPresent()) {
      return 3;
    }
    return effect.isFinal() ? 2 : effect.withholds() ? 1 : 0;
  }

  /** The end of a connection, if it has come. */
  public Optional<ConnectionEnd> end(long connection) {
    return FtpSessions.end(trace, connection);
  }

  /** Whether whoever the bytes are for misses them by now, or never got them. */
  public boolean isMissed(LinkEffect effect) {
    return effect.isFinal()
        || (effect.withholds() && effect.heldFor().compareTo(MISSED) >= 0)
        || ((effect.withholds() || !effect.longestDelay().isZero()) && cameTooLate(effect));
  }

  /** Whether something was lost, or came, or is still to come, so late that it was waited for. */
  public boolean isLate(LinkEffect effect) {
    return effect.isFinal()
        || effect.heldFor().compareTo(MISSED) >= 0
        || effect.longestDelay().compareTo(MISSED) >= 0;
  }

  /**
   * Whether it is nothing but the end of a stream that came, or comes, later than anybody waits.
   */
  static boolean isEndMissed(LinkEffect effect) {
    Duration held = effect.holdsEnd() ? effect.heldFor() : effect.longestDelay();
    return effect.held() == 0
        && effect.delayed() == 0
        && effect.dropped() == 0
        && effect.cut().isEmpty()
        && held.compareTo(MISSED) >= 0;
  }

  /** Whether the receiver was gone before all of it had come. */
  private boolean cameTooLate(LinkEffect effect) {
    return end(effect.connection())
        .map(end -> end.stream(effect.sender()))
        .filter(stream -> stream.delivered() < stream.written())
        .isPresent();
  }

  /** What had been done to the link when it did this. */
  public Optional<LinkFault> fault(LinkEffect effect) {
    return trace.only(LinkFault.class).stream()
        .filter(fault -> Durations.isUpTo(fault.at(), effect.at()))
        .filter(
            fault ->
                effect
                    .toxic()
                    .filter(toxic -> fault.toxic().filter(toxic::equals).isPresent())
                    .isPresent())
        .reduce((earlier, later) -> later);
  }

  /** Whether a link kept from the client what the server said about it. */
  boolean isUnheard(TransferAttempt operation) {
    return operation.request().stream()
        .flatMap(request -> request.replies().stream())
        .anyMatch(this::swallowed);
  }

  // What didn't come out ------------------------------------------------------------------------

  /**
   * Whether a line, or records, went onto a link and didn't come out at its other end: it is the
   * last before the link began to let nothing through, or a later one.
   */
  public boolean swallowed(ControlEvent line) {
    return all.stream()
        .filter(effect -> isOnWayOf(line, effect.connection(), effect.sender()))
        .filter(effect -> effect.isFinal() && effect.link().channel() == Channel.CONTROL)
        .filter(effect -> effect.link().number() == line.link())
        .anyMatch(
            effect ->
                isAfter(
                    line.at(),
                    effect,
                    trace.only(line.getClass()).stream()
                        .filter(other -> isOnWayOf(other, line.connection(), line.sender()))
                        .filter(other -> other.link() == line.link())
                        .map(TraceEvent::at)));
  }

  private static boolean isOnWayOf(ControlEvent line, long connection, Party sender) {
    return line.connection() == connection && line.sender() == sender;
  }

  /** Whether a link kept a reply from the client. It is recorded before it is under way. */
  public boolean swallowed(Reply reply) {
    return FtpSessions.connection(trace, reply.session()).stream()
        .flatMap(
            number ->
                all.stream()
                    .filter(effect -> effect.connection() == number)
                    .filter(effect -> effect.sender() == Party.SERVER && effect.isFinal()))
        .anyMatch(
            effect ->
                isAfter(
                    reply.at(),
                    effect,
                    trace.replies().stream()
                        .filter(other -> other.session() == reply.session())
                        .map(Reply::at)));
  }

  /** Whether something of this time was the first that was stopped, or came after that. */
  private static boolean isAfter(Duration at, LinkEffect effect, Stream<Duration> all) {
    if (at.compareTo(effect.at()) > 0) {
      return true;
    }
    boolean tookSome = effect.dropped() > 0 || effect.held() > 0;
    return tookSome
        && all.filter(time -> Durations.isUpTo(time, effect.at()))
            .max(Comparator.naturalOrder())
            .filter(at::equals)
            .isPresent();
  }
}
