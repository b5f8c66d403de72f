package dev.ftpnat.internal.trace.diagnosis;

import dev.ftpnat.internal.trace.session.FtpSessions;
import dev.ftpnat.internal.trace.session.GatewaySettings;
import dev.ftpnat.internal.trace.session.LinkEffects;
import dev.ftpnat.internal.trace.waysout.ControlWaysOut;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.event.Channel;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.ServerEvent.Scripted;
import dev.ftpnat.trace.event.ServerEvent.TlsHandshake;
import dev.ftpnat.trace.event.ServerEvent.TlsHandshake.FailureKind;
import dev.ftpnat.trace.event.StreamEnd;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.session.FtpSession;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Why TLS on a control connection came to nothing, as far as the server can tell. */
final class TlsRules {

  /** Some servers end a session without a word in which nobody says anything for longer. */
  private static final Duration IDLE = Duration.ofMinutes(1);

  private final EventLog trace;
  private final LinkEffects connections;
  private final ControlWaysOut waysOut;
  private final BadCertificateRules badCertificates;

  TlsRules(EventLog trace) {
    this.trace = trace;
    this.connections = new LinkEffects(trace);
    this.waysOut = new ControlWaysOut(GatewaySettings.of(trace.topology()));
    this.badCertificates = new BadCertificateRules(trace);
  }

  private boolean isImplicit() {
    return trace.topology().server().tls() == TlsMode.IMPLICIT;
  }

  /**
   * Whether one side says why a handshake failed, so that nothing on the way is to blame.
   *
   * @param cut whether a link stopped it: clients have an alert for what they can't read, too
   */
  static boolean isTold(TlsHandshake handshake, boolean cut) {
    return handshake
        .failureKind()
        .filter(
            kind ->
                switch (kind) {
                  case CERTIFICATE_REFUSED, CLEAR_TEXT -> true;
                  case NOTHING_IN_COMMON -> !cut;
                  case OTHER -> false;
                })
        .isPresent();
  }

  /**
   * Whether a client has said nothing under TLS. What doesn't depend on the server, like OPTS, may
   * come along with the handshake.
   */
  static boolean isSilent(FtpSession dialogue) {
    return dialogue.exchanges().stream()
        .filter(exchange -> exchange.command().encrypted())
        .allMatch(exchange -> exchange.verb().equals("OPTS"));
  }

  /** Of a handshake that failed. */
  Finding failed(TlsHandshake handshake, List<TraceEvent> evidence) {
    String failure = handshake.failure().orElseThrow();
    Optional<String> alert = handshake.certificateAlert();
    if (alert.isPresent()) {
      String how =
          "The client refused the server's certificate, with the TLS alert %s"
              .formatted(alert.get());
      return badCertificates
          .control(how, evidence)
          .orElseGet(
              () ->
                  Finding.of(
                      Cause.CERTIFICATE_NOT_TRUSTED, how + ".", waysOut.ofCertificate(), evidence));
    }
    FailureKind kind = handshake.failureKind().orElseThrow();
    if (kind == FailureKind.CLEAR_TEXT) {
      return Finding.of(
          Cause.CONTROL_TLS_FAILED,
          isImplicit()
              ? "The client spoke before the TLS handshake, but the server begins with it, without"
                  + " AUTH TLS."
              : "The client went on in clear after AUTH TLS, where the handshake was due.",
          waysOut.ofClearText(),
          evidence);
    }
    String sentence = "The TLS handshake on the control connection failed: %s.".formatted(failure);
    if (kind == FailureKind.NOTHING_IN_COMMON) {
      return Finding.of(Cause.CONTROL_TLS_FAILED, sentence, waysOut.ofTlsVersion(), evidence);
    }
    // A client that hangs up says nothing: it may have wanted another certificate.
    Optional<Finding> bad =
        badCertificates.control("The client hung up during the TLS handshake", evidence);
    if (bad.isPresent()) {
      return bad.get();
    }
    return Finding.of(Cause.CONTROL_TLS_FAILED, sentence, waysOut.ofCertificate(), evidence);
  }

  /** Of a session that has ended before the client had said anything that counts. */
  Optional<Finding> silent(FtpSession dialogue, List<TraceEvent> evidence) {
    Optional<TlsHandshake> handshake =
        trace.tlsHandshakes().stream()
            .filter(each -> each.session() == dialogue.session())
            .filter(each -> each.channel() == Channel.CONTROL)
            .findFirst();
    if (handshake.filter(each -> hasHungUp(dialogue, each)).isPresent()) {
      return Optional.of(hungUp(handshake.get(), evidence));
    }
    boolean waited = isImplicit() && handshake.isEmpty() && dialogue.exchanges().isEmpty();
    return waited && !evidence.isEmpty()
        ? Optional.of(
            Finding.of(
                Cause.CONTROL_TLS_FAILED,
                "The client said nothing. The server begins with the TLS handshake, without AUTH"
                    + " TLS: whoever waits for its 220 before that waits for ever.",
                waysOut.ofClearText(),
                evidence))
        : Optional.empty();
  }

  /** Whether the client, and nobody else, ended the session without having said a word in it. */
  private boolean hasHungUp(FtpSession dialogue, TlsHandshake handshake) {
    return isSilent(dialogue)
        && !isEndedByServer(dialogue)
        && FtpSessions.connection(trace, dialogue.session())
            .flatMap(connections::end)
            .filter(end -> end.at().minus(handshake.at()).compareTo(IDLE) < 0)
            .filter(TlsRules::isBetweenThem)
            .isPresent();
  }

  private boolean isEndedByServer(FtpSession dialogue) {
    return trace.replies().stream()
            .anyMatch(reply -> reply.session() == dialogue.session() && reply.code() == 421)
        || trace.only(Scripted.class).stream()
            .anyMatch(scripted -> scripted.session() == dialogue.session() && scripted.ends());
  }

  /** Whether nothing on the way ended it: a link passes on that the client has gone. */
  private static boolean isBetweenThem(ConnectionEnd end) {
    List<StreamEnd> streams = List.of(end.ofOrigin(), end.ofResponder());
    return streams.stream().anyMatch(each -> each.by().equals(Optional.of(Party.CLIENT)))
        || streams.stream()
            .allMatch(
                each ->
                    each.kind() != StreamEnd.Kind.CUT
                        && each.by().filter(place -> !(place instanceof Party)).isEmpty());
  }

  /** OpenSSL's and JSSE's clients look at the certificate during the handshake, others after it. */
  private Finding hungUp(TlsHandshake handshake, List<TraceEvent> evidence) {
    List<TraceEvent> all = Finding.ordered(join(evidence, handshake));
    return badCertificates
        .control("The client hung up after the TLS handshake, before it had logged in", all)
        .orElseGet(() -> hungUp(all));
  }

  private Finding hungUp(List<TraceEvent> evidence) {
    return Finding.of(
        Cause.CERTIFICATE_NOT_TRUSTED,
        "The client hung up after the TLS handshake, before it had logged in. So do clients that"
            + " look at the certificate only then, and don't trust it, or not for the name that they"
            + " used (lftp, wget, curl for the name).",
        waysOut.ofCertificate(),
        evidence);
  }

  private static List<TraceEvent> join(List<TraceEvent> events, TraceEvent last) {
    return Stream.concat(events.stream(), Stream.of(last)).toList();
  }
}
