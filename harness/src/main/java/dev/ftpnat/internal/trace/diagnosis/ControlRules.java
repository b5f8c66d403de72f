package dev.ftpnat.internal.trace.diagnosis;

import dev.ftpnat.internal.text.Durations;
import dev.ftpnat.internal.trace.session.GatewaySettings;
import dev.ftpnat.internal.trace.session.Sessions;
import dev.ftpnat.internal.trace.waysout.ControlWaysOut;
import dev.ftpnat.topology.AuthHandling;
import dev.ftpnat.topology.Gateway;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.event.Channel;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ControlEvent.TlsRecords;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.GatewayEvent.AlgAction;
import dev.ftpnat.trace.event.GatewayEvent.AlgKind;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.ServerEvent.TlsHandshake;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.session.Exchange;
import dev.ftpnat.trace.session.FtpSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Why a client didn't get so far as to transfer anything. */
final class ControlRules {

  /** What a client still says when it has given up. */
  private static final Set<String> FAREWELLS = Set.of("QUIT", "ABOR");

  /** At the beginning of a line; the record has the end of the one before it as text. */
  private static final Pattern AUTH = Pattern.compile("(?i)(?:^|\\\\n)AUTH\\b");

  /** The reply to FEAT, or lines of it that came by themselves (RFC 2389 section 3.2). */
  private static final Pattern FEATURES = Pattern.compile("^(?:211[ -]|\\s)");

  /** What a login is made of (RFC 959 section 5.4). */
  private static final Set<String> LOGIN = Set.of("USER", "PASS");

  private static final char TLS_HANDSHAKE = 22;

  private final EventLog trace;
  private final Sessions sessions;
  private final LinkFaultRules links;
  private final TlsRules tls;
  private final ControlWaysOut waysOut;
  private final ConnectionRules connections;
  private final ProxyRules proxies;

  ControlRules(
      EventLog trace, Sessions sessions, LinkFaultRules links, ConnectionRules connections) {
    this.connections = connections;
    this.proxies = new ProxyRules(trace);
    this.trace = trace;
    this.links = links;
    this.tls = new TlsRules(trace);
    this.sessions = sessions;
    this.waysOut = new ControlWaysOut(GatewaySettings.of(trace.topology()));
  }

  private Finding failed(ConnectionAttempt attempt) {
    Finding found = connections.of(attempt);
    return found.diagnosis().cause() == Cause.CONTROL_CONNECTION_FAILED
        ? PortRules.usedBefore(sessions.operations(), attempt).orElse(found)
        : found;
  }

  /** What stood in the way, for good. */
  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    sessions.unexplained().stream()
        .map(
            attempt ->
                links
                    .unconnected(attempt)
                    .or(() -> proxies.of(attempt))
                    .orElseGet(() -> failed(attempt)))
        .forEach(findings::add);
    trace.algActions().stream().flatMap(action -> alg(action).stream()).forEach(findings::add);
    findings.addAll(proxies.refusedTls(sessions.sessions()));
    for (FtpSession dialogue : sessions.sessions()) {
      if (!dialogue.isLoggedIn() && !isLoggedInAfter(dialogue.opened())) {
        notLoggedIn(dialogue).ifPresent(findings::add);
      } else {
        proxies.of(dialogue).ifPresent(findings::add);
      }
    }
    return findings;
  }

  private boolean isLoggedInAfter(Duration time) {
    return sessions.sessions().stream()
        .flatMap(dialogue -> dialogue.login().stream())
        .anyMatch(login -> login.compareTo(time) > 0);
  }

  // ALGs --------------------------------------------------------------------------------------

  private Optional<Finding> alg(AlgAction action) {
    boolean closed = action.kind() == AlgKind.CLOSED;
    if ((!closed && action.kind() != AlgKind.SWALLOWED) || wentOn(action)) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.of(
            closed ? Cause.ALG_CLOSED_CONNECTION : Cause.ALG_SWALLOWED_SEGMENT,
            "The ALG of %s %s the %s's `%s`: it %s. %s"
                .formatted(
                    action.gateway(),
                    closed ? "cut the control connection at" : "dropped",
                    action.sender(),
                    action.segment(),
                    action.reason(),
                    closed ? "Nothing came through after it." : "The dialogue stopped there."),
            isAuth(action) ? waysOut.ofAuth(action.gateway()) : waysOut.ofAlg(action),
            List.of(action)));
  }

  private static boolean isAuth(AlgAction action) {
    return action.sender() == Party.CLIENT && AUTH.matcher(action.segment()).find();
  }

  /** What an ALG did about TLS in a session that came to no login; it may do other things too. */
  private Optional<Finding> hinderedTls(FtpSession dialogue) {
    return trace.algActions().stream()
        .filter(action -> isOf(dialogue, action.connection()))
        .flatMap(action -> hinderedTls(dialogue, action).stream())
        .findFirst();
  }

  private Optional<Finding> hinderedTls(FtpSession dialogue, AlgAction action) {
    AuthHandling handling =
        GatewaySettings.of(trace.topology())
            .named(action.gateway())
            .map(Gateway::authHandling)
            .orElse(AuthHandling.BLIND);
    Optional<Duration> asked = askedForTls(dialogue);
    return switch (handling) {
      case REFUSED, MASKED ->
          isAuth(action)
              ? tls(
                  dialogue,
                  action,
                  Cause.TLS_REFUSED_BY_ALG,
                  "The ALG of %s %s the client's `%s`: it %s."
                      .formatted(
                          action.gateway(), action.kind(), action.segment(), action.reason()))
              : Optional.empty();
      case HIDDEN ->
          isEditOfFeatures(action) && asked.isEmpty()
              ? tls(
                  dialogue,
                  action,
                  Cause.TLS_HIDDEN_BY_ALG,
                  "The ALG of %s took AUTH out of the server's reply to FEAT, and the client didn't"
                          .formatted(action.gateway())
                      + " ask for TLS.")
              : Optional.empty();
      case CORRUPTED ->
          action.kind() == AlgKind.EDITED
                  && asked.filter(at -> Durations.isUpTo(at, action.at())).isPresent()
              ? tls(
                  dialogue,
                  action,
                  Cause.TLS_BROKEN_BY_ALG,
                  "The ALG of %s changed bytes of the TLS handshake: what the %s sent %s."
                      .formatted(action.gateway(), action.sender(), action.reason()))
              : Optional.empty();
      case BLIND, DROPPED, SESSION_CLOSED, DATA_BLOCKED, OPENED -> Optional.empty();
    };
  }

  /** From when on what the client sends may be a TLS handshake. */
  private Optional<Duration> askedForTls(FtpSession dialogue) {
    return trace.topology().server().tls() == TlsMode.IMPLICIT
        ? Optional.of(dialogue.opened())
        : dialogue.exchanges().stream()
            .filter(exchange -> exchange.verb().equals("AUTH"))
            .map(Exchange::at)
            .findFirst();
  }

  private static boolean isEditOfFeatures(AlgAction action) {
    return action.sender() == Party.SERVER
        && action.kind() == AlgKind.EDITED
        && FEATURES.matcher(action.segment()).find();
  }

  private Optional<Finding> tls(
      FtpSession dialogue, AlgAction action, Cause cause, String sentence) {
    return Optional.of(
        Finding.of(
            cause, sentence, waysOut.ofAuth(action.gateway()), with(dialogue, List.of(action))));
  }

  /** Whether the client had more to say on this connection, or began anew and got further. */
  private boolean wentOn(AlgAction action) {
    return sessions.sessions().stream()
        .anyMatch(
            dialogue ->
                (isOf(dialogue, action.connection())
                        || dialogue.opened().compareTo(action.at()) > 0)
                    && dialogue.after(action.at()).stream()
                        .anyMatch(exchange -> !FAREWELLS.contains(exchange.verb())));
  }

  /** Whether it is a session's control connection. */
  static boolean isOf(FtpSession dialogue, long connection) {
    return dialogue.control().filter(each -> each.connection() == connection).isPresent();
  }

  // The login ---------------------------------------------------------------------------------

  private Optional<Finding> notLoggedIn(FtpSession dialogue) {
    Optional<Finding> hindered =
        isPasswordWrong(dialogue) ? Optional.empty() : hinderedTls(dialogue);
    if (hindered.isPresent()) {
      return hindered;
    }
    Optional<TlsHandshake> handshake =
        trace.tlsHandshakes().stream()
            .filter(each -> each.session() == dialogue.session())
            .filter(each -> each.channel() == Channel.CONTROL && each.failure().isPresent())
            .findFirst();
    // Whatever a link kept from either side, nobody was unwilling.
    boolean hurt = links.isHurt(dialogue);
    if (handshake.isPresent() && !hurt) {
      return Optional.of(tls.failed(handshake.get(), with(dialogue, List.of(handshake.get()))));
    }
    if (dialogue.ended().isPresent() && !hurt) {
      Optional<Finding> silent = tls.silent(dialogue, with(dialogue, List.of()));
      if (silent.isPresent()) {
        return silent;
      }
    }
    Optional<TraceEvent> hello = unexpectedTls(dialogue);
    if (hello.isPresent()) {
      return Optional.of(
          Finding.of(
              Cause.CONTROL_TLS_FAILED,
              "The client began with a TLS handshake, but the server speaks FTP first"
                  + (trace.topology().server().tls() == TlsMode.NONE
                      ? "."
                      : " and waits for AUTH TLS."),
              waysOut.ofTls(),
              with(dialogue, List.of(hello.get()))));
    }
    return missingTls(dialogue)
        .or(
            () ->
                dialogue.exchanges().stream()
                    .filter(Exchange::isRefused)
                    .flatMap(exchange -> refused(dialogue, exchange).stream())
                    .reduce((earlier, later) -> later))
        .or(() -> withoutLogin(dialogue));
  }

  /** Whether the client went on to a login, with TLS or where it takes none, and that failed. */
  private boolean isPasswordWrong(FtpSession dialogue) {
    return trace.topology().server().tls() != TlsMode.REQUIRED
        && dialogue.exchanges().stream()
            .anyMatch(exchange -> exchange.verb().equals("PASS") && exchange.isRefused());
  }

  /**
   * Of a login where TLS is required and wasn't asked for: servers refuse it with 530, 550 or 421,
   * some at USER and some at PASS. What they refuse after it is refused for want of a login.
   */
  private Optional<Finding> missingTls(FtpSession dialogue) {
    return dialogue.exchanges().stream()
        .filter(Exchange::isRefused)
        .findFirst()
        .filter(exchange -> LOGIN.contains(exchange.verb()) && isMissingTls(exchange))
        .filter(exchange -> askedForTls(dialogue).isEmpty())
        .map(exchange -> missingTls(dialogue, exchange));
  }

  private boolean isMissingTls(Exchange exchange) {
    return !exchange.command().encrypted() && trace.topology().server().tls() == TlsMode.REQUIRED;
  }

  private Finding missingTls(FtpSession dialogue, Exchange exchange) {
    return Finding.of(
        Cause.TLS_REQUIRED,
        "The server requires TLS: it refused %s with %d since no AUTH TLS came before it."
            .formatted(exchange.verb(), exchange.conclusion().orElseThrow().code()),
        waysOut.ofMissingTls(),
        with(dialogue, exchange.events()));
  }

  /** Of a client that has tried no login. */
  private Optional<Finding> withoutLogin(FtpSession dialogue) {
    return dialogue.exchanges().stream()
        .filter(Exchange::isRefused)
        .filter(exchange -> exchange.conclusion().orElseThrow().code() == 530)
        .findFirst()
        .map(
            exchange ->
                Finding.of(
                    Cause.LOGIN_REFUSED,
                    "The client said %s without having logged in: 530 %s"
                        .formatted(exchange.verb(), exchange.conclusion().orElseThrow().text()),
                    waysOut.ofLogin(),
                    with(dialogue, exchange.events())));
  }

  /** Bytes of TLS where the server expects a command. */
  private Optional<TraceEvent> unexpectedTls(FtpSession dialogue) {
    boolean asked =
        trace.topology().server().tls() == TlsMode.IMPLICIT
            || dialogue.exchanges().stream()
                .anyMatch(exchange -> exchange.verb().equals("AUTH") && exchange.isAccepted());
    if (asked) {
      return Optional.empty();
    }
    return trace.only(TlsRecords.class).stream()
        .filter(records -> records.sender() == Party.CLIENT)
        .filter(records -> isOf(dialogue, records.connection()))
        .map(TraceEvent.class::cast)
        .findFirst()
        .or(
            () ->
                dialogue.exchanges().stream()
                    .map(Exchange::command)
                    .filter(command -> command.line().indexOf(TLS_HANDSHAKE) == 0)
                    .map(TraceEvent.class::cast)
                    .findFirst());
  }

  private Optional<Finding> refused(FtpSession dialogue, Exchange exchange) {
    Reply reply = exchange.conclusion().orElseThrow();
    List<TraceEvent> evidence = with(dialogue, exchange.events());
    if (reply.code() == 530 && isMissingTls(exchange)) {
      return Optional.of(missingTls(dialogue, exchange));
    }
    if (exchange.verb().equals("AUTH")) {
      return Optional.of(
          Finding.of(
              Cause.TLS_REFUSED,
              "The server refused AUTH %s: %d %s"
                  .formatted(exchange.argument(), reply.code(), reply.text()),
              waysOut.ofRefusedTls(),
              evidence));
    }
    if (exchange.verb().equals("PASS") && reply.code() == 530) {
      return Optional.of(
          Finding.of(
              Cause.LOGIN_REFUSED,
              "The server didn't accept the user name or the password: 530 " + reply.text(),
              waysOut.ofLogin(),
              with(dialogue, login(dialogue, exchange))));
    }
    return Optional.empty();
  }

  /** PASS, and the USER before it. */
  private static List<TraceEvent> login(FtpSession dialogue, Exchange password) {
    List<TraceEvent> events = new ArrayList<>();
    dialogue.exchanges().stream()
        .filter(exchange -> exchange.verb().equals("USER"))
        .filter(exchange -> exchange.at().compareTo(password.at()) <= 0)
        .reduce((earlier, later) -> later)
        .ifPresent(user -> events.addAll(user.events()));
    events.addAll(password.events());
    return events;
  }

  private static List<TraceEvent> with(FtpSession dialogue, List<? extends TraceEvent> events) {
    List<TraceEvent> all = new ArrayList<>();
    dialogue.control().ifPresent(all::add);
    all.addAll(events);
    return all;
  }
}
