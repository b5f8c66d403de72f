package dev.ftpnat.internal.trace.diagnosis;

import dev.ftpnat.topology.DataTls;
import dev.ftpnat.topology.DataTls.Tickets;
import dev.ftpnat.topology.DataTls.UncleanUploads;
import dev.ftpnat.topology.Server;
import dev.ftpnat.topology.TlsMode;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.WayOut;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.ServerEvent;
import dev.ftpnat.trace.event.ServerEvent.CloseNotifyMissing;
import dev.ftpnat.trace.event.ServerEvent.HandshakeInClear;
import dev.ftpnat.trace.event.ServerEvent.TextTransfer;
import dev.ftpnat.trace.event.ServerEvent.TlsHandshake;
import dev.ftpnat.trace.event.ServerEvent.TlsSessionRefused;
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
 * Why a transfer failed whose TLS handshake was in order: its session wasn't the one that the
 * server insists on, or its stream ended as the server doesn't like. Names what widespread clients
 * do, as examples.
 */
final class DataTlsRules {

  private static final String TLS_1_3 = "TLSv1.3";

  private static final String HOW_TO_RESUME =
      "JSSE resumes by host and port: createSocket(socket, host, port, true) over a socket whose"
          + " getPort() is the control connection's, of the same SSLContext; Bouncy Castle's JSSE:"
          + " setBCSessionToResume, with TLS 1.2; Python: wrap_socket(session=...) in ntransfercmd;"
          + " Go: tls.Config.ClientSessionCache; curl and lftp do so by themselves";

  private final EventLog trace;
  private final Server server;
  private final DataTls settings;

  DataTlsRules(EventLog trace) {
    this.trace = trace;
    this.server = trace.topology().server();
    this.settings = server.dataTls();
  }

  /** Of an operation that failed. */
  Optional<Finding> failed(TransferAttempt operation, FtpSession dialogue, String request) {
    Optional<HandshakeInClear> inClear = during(operation, HandshakeInClear.class);
    if (inClear.isPresent() || hasSentInDownload(operation)) {
      return Optional.of(inClear(operation, dialogue, request, inClear));
    }
    Optional<TlsSessionRefused> refused = during(operation, TlsSessionRefused.class);
    if (refused.isPresent()) {
      return Optional.of(refused(operation, request, refused.get()));
    }
    return during(operation, CloseNotifyMissing.class)
        .filter(missing -> missing.sender() == Party.SERVER || minds())
        .map(
            missing ->
                missing.sender() == Party.CLIENT
                    ? uncleanUpload(operation, request, missing)
                    : uncleanDownload(operation, request, missing));
  }

  private boolean minds() {
    return settings.uncleanUploads() != UncleanUploads.ACCEPTED;
  }

  /** What the server saw in the session from the transfer command to its last reply. */
  private <E extends ServerEvent> Optional<E> during(TransferAttempt operation, Class<E> kind) {
    Optional<Exchange> request = operation.request();
    return request.flatMap(
        asked ->
            trace.events().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(event -> event.session() == operation.session())
                .filter(event -> event.at().compareTo(asked.at()) >= 0)
                .filter(event -> isBefore(event, asked))
                .findFirst());
  }

  private static boolean isBefore(ServerEvent event, Exchange asked) {
    return asked.conclusion().filter(reply -> event.at().compareTo(reply.at()) > 0).isEmpty();
  }

  // Without protection ------------------------------------------------------------------------

  /** Whether the server has accepted a PROT P. */
  static boolean isProtected(FtpSession dialogue) {
    return dialogue.exchanges().stream()
        .anyMatch(
            exchange ->
                exchange.verb().equals("PROT")
                    && exchange.argument().equalsIgnoreCase("P")
                    && exchange.isAccepted());
  }

  /** What was said of the protection of data connections. */
  static List<TraceEvent> protection(FtpSession dialogue) {
    return aboutProtection(dialogue).flatMap(exchange -> exchange.events().stream()).toList();
  }

  private static Stream<Exchange> aboutProtection(FtpSession dialogue) {
    return dialogue.exchanges().stream()
        .filter(exchange -> exchange.verb().equals("PROT") || exchange.verb().equals("PBSZ"));
  }

  private Finding inClear(
      TransferAttempt operation,
      FtpSession dialogue,
      String request,
      Optional<HandshakeInClear> hello) {
    List<TraceEvent> evidence = new ArrayList<>(hello.stream().toList());
    aboutProtection(dialogue)
        .filter(exchange -> exchange.at().compareTo(operation.at()) < 0)
        .forEach(exchange -> evidence.addAll(exchange.events()));
    boolean tls = dialogue.exchanges().stream().anyMatch(each -> each.command().encrypted());
    boolean stored =
        operation.sender() == Party.CLIENT
            && operation.transfer().filter(Transfer::completed).isPresent();
    return Finding.of(
        operation,
        Cause.DATA_NOT_PROTECTED,
        "The client began a TLS handshake on the data connection of %s, which was in clear, %s.%s"
            .formatted(
                request,
                tls
                    ? "although the control connection is encrypted: no PROT P was in force"
                    : "as the whole session is",
                stored ? " The server took the handshake for the content." : ""),
        tls ? List.of(protect()) : inClearThroughout(),
        evidence);
  }

  /** As a download that failed all the same, since the client has sent something. */
  private static boolean hasSentInDownload(TransferAttempt operation) {
    return operation.sender() == Party.SERVER
        && operation.isEncrypted()
        && operation.transfer().filter(it -> it.completed() && !it.encrypted()).isPresent()
        && operation.delivery().filter(it -> it.delivered() == it.written()).isPresent();
  }

  /** Whether what was stored as text was no file, but a handshake. */
  static boolean isHandshake(EventLog trace, TextTransfer stored) {
    return trace.events().stream()
        .filter(event -> event.at().compareTo(stored.at()) <= 0)
        .filter(event -> event instanceof HandshakeInClear || event instanceof Transfer)
        .map(ServerEvent.class::cast)
        .filter(event -> event.session() == stored.session())
        .reduce((earlier, later) -> later)
        .filter(HandshakeInClear.class::isInstance)
        .isPresent();
  }

  /** Of a client that encrypts the control connection alone. */
  static WayOut protect() {
    return WayOut.of(
        Kind.PROTECT_DATA,
        "Send PBSZ 0 and PROT P after the login (commons-net: execPBSZ, execPROT).");
  }

  private List<WayOut> inClearThroughout() {
    WayOut without =
        WayOut.of(
            Kind.USE_NO_TLS,
            "Let the client use no TLS on data connections of a session in clear.");
    return server.tls() == TlsMode.NONE
        ? List.of(without)
        : List.of(
            without,
            new WayOut(
                Kind.USE_AUTH_TLS,
                List.of(Kind.PROTECT_DATA),
                List.of(),
                "Send AUTH TLS before USER, and PBSZ 0 and PROT P after the login."));
  }

  // The session -------------------------------------------------------------------------------

  private Finding refused(TransferAttempt operation, String request, TlsSessionRefused refused) {
    long resumed = resumedBefore(operation, refused.at());
    boolean spent =
        settings.resumptions().isPresent() && resumed >= settings.resumptions().getAsInt();
    String what =
        "The server refused the data connection of %s, as it insists on TLS sessions that are resumed"
            .formatted(request);
    String sentence;
    List<WayOut> ways = new ArrayList<>();
    if (refused.resumed()) {
      sentence =
          what
              + ": this one resumed a session that hadn't begun with its control connection, but on a"
              + " data connection or with another one.";
      ways.add(resume());
    } else if (spent) {
      sentence =
          what
              + ", and lets %d of each control connection do so, which had been before."
                  .formatted(settings.resumptions().getAsInt());
      ways.add(reconnect());
    } else if (resumed > 0) {
      sentence =
          what
              + ": this one resumed none, though %d before it in the session did."
                  .formatted(resumed)
              + (isTls13(operation)
                  ? " The client had no ticket left: with TLS 1.3 most use each once, and get the"
                      + " next only if they read to the end."
                  : "");
      ways.addAll(ofTickets(operation));
    } else {
      sentence = what + ": this one resumed none.";
      ways.add(resume());
    }
    ways.add(
        WayOut.of(
            Kind.IGNORE_TLS_SESSION,
            "Let the server not insist on it (vsftpd: require_ssl_reuse=NO, ProFTPD: TLSOptions"
                + " NoSessionReuseRequired; here: sessionReuse IGNORED)."));
    return Finding.of(operation, Cause.TLS_SESSION_NOT_REUSED, sentence, ways, List.of(refused));
  }

  /** How many earlier data connections of the session have resumed one. */
  private long resumedBefore(TransferAttempt operation, Duration at) {
    return trace.dataHandshakes().stream()
        .filter(handshake -> handshake.session() == operation.session())
        .filter(handshake -> handshake.at().compareTo(at) < 0)
        .filter(handshake -> !operation.handshakes().contains(handshake))
        .filter(TlsHandshake::resumed)
        .count();
  }

  private boolean speaksTls12() {
    return server.tlsProtocols().contains("TLSv1.2");
  }

  private boolean givesTicketsOnUploads() {
    return settings.tickets() == Tickets.HELD_BACK || settings.tickets() == Tickets.AT_ONCE;
  }

  private WayOut resume() {
    String first =
        "Let the client resume the TLS session of the control connection on data connections (%s)"
            .formatted(HOW_TO_RESUME);
    if (givesTicketsOnUploads()) {
      return WayOut.of(
          Kind.RESUME_TLS_SESSION,
          first + ". With TLS 1.3, let it read uploads to their end too, for the next ticket.");
    }
    return new WayOut(
        Kind.RESUME_TLS_SESSION,
        speaksTls12() ? List.of(Kind.USE_TLS_1_2) : List.of(),
        List.of(),
        speaksTls12()
            ? first + ", with TLS 1.2: this server hands out few tickets of TLS 1.3."
            : first + ".");
  }

  private List<WayOut> ofTickets(TransferAttempt operation) {
    boolean tls13 = isTls13(operation);
    List<WayOut> ways = new ArrayList<>();
    if (tls13 && givesTicketsOnUploads()) {
      ways.add(readToEnd());
    }
    if (tls13 && speaksTls12()) {
      ways.add(useTls12());
    }
    if (ways.isEmpty()) {
      ways.add(reconnect());
    }
    return ways;
  }

  private static boolean isTls13(TransferAttempt operation) {
    return operation.handshakes().stream().anyMatch(each -> each.protocol().equals(TLS_1_3));
  }

  private static WayOut reconnect() {
    return WayOut.of(
        Kind.RECONNECT,
        "Let the client open a new control connection when it is refused, and try again.");
  }

  private static WayOut readToEnd() {
    return WayOut.of(
        Kind.READ_TO_END,
        "Let the client end uploads with close_notify, read to the end, where the next ticket comes,"
            + " and only then close (Java: shutdownOutput(), read() until -1, close()).");
  }

  private static WayOut useTls12() {
    return WayOut.of(
        Kind.USE_TLS_1_2,
        "Let the client use TLS 1.2, where one session can be resumed again and again (Java:"
            + " setEnabledProtocols; for vsftpd also the system property"
            + " jdk.tls.client.enableSessionTicketExtension=false).");
  }

  // The end -----------------------------------------------------------------------------------

  private Finding uncleanUpload(
      TransferAttempt operation, String request, CloseNotifyMissing missing) {
    return Finding.of(
        operation,
        Cause.CLOSE_NOTIFY_MISSING,
        ("The client ended %s with FIN alone. Without TLS's close_notify the server can't tell that"
                + " from a cut, and takes it for one%s.")
            .formatted(
                request,
                settings.uncleanUploads() == UncleanUploads.UNANSWERED
                    ? ", which it doesn't even answer"
                    : ""),
        List.of(
            WayOut.of(
                Kind.SEND_CLOSE_NOTIFY,
                "Let the client end TLS before it closes the connection (Java: close the SSLSocket"
                    + " and not the socket below, Python: unwrap(), OpenSSL: SSL_shutdown)."),
            WayOut.of(
                Kind.ACCEPT_MISSING_CLOSE_NOTIFY,
                "Let the server take such an upload for complete (here: DataTls.UncleanUploads"
                    + " ACCEPTED).")),
        List.of(missing));
  }

  private static Finding uncleanDownload(
      TransferAttempt operation, String request, CloseNotifyMissing missing) {
    return Finding.of(
        operation,
        Cause.CLOSE_NOTIFY_MISSING,
        "The server ended %s without TLS's close_notify, so the client can't tell that from a cut."
            .formatted(request),
        List.of(
            WayOut.of(
                Kind.END_WITH_CLOSE_NOTIFY,
                "Let the server end downloads with close_notify (here: DataTls.End"
                    + " CLOSE_NOTIFY).")),
        List.of(missing));
  }

  /** Of an upload that broke off while a ticket was on its way to the client. */
  List<WayOut> ofUnreadTicket(TransferAttempt operation) {
    boolean possible =
        settings.tickets() == Tickets.AT_ONCE
            && operation.sender() == Party.CLIENT
            && isTls13(operation);
    if (!possible) {
      return List.of();
    }
    List<WayOut> ways = new ArrayList<>(List.of(readToEnd()));
    if (speaksTls12()) {
      ways.add(useTls12());
    }
    return ways;
  }
}
