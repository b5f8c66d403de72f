package dev.ftpnat.trace;

import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.TraceEvent.Command;
import dev.ftpnat.trace.TraceEvent.ConnectionAttempt;
import dev.ftpnat.trace.TraceEvent.TlsHandshake;
import dev.ftpnat.trace.TraceEvent.Transfer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One try of a client to transfer something: how the data connection was agreed on, the attempts to
 * open it, and what came of it. A client that falls back from EPSV to PASV makes two of them.
 *
 * @param session the server's number of the session
 * @param method how the data connection was agreed on
 * @param negotiation the command that did so, and its reply; empty for {@link Method#NONE}
 * @param announced the endpoint that the announcing side named: the server in passive mode, the
 *     client in active mode. In EPSV its address is that of the control connection
 * @param heard the same as the other side got it, which an ALG may have changed; empty if it didn't
 *     get there or can't be read
 * @param attempts the connection attempts that belong to it
 * @param request the transfer command, and its replies; empty if it never came
 * @param handshakes the TLS handshakes on its data connections
 * @param transfer what the data connection carried, if it ended
 * @param result what came of it
 */
public record DataOperation(
    long session,
    Method method,
    Optional<Exchange> negotiation,
    Optional<Endpoint> announced,
    Optional<Endpoint> heard,
    List<ConnectionAttempt> attempts,
    Optional<Exchange> request,
    List<TlsHandshake> handshakes,
    Optional<Transfer> transfer,
    Result result) {

  /** How a data connection is agreed on. */
  public enum Method {
    /** Passive: the server's 227 reply names an address and a port (RFC 959). */
    PASV,
    /** Passive: the server's 229 reply names a port (RFC 2428). */
    EPSV,
    /** Active: the client names an address and a port (RFC 959). */
    PORT,
    /** Active: the client names a protocol, an address and a port (RFC 2428). */
    EPRT,
    /** Not at all: the transfer command came without one of the others. */
    NONE;

    /** Whether the client is the one to connect. */
    public boolean isPassive() {
      return this == PASV || this == EPSV;
    }

    /** Whether the server is the one to connect. */
    public boolean isActive() {
      return this == PORT || this == EPRT;
    }

    /** What names the endpoint: the command, or the reply to it. */
    String announcement() {
      return switch (this) {
        case PASV -> "227";
        case EPSV -> "229";
        default -> name();
      };
    }
  }

  /** What came of a try. */
  public enum Result {
    /** The transfer is complete. */
    SUCCEEDED,
    /** The server refused PASV, EPSV, PORT or EPRT. */
    REFUSED,
    /** The data connection didn't come about or broke off. */
    FAILED,
    /** The server refused the transfer for a reason that isn't the network's: no such file. */
    DECLINED,
    /** The client took it back with ABOR. */
    ABORTED,
    /** The client turned to something else without having connected or asked for a transfer. */
    UNUSED,
    /** It isn't over, as far as one can tell. */
    UNDER_WAY
  }

  public DataOperation {
    attempts = List.copyOf(attempts);
    handshakes = List.copyOf(handshakes);
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
    return isConnected(attempts);
  }

  /** One that the client has made to its own host is none. */
  static boolean isConnected(List<ConnectionAttempt> attempts) {
    return attempts.stream()
        .anyMatch(attempt -> attempt.succeeded() && attempt.reason() != Reason.OWN_HOST);
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
}
