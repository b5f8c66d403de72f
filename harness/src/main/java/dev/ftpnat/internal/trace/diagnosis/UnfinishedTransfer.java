package dev.ftpnat.internal.trace.diagnosis;

import dev.ftpnat.internal.text.Durations;
import dev.ftpnat.internal.trace.session.DataConnections;
import dev.ftpnat.internal.trace.session.FtpSessions;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.WayOut;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.ServerEvent.Transfer;
import dev.ftpnat.trace.event.StreamEnd;
import dev.ftpnat.trace.session.Exchange;
import dev.ftpnat.trace.session.FtpSession;
import dev.ftpnat.trace.session.TransferAttempt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A transfer that had a data connection, over which not all got across: who ended it, and how. */
final class UnfinishedTransfer {

  private final EventLog trace;
  private final TransferAttempt operation;
  private final FtpSession dialogue;
  private final String request;

  /** Whether the client ended the session. */
  private final boolean left;

  /** The content, if not all of it arrived. */
  private final Optional<StreamEnd> delivery;

  /** Whether it was the client who ended the data connection. */
  private final boolean closed;

  /** What else the client connected to the same port, and the server reset. */
  private final List<ConnectionAttempt> others;

  UnfinishedTransfer(
      EventLog trace, TransferAttempt operation, FtpSession dialogue, String request) {
    this.trace = trace;
    this.operation = operation;
    this.dialogue = dialogue;
    this.request = request;
    this.left = FtpSessions.isLeft(trace, operation, dialogue);
    this.delivery = operation.delivery().filter(stream -> !stream.isWhole());
    this.closed =
        delivery.filter(stream -> stream.by().equals(Optional.of(Party.CLIENT))).isPresent();
    this.others =
        new DataConnections(trace).turnedAway(dialogue, operation.method(), operation.attempts());
  }

  Finding finding() {
    return isStillOpen() ? stillOpen() : brokenOff();
  }

  private boolean isUpload() {
    return operation.sender() == Party.CLIENT;
  }

  private Optional<Reply> reply() {
    return operation.request().flatMap(Exchange::conclusion);
  }

  /** Whether neither side has ended the data connection, or the session. */
  private boolean isStillOpen() {
    return operation.isConnected()
        && operation.transfer().isEmpty()
        && operation.delivery().isEmpty()
        && reply().isEmpty()
        && !left;
  }

  /** No more comes, as somebody waits. */
  private Finding stillOpen() {
    if (operation.handshakes().isEmpty() && DataTlsRules.isProtected(dialogue)) {
      return Finding.of(
          operation,
          Cause.DATA_TLS_FAILED,
          "The server waits for the TLS handshake on the data connection of %s, as the client has"
                  .formatted(request)
              + " said PROT P, and the client hasn't begun it.",
          List.of(
              WayOut.of(
                  Kind.USE_TLS_FOR_DATA,
                  "Let the client begin with TLS on the data connection when it is connected and"
                      + " has the 150.")),
          DataTlsRules.protection(dialogue));
    }
    return Finding.of(
        operation,
        Cause.TRANSFER_BROKEN_OFF,
        "The data connection of %s was still open: neither side had ended it, and the server hasn't"
                .formatted(request)
            + " answered.",
        List.of(
            WayOut.of(
                Kind.TRANSFER_EVERYTHING,
                isUpload()
                    ? "Let the client send all of it, and close the data connection, by which the"
                        + " server knows that this was all."
                    : "Let the client read all of it, to the end of the data connection.")),
        List.of());
  }

  private Finding brokenOff() {
    List<WayOut> ways = new ArrayList<>();
    if (!others.isEmpty()) {
      ways.add(
          WayOut.of(
              Kind.CONNECT_ONCE_AND_SOON,
              "Connect once for each PASV or EPSV: the server takes the first connection, also one"
                  + " that only tries whether the port is open."));
    }
    if (others.isEmpty() || operation.delivery().filter(it -> it.delivered() > 0).isPresent()) {
      ways.addAll(new DataTlsRules(trace).ofUnreadTicket(operation));
      ways.add(transferEverything());
    }
    return Finding.of(operation, Cause.TRANSFER_BROKEN_OFF, sentence(), ways, endsOfOthers());
  }

  private String sentence() {
    return what() + after() + answer() + (others.isEmpty() ? "" : ". " + severalConnections());
  }

  private String what() {
    if (closed) {
      // An upload that the client closes is whole, for all that anybody knows.
      return isUpload()
          ? "The client reset the data connection of %s".formatted(request)
          : "The client closed the data connection of %s before its end".formatted(request);
    }
    return left
        ? "The client left during %s".formatted(request)
        : "The data connection of %s broke off".formatted(request);
  }

  private String after() {
    String after =
        delivery
            .filter(stream -> stream.delivered() < written(stream))
            .map(stream -> " after %d of %d bytes".formatted(stream.delivered(), written(stream)))
            .or(() -> operation.transfer().map(each -> " after %d bytes".formatted(each.bytes())))
            .orElse("");
    return left && !closed && !after.isEmpty() ? "," + after : after;
  }

  /** How much there was: where only ends of connections are seen, the server may know of more. */
  private long written(StreamEnd stream) {
    long content = isUpload() ? 0 : operation.transfer().map(Transfer::bytes).orElse(0L);
    return Math.max(stream.written(), content);
  }

  private String answer() {
    if (reply().isPresent()) {
      int code = reply().get().code();
      return (code < 400 ? ", though" : ", and")
          + " the server answered "
          + code
          + (left ? " when the client was gone" : "");
    }
    if (left) {
      return closed ? ", and left" : "";
    }
    return ", and the server hasn't answered";
  }

  private String severalConnections() {
    ConnectionAttempt taken =
        new DataConnections(trace)
            .taken(dialogue, operation.method(), operation.attempts())
            .orElseThrow();
    return "The client had made %d connections to %s: the server took the one from %s, and reset %s"
        .formatted(
            others.size() + 1,
            taken.target(),
            taken.source(),
            others.stream()
                .map(other -> "that from " + other.source())
                .collect(Collectors.joining(" and ")));
  }

  private List<ConnectionEnd> endsOfOthers() {
    Set<Long> numbers =
        others.stream().map(ConnectionAttempt::connection).collect(Collectors.toSet());
    return trace.only(ConnectionEnd.class).stream()
        .filter(end -> numbers.contains(end.connection()))
        .toList();
  }

  private WayOut transferEverything() {
    String everything = isUpload() ? "send all of it" : "read all of it";
    String way;
    if (left) {
      way = everything + ", and keep the control connection until the server has answered";
    } else if (closed) {
      way =
          isUpload()
              ? everything + ", and then close without a reset, which is what SO_LINGER 0 does"
              : everything + " before it closes";
    } else {
      way =
          "read, or send, all of it, and not pause for longer than the server waits, "
              + Durations.words(trace.topology().server().stallTimeout());
    }
    return WayOut.of(
        Kind.TRANSFER_EVERYTHING,
        "Let the client "
            + way
            + (left || closed ? "; if it wants no more than that, let it say so with ABOR." : "."));
  }
}
