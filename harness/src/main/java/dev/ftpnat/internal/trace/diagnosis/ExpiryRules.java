package dev.ftpnat.internal.trace.diagnosis;

import dev.ftpnat.internal.text.Durations;
import dev.ftpnat.internal.text.Ellipsis;
import dev.ftpnat.internal.trace.session.GatewaySettings;
import dev.ftpnat.internal.trace.session.LostReplies;
import dev.ftpnat.internal.trace.session.Sessions;
import dev.ftpnat.internal.trace.session.Timeout;
import dev.ftpnat.internal.trace.waysout.WaysOut;
import dev.ftpnat.net.IpAddresses;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.WayOut;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.GatewayEvent.AddressChanged;
import dev.ftpnat.trace.event.GatewayEvent.ConnectionForgotten;
import dev.ftpnat.trace.event.GatewayEvent.Forgetting;
import dev.ftpnat.trace.event.GatewayEvent.SegmentLost;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.ServerEvent.Transfer;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.session.Exchange;
import dev.ftpnat.trace.session.FtpSession;
import dev.ftpnat.trace.session.TransferAttempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What came of it that a gateway forgot connections which were still needed, or that the server
 * ended one as idle.
 */
final class ExpiryRules {

  private final EventLog trace;
  private final Sessions sessions;

  ExpiryRules(EventLog trace, Sessions sessions) {
    this.trace = trace;
    this.sessions = sessions;
  }

  private Optional<LostReplies> loss(TransferAttempt operation) {
    return sessions.losses().stream()
        .filter(loss -> loss.dialogue().session() == operation.session())
        .findFirst();
  }

  /** Whether the client doesn't know what came of it, as the server's answer was lost. */
  boolean isUnheard(TransferAttempt operation) {
    return loss(operation).filter(loss -> loss.concerns(operation)).isPresent();
  }

  /** Whether the client of an operation without a request had more to say, which got lost. */
  boolean isCutShort(TransferAttempt operation) {
    return loss(operation).isPresent();
  }

  // An operation ------------------------------------------------------------------------------

  /** Of an operation that lost its data connection, or of which the client never heard. */
  Optional<Finding> of(TransferAttempt operation) {
    return forgottenData(operation)
        .map(forgotten -> data(operation, forgotten))
        .or(() -> loss(operation).filter(loss -> isUnheard(operation)).map(this::unheard))
        .or(() -> timeout(operation).map(this::timedOut));
  }

  private Optional<ConnectionForgotten> forgottenData(TransferAttempt operation) {
    boolean over = operation.transfer().filter(Transfer::completed).isPresent();
    return operation.attempts().stream()
        .filter(ConnectionAttempt::succeeded)
        .map(ConnectionAttempt::connection)
        .filter(number -> !over && isAnythingLost(number))
        .flatMap(
            number ->
                trace.only(ConnectionForgotten.class).stream()
                    .filter(forgotten -> forgotten.connection() == number))
        .findFirst();
  }

  private boolean isAnythingLost(long connection) {
    return trace.only(SegmentLost.class).stream().anyMatch(lost -> lost.connection() == connection);
  }

  private Finding data(TransferAttempt operation, ConnectionForgotten forgotten) {
    String what =
        "the data connection"
            + operation.request().map(exchange -> " of " + said(exchange)).orElse("");
    List<TraceEvent> more = new ArrayList<>(cause(forgotten));
    trace.only(SegmentLost.class).stream()
        .filter(lost -> lost.connection() == forgotten.connection())
        .forEach(more::add);
    return Finding.of(
        operation,
        causeOf(forgotten, Cause.DATA_CONNECTION_FORGOTTEN),
        "%s before all of it had come through.".formatted(forgot(forgotten, what)),
        forgotten.cause() == Forgetting.IDLE
            ? new WaysOut(GatewaySettings.of(trace.topology()))
                .ofForgettingData(forgotten.gateway(), forgotten.idle())
            : waysOut(trace, forgotten, true),
        more);
  }

  // A session ---------------------------------------------------------------------------------

  /** Of sessions that lost a command, and that the client didn't make up for in a later one. */
  List<Finding> findings() {
    return Stream.concat(
            sessions.losses().stream()
                .filter(loss -> !isRepeated(loss))
                .filter(loss -> loss.unanswered().filter(this::isOfAnOperation).isEmpty())
                .map(loss -> loss.reply().isPresent() ? unheard(loss) : unsaid(loss)),
            sessions.timeouts().stream().map(this::timedOut))
        .toList();
  }

  /** The rules for operations know more of it. */
  private boolean isOfAnOperation(Exchange exchange) {
    return sessions.operations().stream()
        .anyMatch(
            operation ->
                operation.request().filter(exchange::equals).isPresent()
                    || operation.negotiation().filter(exchange::equals).isPresent());
  }

  private boolean isRepeated(LostReplies loss) {
    return sessions.sessions().stream()
        .filter(dialogue -> dialogue.opened().compareTo(loss.forgotten().at()) > 0)
        .anyMatch(FtpSession::isLoggedIn);
  }

  private Finding unheard(LostReplies loss) {
    Exchange exchange = loss.unanswered().orElseThrow();
    Reply reply = loss.reply().orElseThrow();
    Optional<Transfer> transfer = transfer(loss, exchange);
    Duration then = transfer.map(Transfer::at).orElse(reply.at());
    Duration between = then.minus(loss.forgotten().at());
    String end =
        transfer.isPresent()
            ? "the transfer of " + said(exchange) + " ended"
            : "the server answered " + said(exchange);
    boolean arrived = transfer.filter(Transfer::completed).isPresent() && hasArrived(exchange);
    return finding(
        loss,
        "%s, %s %s %s. %s %d never reached the client."
            .formatted(
                forgot(loss.forgotten(), "the control connection"),
                Durations.words(between),
                between.isNegative() ? "after" : "before",
                end,
                arrived ? "All of the data arrived, but the server's" : "The server's",
                reply.code()),
        transfer.isPresent(),
        transfer.map(TraceEvent.class::cast).stream().toList());
  }

  /** As far as is known: the server doesn't see what became of what it has sent. */
  private boolean hasArrived(Exchange exchange) {
    return sessions.operations().stream()
        .filter(operation -> operation.request().filter(exchange::equals).isPresent())
        .flatMap(operation -> operation.delivery().stream())
        .allMatch(stream -> stream.delivered() == stream.written());
  }

  private Optional<Transfer> transfer(LostReplies loss, Exchange exchange) {
    return trace.transfers().stream()
        .filter(transfer -> transfer.session() == loss.dialogue().session())
        .filter(transfer -> transfer.command().equals(exchange.command().line().strip()))
        .filter(transfer -> transfer.at().compareTo(exchange.at()) >= 0)
        .findFirst();
  }

  private Finding unsaid(LostReplies loss) {
    SegmentLost lost = loss.command().orElseThrow();
    Duration pause = lost.at().minus(loss.forgotten().at());
    return finding(
        loss,
        "%s. %s the client sent %s, %s."
            .formatted(
                forgot(loss.forgotten(), "the control connection"),
                pause.toSeconds() > 0 ? Durations.words(pause) + " later" : "After that",
                lost.encrypted() ? "something under TLS" : Ellipsis.cut(lost.text(), 60),
                lost.reset()
                    ? "which " + lost.gateway() + " answered with a reset"
                    : "which " + lost.gateway() + " dropped, so that no answer came"),
        false,
        List.of());
  }

  private Finding finding(
      LostReplies loss, String sentence, boolean transfer, List<TraceEvent> more) {
    List<TraceEvent> evidence = new ArrayList<>(loss.events());
    evidence.addAll(cause(loss.forgotten()));
    evidence.addAll(more);
    return Finding.of(
        causeOf(loss.forgotten(), Cause.CONTROL_CONNECTION_FORGOTTEN),
        sentence,
        waysOut(trace, loss.forgotten(), transfer),
        Finding.ordered(evidence));
  }

  // A server that waited for too long ---------------------------------------------------------

  private Optional<Timeout> timeout(TransferAttempt operation) {
    return sessions.timeouts().stream()
        .filter(timeout -> timeout.pending().filter(operation::equals).isPresent())
        .findFirst();
  }

  private Finding timedOut(Timeout timeout) {
    boolean loggedIn = timeout.dialogue().isLoggedIn();
    boolean anySign = timeout.event().anySign();
    String time = Durations.words(timeout.event().idle());
    List<WayOut> ways = new ArrayList<>();
    if (anySign && loggedIn) {
      ways.add(WaysOut.keepAlive(time));
    }
    ways.addAll(new WaysOut(GatewaySettings.of(trace.topology())).ofReconnecting(false));
    return Finding.of(
        Cause.SERVER_TIMED_OUT,
        "The server closed the control connection after %s %s. %s"
            .formatted(
                time,
                anySign
                    ? "in which the client said nothing"
                    : loggedIn ? "without a transfer" : "without a login",
                timeout
                    .said()
                    .map(line -> Ellipsis.cut(line.line(), 60))
                    .map("After that the client sent %s, which came to nobody."::formatted)
                    .orElse(
                        "The client had agreed on a data connection, and not said yet what for.")),
        ways,
        Finding.ordered(timeout.events()));
  }

  // In words ----------------------------------------------------------------------------------

  /** A command, if it isn't too long. */
  static String said(Exchange exchange) {
    return Ellipsis.cut(exchange.command().line().strip(), 60);
  }

  private static Cause causeOf(ConnectionForgotten forgotten, Cause idle) {
    return switch (forgotten.cause()) {
      case IDLE, EXPIRED -> idle;
      case REBOOT -> Cause.GATEWAY_REBOOTED;
      case RENUMBERED -> Cause.GATEWAY_RENUMBERED;
    };
  }

  private String forgot(ConnectionForgotten forgotten, String what) {
    String gateway = forgotten.gateway();
    return switch (forgotten.cause()) {
      case IDLE ->
          "%s forgot %s after %s idle".formatted(gateway, what, Durations.words(forgotten.idle()));
      case EXPIRED ->
          "%s took %s for idle, as it was told to, and forgot it".formatted(gateway, what);
      case REBOOT -> "%s was rebooted and forgot %s".formatted(gateway, what);
      case RENUMBERED ->
          "%s got another public address%s, and forgot %s"
              .formatted(
                  gateway,
                  changed(trace, forgotten)
                      .map(
                          change ->
                              ", %s instead of %s"
                                  .formatted(
                                      IpAddresses.text(change.now()),
                                      IpAddresses.text(change.before())))
                      .orElse(""),
                  what);
    };
  }

  private List<TraceEvent> cause(ConnectionForgotten forgotten) {
    List<TraceEvent> events = new ArrayList<>();
    changed(trace, forgotten).ifPresent(events::add);
    events.add(forgotten);
    return events;
  }

  private static Optional<AddressChanged> changed(EventLog trace, ConnectionForgotten forgotten) {
    return forgotten.cause() == Forgetting.RENUMBERED
        ? trace.only(AddressChanged.class).stream()
            .filter(change -> change.gateway().equals(forgotten.gateway()))
            .filter(change -> Durations.isUpTo(change.at(), forgotten.at()))
            .reduce((earlier, later) -> later)
        : Optional.empty();
  }

  /** If a gateway has forgotten a connection. */
  static List<WayOut> waysOut(EventLog trace, ConnectionForgotten forgotten, boolean transfer) {
    WaysOut ways = new WaysOut(GatewaySettings.of(trace.topology()));
    return switch (forgotten.cause()) {
      case REBOOT -> ways.ofReconnecting(transfer);
      case RENUMBERED ->
          ways.ofRenumbering(
              forgotten.gateway(), changed(trace, forgotten).map(AddressChanged::now), transfer);
      case IDLE -> ways.ofForgetting(forgotten.gateway(), forgotten.idle(), transfer);
      case EXPIRED -> ways.ofReconnecting(transfer);
    };
  }
}
