package dev.ftpnat.trace.session;

import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One session: what a client and the server said on its control connection, and what the client
 * tried to transfer.
 *
 * @param session the server's number of it
 * @param opened when it began
 * @param control how its control connection came about, if the record still has it
 * @param ended when the control connection ended, if it did
 * @param exchanges the commands with their replies, in the order in which they came
 * @param transferAttempts the tries to transfer something, in the order in which they began
 */
public record FtpSession(
    long session,
    Duration opened,
    Optional<ConnectionAttempt> control,
    Optional<Duration> ended,
    List<Exchange> exchanges,
    List<TransferAttempt> transferAttempts) {

  public FtpSession {
    exchanges = List.copyOf(exchanges);
    transferAttempts = List.copyOf(transferAttempts);
  }

  /** Whether the server accepted a login. */
  public boolean isLoggedIn() {
    return login().isPresent();
  }

  /** When the server accepted a login. */
  public Optional<Duration> login() {
    return exchanges.stream()
        .flatMap(exchange -> exchange.conclusion().stream())
        .filter(reply -> reply.code() == 230)
        .map(Reply::at)
        .findFirst();
  }

  /**
   * The tries that belong together: those right before this one that the client turned away from
   * before it asked for anything, as from EPSV to PASV, and this one at the end.
   */
  public List<TransferAttempt> triesUpTo(TransferAttempt last) {
    int end = transferAttempts.indexOf(last);
    int begin = end;
    while (begin > 0 && transferAttempts.get(begin - 1).request().isEmpty()) {
      begin--;
    }
    return transferAttempts.subList(begin, end + 1);
  }

  /** What came after a time. */
  public List<Exchange> after(Duration time) {
    return exchanges.stream().filter(exchange -> exchange.at().compareTo(time) > 0).toList();
  }
}
