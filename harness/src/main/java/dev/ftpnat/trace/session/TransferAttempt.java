package dev.ftpnat.trace.session;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.ServerEvent.Command;
import dev.ftpnat.trace.event.ServerEvent.TlsHandshake;
import dev.ftpnat.trace.event.ServerEvent.Transfer;
import dev.ftpnat.trace.event.StreamEnd;
import dev.ftpnat.trace.event.TraceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One try of a client to transfer something: how the data connection was agreed on, the attempts to
 * open it, and what came of it. A client that falls back from EPSV to PASV makes two of them.
 *
 * @param session the server's number of the session
 * @param method how the data connection was agreed on
 * @param negotiation the command that did so, and its reply; empty for {@link DataMode#NONE}
 * @param announced the endpoint that the announcing side named: the server in passive mode, the
 *     client in active mode. In EPSV its address is that of the control connection
 * @param heard the same as the other side got it, which an ALG may have changed; empty if it didn't
 *     get there or can't be read
 * @param attempts the connection attempts that belong to it
 * @param request the transfer command, and its replies; empty if it never came
 * @param directory the session's working directory at that time, from the root
 * @param handshakes the TLS handshakes on its data connections
 * @param transfer what the server knows of the content, once its part of it is over
 * @param delivery what became of the bytes that carried the content, encrypted or not, once the
 *     data connection has ended
 * @param result what came of it
 */
public record TransferAttempt(
    long session,
    DataMode method,
    Optional<Exchange> negotiation,
    Optional<Endpoint> announced,
    Optional<Endpoint> heard,
    List<ConnectionAttempt> attempts,
    Optional<Exchange> request,
    String directory,
    List<TlsHandshake> handshakes,
    Optional<Transfer> transfer,
    Optional<StreamEnd> delivery,
    Result result) {

  /**
   * What came of a try. A transfer is judged by its own exchange, whatever else was said meanwhile,
   * and by what its data connection carried.
   */
  public enum Result {
    /**
     * The transfer is whole: the server says so, and what the one end wrote is what came to the
     * other, with a proper end.
     */
    SUCCEEDED,
    /** The server refused PASV, EPSV, PORT or EPRT. */
    REFUSED,
    /**
     * The data connection didn't come about or broke off, or not all that was written to it came
     * out at the other end, whatever the server says. So does a client end that closes a download
     * before its end without ABOR: nobody else can tell that from one that gave up.
     */
    FAILED,
    /** The server refused the transfer for a reason that isn't the network's: no such file. */
    DECLINED,
    /**
     * The client took it back with ABOR, when its data connection was there, or as the next that it
     * said after it had closed a download's.
     */
    ABORTED,
    /**
     * The client turned to something else, or went away, without having asked for a transfer. In
     * passive mode this is a failure: a client that doesn't follow a 227, or that connects and says
     * no more since REST was refused, gets nothing.
     */
    UNUSED,
    /** It isn't over, as far as one can tell. */
    UNDER_WAY
  }

  public TransferAttempt {
    attempts = List.copyOf(attempts);
    handshakes = List.copyOf(handshakes);
  }

  /**
   * Whether the client didn't get what it wanted, and wasn't the one to take it back. {@code
   * Trace.unresolved()} has those that it didn't get otherwise.
   */
  public boolean hasFailed() {
    return switch (result) {
      case REFUSED, FAILED, DECLINED -> true;
      case UNUSED -> method.isPassive();
      case SUCCEEDED, ABORTED, UNDER_WAY -> false;
    };
  }

  /** Whether it is no use to try it so again: it gave no data connection, or not a whole one. */
  public boolean cameToNothing() {
    return result == Result.REFUSED || result == Result.FAILED || result == Result.UNUSED;
  }

  /** What it is for, if the client has said so. */
  public Optional<Errand> errand() {
    return request.map(exchange -> Errand.of(exchange, directory));
  }

  /** Who sends the content. */
  public Party sender() {
    return Errand.Kind.of(request.map(Exchange::verb).orElse("")).sender();
  }

  /** When it began. */
  public Duration at() {
    return first().at();
  }

  private Command first() {
    return negotiation.or(() -> request).orElseThrow().command();
  }

  /** Whether the control connection was under TLS. */
  public boolean isEncrypted() {
    return first().encrypted();
  }

  /** Whether a data connection was established. */
  public boolean isConnected() {
    return attempts.stream().anyMatch(ConnectionAttempt::cameAbout);
  }

  /** The last attempt, if none was successful. */
  public Optional<ConnectionAttempt> failedAttempt() {
    return isConnected() || attempts.isEmpty()
        ? Optional.empty()
        : Optional.of(attempts.get(attempts.size() - 1));
  }

  /** The events that it is made of, in their order. */
  public List<TraceEvent> events() {
    List<TraceEvent> events = new ArrayList<>();
    negotiation.ifPresent(exchange -> events.addAll(exchange.events()));
    events.addAll(attempts);
    request.ifPresent(exchange -> events.addAll(exchange.events()));
    events.addAll(handshakes);
    transfer.ifPresent(events::add);
    events.sort(Comparator.comparing(TraceEvent::at));
    return List.copyOf(events);
  }

  /** What it was and what happened to it, in a line or more. */
  @Override
  public String toString() {
    List<Object> lines = new ArrayList<>();
    boolean nothingElse =
        request.isEmpty() && attempts.stream().allMatch(ConnectionAttempt::cameAbout);
    negotiation.filter(exchange -> nothingElse || exchange.isRefused()).ifPresent(lines::add);
    attempts.stream()
        .filter(attempt -> !attempt.cameAbout())
        .forEach(attempt -> lines.add("server #%d %s: %s".formatted(session, method, attempt)));
    handshakes.stream().filter(each -> each.failure().isPresent()).forEach(lines::add);
    transfer.ifPresent(lines::add);
    delivery
        .filter(stream -> transfer.isPresent() && result != Result.SUCCEEDED && !stream.isWhole())
        .ifPresent(stream -> lines.add("of what was sent arrived: " + stream));
    request.ifPresent(lines::add);
    if (result == Result.UNUSED) {
      String to = announced.map(Endpoint::toString).orElse("it");
      lines.add(
          isConnected()
              ? "connected to %s, and no transfer was asked for".formatted(to)
              : "nobody connected to " + to);
    }
    return lines.stream()
        .map(Object::toString)
        .collect(Collectors.joining(System.lineSeparator() + "    "));
  }
}
