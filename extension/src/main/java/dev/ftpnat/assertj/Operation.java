package dev.ftpnat.assertj;

import dev.ftpnat.trace.TraceEvent.ConnectionAttempt;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a session did for one file or listing: the data commands since the last one, and the command
 * that asks for it, if it got that far.
 *
 * @param session the server's number of the session
 * @param sessionBegan when the session's first command came
 * @param agreements the data commands, in order
 * @param transfer the command that asks for the file or listing
 */
record Operation(
    long session, Duration sessionBegan, List<Agreement> agreements, Optional<Exchange> transfer) {

  Operation {
    agreements = List.copyOf(agreements);
  }

  /** When it began. */
  Duration began() {
    return agreements.isEmpty()
        ? transfer.orElseThrow().command().at()
        : agreements.get(0).exchange().command().at();
  }

  /** Whether the server has transferred everything and said so, or is about to. */
  boolean succeeded() {
    return transfer
        .filter(
            exchange ->
                exchange.isConcluded()
                    ? !exchange.isRefused() && !exchange.lacksDataConnection()
                    : exchange.transfer().filter(how -> how.completed()).isPresent())
        .isPresent();
  }

  /**
   * Whether the client has to tell somebody. Nothing is known of one that is still going on. What
   * the client aborted didn't fail, unless it did so because it had no data connection.
   */
  boolean failed() {
    if (succeeded()) {
      return false;
    }
    if (last().filter(agreed -> isRefused(agreed) || hasFailed(agreed)).isPresent()) {
      return true;
    }
    return transfer
        .filter(how -> !how.isAborted() && (how.isRefused() || how.lacksDataConnection()))
        .isPresent();
  }

  private Optional<Agreement> last() {
    return agreements.isEmpty()
        ? Optional.empty()
        : Optional.of(agreements.get(agreements.size() - 1));
  }

  private static boolean isRefused(Agreement agreement) {
    return agreement.exchange().isConcluded() && !agreement.isAccepted();
  }

  private static boolean hasFailed(Agreement agreement) {
    return !agreement.failedAttempts().isEmpty() && agreement.cameToNothing();
  }

  /** Whether the other one, which came later, did what this one should have done. */
  boolean isMadeUpForBy(Operation later) {
    boolean sameSession = later.session == session && later.began().compareTo(began()) > 0;
    boolean laterSession = later.sessionBegan.compareTo(began()) > 0;
    return later.succeeded()
        && (sameSession || laterSession)
        && transfer.map(how -> how.purpose().equals(later.purpose())).orElse(true);
  }

  private String purpose() {
    return transfer.map(Exchange::purpose).orElse("");
  }

  /** What it was and what happened to it, in a line or more. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Agreement agreement : agreements) {
      if (isRefused(agreement)) {
        line(text, agreement);
      }
      for (ConnectionAttempt attempt : agreement.failedAttempts()) {
        line(text, "server #%d %s: %s".formatted(session, agreement.command(), attempt));
      }
    }
    transfer.ifPresent(
        exchange -> {
          exchange.failedHandshakes().forEach(handshake -> line(text, handshake));
          exchange.transfer().ifPresent(how -> line(text, how));
          line(text, exchange);
        });
    return text.toString();
  }

  private static void line(StringBuilder text, Object line) {
    text.append(text.length() == 0 ? "" : System.lineSeparator() + "    ").append(line);
  }
}
