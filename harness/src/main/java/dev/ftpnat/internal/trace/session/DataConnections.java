package dev.ftpnat.internal.trace.session;

import dev.ftpnat.topology.ForeignData;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.StreamEnd;
import dev.ftpnat.trace.session.DataMode;
import dev.ftpnat.trace.session.FtpSession;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which of several data connections that came about for a transfer is the one that it went over.
 */
public record DataConnections(EventLog trace) {

  /**
   * The one that the server took: on a passive port the first that it may have taken and hasn't
   * reset. In active mode it has made them itself, the last of them for the transfer.
   */
  public Optional<ConnectionAttempt> taken(
      FtpSession dialogue, DataMode method, List<ConnectionAttempt> attempts) {
    List<ConnectionAttempt> made = attempts.stream().filter(ConnectionAttempt::cameAbout).toList();
    if (made.size() < 2 || !method.isPassive()) {
      return made.stream().reduce((earlier, later) -> later);
    }
    Set<Long> reset = reset();
    List<ConnectionAttempt> own =
        made.stream().filter(attempt -> !isForeign(dialogue, attempt)).toList();
    return Stream.of(own, made)
        .flatMap(some -> some.stream().filter(each -> !reset.contains(each.connection())))
        .findFirst()
        .or(() -> made.stream().findFirst());
  }

  /** Those that the server has reset before it had sent anything. */
  private Set<Long> reset() {
    return trace.only(ConnectionEnd.class).stream()
        .filter(end -> isReset(end.stream(Party.SERVER)))
        .map(ConnectionEnd::connection)
        .collect(Collectors.toSet());
  }

  private static boolean isReset(StreamEnd replies) {
    return replies.kind() == StreamEnd.Kind.RESET
        && replies.by().equals(Optional.of(Party.SERVER))
        && replies.written() == 0;
  }

  /** Whether the server doesn't serve it, since it comes from elsewhere than the commands. */
  private boolean isForeign(FtpSession dialogue, ConnectionAttempt attempt) {
    return trace.topology().server().foreignData() != ForeignData.SERVED
        && dialogue
            .control()
            .map(control -> control.seenSource().address())
            .filter(client -> !client.equals(attempt.seenSource().address()))
            .isPresent();
  }

  /** Those beside it that came to the same port, and that the server reset. */
  public List<ConnectionAttempt> turnedAway(
      FtpSession dialogue, DataMode method, List<ConnectionAttempt> attempts) {
    if (!method.isPassive()) {
      return List.of();
    }
    Optional<ConnectionAttempt> taken = taken(dialogue, method, attempts);
    List<ConnectionAttempt> others =
        attempts.stream()
            .filter(ConnectionAttempt::cameAbout)
            .filter(each -> taken.filter(it -> isBeside(it, each)).isPresent())
            .toList();
    if (others.isEmpty()) {
      // Most have only one, and the record is long.
      return List.of();
    }
    Set<Long> reset = reset();
    return others.stream().filter(attempt -> reset.contains(attempt.connection())).toList();
  }

  private static boolean isBeside(ConnectionAttempt taken, ConnectionAttempt other) {
    return !taken.equals(other) && taken.target().equals(other.target());
  }
}
