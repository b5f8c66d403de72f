package dev.ftpnat.internal.trace.diagnosis;

import dev.ftpnat.internal.trace.session.GatewaySettings;
import dev.ftpnat.internal.trace.waysout.ControlWaysOut;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.GatewayEvent.AlgKind;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.session.FtpSession;
import dev.ftpnat.trace.session.TransferAttempt;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What goes wrong before a proxy on a gateway. The server knows nothing of it: the proxy asks it
 * for a data connection when it has got the client's.
 */
record ProxyRules(EventLog trace) {

  private static final Set<String> FAREWELLS = Set.of("QUIT", "ABOR");

  private static final Pattern EXTENDED = Pattern.compile("(?i)^(EPSV|EPRT)\\b.*", Pattern.DOTALL);

  /** Of a connection that belongs to nothing that the server knows of. */
  Optional<Finding> of(ConnectionAttempt attempt) {
    return answers()
        .filter(action -> action.at().compareTo(attempt.at()) <= 0)
        .filter(action -> action.pinhole().filter(at -> isOther(at, attempt)).isPresent())
        .reduce((earlier, later) -> later)
        .map(
            action ->
                Finding.of(
                    Cause.PROXY_ADDRESS_IGNORED,
                    "The proxy of %s answered PASV itself and named its own %s, but the client went to %s, where nobody listens for it."
                        .formatted(
                            action.gateway(), action.pinhole().orElseThrow(), attempt.target()),
                    waysOut().ofProxyAddress(action.gateway()),
                    List.of(action, attempt)));
  }

  private static boolean isOther(Endpoint named, ConnectionAttempt attempt) {
    return named.port() == attempt.target().port()
        && !named.address().equals(attempt.target().address());
  }

  /** Of a session after whose login a proxy refused what the client wanted, and that was all. */
  Optional<Finding> of(FtpSession dialogue) {
    Optional<AlgAction> last =
        answers()
            .filter(action -> ControlRules.isOf(dialogue, action.connection()))
            .filter(action -> !FAREWELLS.contains(verb(action)))
            .reduce((earlier, later) -> later)
            .filter(action -> EXTENDED.matcher(action.segment()).matches());
    return last.filter(
            action ->
                dialogue.after(action.at()).stream()
                    .allMatch(exchange -> FAREWELLS.contains(exchange.verb())))
        .map(
            action ->
                Finding.of(
                    Cause.COMMAND_REFUSED,
                    "The proxy of %s refused %s, which it doesn't know, and the client tried nothing else: %s"
                        .formatted(action.gateway(), verb(action), action.forwarded().strip()),
                    waysOut().ofProxyCommand(action.gateway()),
                    List.of(action)));
  }

  /** Of sessions that ended with the refusal of AUTH, so that the server hasn't seen them. */
  List<Finding> refusedTls(List<FtpSession> sessions) {
    return answers()
        .filter(action -> verb(action).equals("AUTH"))
        .filter(
            action ->
                sessions.stream()
                    .noneMatch(
                        dialogue ->
                            ControlRules.isOf(dialogue, action.connection())
                                || dialogue
                                    .login()
                                    .filter(login -> login.compareTo(action.at()) > 0)
                                    .isPresent()))
        .map(
            action ->
                Finding.of(
                    Cause.TLS_REFUSED_BY_ALG,
                    "The proxy of %s refused the client's `%s`: %s"
                        .formatted(action.gateway(), action.segment(), action.forwarded().strip()),
                    waysOut().ofAuth(action.gateway()),
                    List.of(action)))
        .toList();
  }

  /** Of a transfer for which the server told a proxy to connect to where that can't get. */
  Optional<Finding> of(TransferAttempt operation, FtpSession dialogue) {
    Optional<Duration> next =
        dialogue.transferAttempts().stream()
            .map(TransferAttempt::at)
            .filter(at -> at.compareTo(operation.at()) > 0)
            .findFirst();
    return actions()
        .filter(
            action ->
                action.sender() == Party.SERVER && ControlRules.isOf(dialogue, action.connection()))
        .filter(action -> action.at().compareTo(operation.at()) >= 0)
        .filter(action -> next.filter(at -> at.compareTo(action.at()) <= 0).isEmpty())
        .findFirst()
        .map(
            action ->
                Finding.of(
                    operation,
                    Cause.DATA_CONNECTION_FAILED,
                    "The server's 227 %s. So the proxy of %s, to which the client had connected, told it: %s"
                        .formatted(action.reason(), action.gateway(), action.forwarded().strip()),
                    waysOut().ofProxyTarget(action.gateway()),
                    List.of(action)));
  }

  private static String verb(AlgAction action) {
    return action.segment().split("[^A-Za-z]", 2)[0].toUpperCase(Locale.ROOT);
  }

  /** What a proxy has answered that the client has said. */
  private Stream<AlgAction> answers() {
    return actions().filter(action -> action.sender() == Party.CLIENT);
  }

  private Stream<AlgAction> actions() {
    GatewaySettings gateways = GatewaySettings.of(trace.topology());
    return trace.algActions().stream()
        .filter(action -> action.kind() == AlgKind.ANSWERED)
        .filter(
            action ->
                gateways
                    .named(action.gateway())
                    .map(Gateway::alg)
                    .filter(alg -> alg.isProxy())
                    .isPresent());
  }

  private ControlWaysOut waysOut() {
    return new ControlWaysOut(GatewaySettings.of(trace.topology()));
  }
}
