package dev.ftpnat.assertj;

import dev.ftpnat.trace.Party;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.TraceEvent.ConnectionAttempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A trace as FTP sees it: commands with their replies, and the data connections that they were
 * about.
 *
 * @param exchanges all commands
 * @param agreements the data commands among them
 * @param operations what they were for
 */
record Sessions(List<Exchange> exchanges, List<Agreement> agreements, List<Operation> operations) {

  static Sessions of(Trace trace) {
    List<Exchange> exchanges = Exchanges.of(trace);
    Map<Long, Reading> readings = new LinkedHashMap<>();
    for (Exchange exchange : exchanges) {
      readings
          .computeIfAbsent(
              exchange.session(), number -> new Reading(number, exchange.command().at()))
          .read(exchange);
    }
    readings.values().forEach(Reading::end);
    List<Agreement> agreements =
        readings.values().stream().flatMap(reading -> reading.all.stream()).toList();
    connect(agreements, trace);
    return new Sessions(
        exchanges,
        agreements,
        readings.values().stream()
            .flatMap(reading -> reading.operations.stream())
            .sorted(Comparator.comparing(Operation::began))
            .toList());
  }

  /** Puts together one session. */
  private static final class Reading {

    private final long session;
    private final Duration began;
    private final List<Agreement> all = new ArrayList<>();
    private final List<Agreement> current = new ArrayList<>();
    private final List<Operation> operations = new ArrayList<>();

    Reading(long session, Duration began) {
      this.session = session;
      this.began = began;
    }

    void read(Exchange exchange) {
      Optional<DataCommand> command = DataCommand.of(exchange.verb());
      if (command.isPresent() && !exchange.argument().equalsIgnoreCase("ALL")) {
        Agreement agreement = new Agreement(command.get(), exchange);
        all.add(agreement);
        current.add(agreement);
      } else if (exchange.isTransfer()) {
        if (!current.isEmpty()) {
          current.get(current.size() - 1).isFor(exchange);
        }
        operations.add(new Operation(session, began, current, Optional.of(exchange)));
        current.clear();
      }
    }

    void end() {
      if (!current.isEmpty()) {
        operations.add(new Operation(session, began, current, Optional.empty()));
      }
    }
  }

  /**
   * Finds out what each data connection was for: the last agreement before it that named its port;
   * or the last at all, if a gateway has changed the port.
   */
  private static void connect(List<Agreement> agreements, Trace trace) {
    List<Agreement> latestFirst =
        agreements.stream()
            .filter(Agreement::isAccepted)
            .sorted(Comparator.comparing(Sessions::concluded).reversed())
            .toList();
    for (ConnectionAttempt attempt : dataConnections(trace)) {
      candidates(latestFirst, attempt)
          .filter(agreed -> agreed.port().orElse(-1) == attempt.target().port())
          .findFirst()
          .or(() -> candidates(latestFirst, attempt).findFirst())
          .ifPresent(agreed -> agreed.add(attempt));
    }
  }

  private static Stream<Agreement> candidates(List<Agreement> all, ConnectionAttempt attempt) {
    return all.stream()
        .filter(agreed -> agreed.command().isPassive() == (attempt.origin() == Party.CLIENT))
        .filter(agreed -> concluded(agreed).compareTo(attempt.at()) <= 0);
  }

  private static Duration concluded(Agreement agreement) {
    return agreement.exchange().conclusion().orElseThrow().at();
  }

  /** The attempts at data connections, whoever made them. */
  static List<ConnectionAttempt> dataConnections(Trace trace) {
    int controlPort = trace.topology().server().controlPort();
    return trace.connectionAttempts().stream()
        .filter(
            attempt ->
                attempt.origin() == Party.SERVER
                    || (attempt.target().port() != controlPort
                        && attempt.arrivesAt().port() != controlPort))
        .toList();
  }
}
