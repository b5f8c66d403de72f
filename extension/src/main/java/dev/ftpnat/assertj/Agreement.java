package dev.ftpnat.assertj;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.net.Ipv4;
import dev.ftpnat.trace.TraceEvent.ConnectionAttempt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A data command, and the data connection that came of it. Written while a trace is read, and then
 * only read.
 */
final class Agreement {

  private static final Pattern SIX_NUMBERS =
      Pattern.compile("(\\d+),(\\d+),(\\d+),(\\d+),(\\d+),(\\d+)");

  /** The argument of EPRT, and what 229 has between its parentheses (RFC 2428). */
  private static final Pattern EXTENDED = Pattern.compile("\\|\\d*\\|([^|]*)\\|(\\d+)\\|");

  private final DataCommand command;
  private final Exchange exchange;
  private final List<ConnectionAttempt> attempts = new ArrayList<>();
  private Optional<Exchange> transfer = Optional.empty();

  Agreement(DataCommand command, Exchange exchange) {
    this.command = command;
    this.exchange = exchange;
  }

  void add(ConnectionAttempt attempt) {
    attempts.add(attempt);
  }

  void isFor(Exchange transferring) {
    transfer = Optional.of(transferring);
  }

  DataCommand command() {
    return command;
  }

  Exchange exchange() {
    return exchange;
  }

  /** Whether the server took it. */
  boolean isAccepted() {
    return exchange.conclusion().filter(reply -> reply.code() == command.success()).isPresent();
  }

  /** The attempts that failed at the connection that was agreed on. */
  List<ConnectionAttempt> failedAttempts() {
    return attempts.stream().filter(attempt -> !attempt.succeeded()).toList();
  }

  private boolean isConnected() {
    return attempts.stream().anyMatch(ConnectionAttempt::succeeded)
        || transfer.flatMap(Exchange::transfer).isPresent();
  }

  /** Whether it needs another one in its place: it gave no data connection, or not a whole one. */
  boolean cameToNothing() {
    if (!isAccepted() || transfer.filter(Exchange::lacksDataConnection).isPresent()) {
      return true;
    }
    // A file that isn't there is no fault of the agreement.
    return !isConnected() && transfer.filter(Exchange::isRefused).isEmpty();
  }

  /** The port that one side told the other, as the server knows it. */
  OptionalInt port() {
    String said =
        command.isPassive()
            ? exchange.conclusion().map(reply -> reply.text()).orElse("")
            : exchange.argument();
    Optional<Endpoint> active = named(said);
    if (active.isPresent()) {
      return OptionalInt.of(active.get().port());
    }
    Matcher extended = EXTENDED.matcher(said);
    return extended.find() ? OptionalInt.of(number(extended.group(2))) : OptionalInt.empty();
  }

  /** The endpoint that 227 or the argument of PORT or EPRT names; empty if it names none. */
  static Optional<Endpoint> named(String text) {
    Matcher six = SIX_NUMBERS.matcher(text);
    if (six.find()) {
      int port = number(six.group(5)) << 8 | number(six.group(6));
      return endpoint(
          "%s.%s.%s.%s".formatted(group(six, 1), group(six, 2), group(six, 3), group(six, 4)),
          port);
    }
    Matcher extended = EXTENDED.matcher(text);
    return extended.find()
        ? endpoint(extended.group(1), number(extended.group(2)))
        : Optional.empty();
  }

  private static String group(Matcher numbers, int index) {
    return Integer.toString(number(numbers.group(index)));
  }

  private static Optional<Endpoint> endpoint(String address, int port) {
    return Ipv4.parse(address)
        .filter(known -> port <= 65535)
        .map(known -> new Endpoint(known, port));
  }

  /** More than any port or octet if it has too many digits. */
  private static int number(String digits) {
    return digits.length() > 6 ? 999_999 : Integer.parseInt(digits);
  }

  /** For example {@code server #1 EPSV: 502 Command not implemented.} */
  @Override
  public String toString() {
    return exchange.toString();
  }
}
