package dev.ftpnat.internal.trace.diagnosis;

import dev.ftpnat.internal.trace.session.GatewaySettings;
import dev.ftpnat.internal.trace.waysout.DataWaysOut;
import dev.ftpnat.internal.trace.waysout.WaysOut;
import dev.ftpnat.net.Endpoint;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.WayOut;
import dev.ftpnat.trace.diagnosis.WayOut.Kind;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionEnd;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.Party;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.ServerEvent.TextTransfer;
import dev.ftpnat.trace.event.ServerEvent.TlsHandshake;
import dev.ftpnat.trace.event.ServerEvent.Transfer;
import dev.ftpnat.trace.session.DataMode;
import dev.ftpnat.trace.session.Errand;
import dev.ftpnat.trace.session.Exchange;
import dev.ftpnat.trace.session.FtpSession;
import dev.ftpnat.trace.session.TransferAttempt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Why a transfer failed that no gateway stood in the way of. */
final class TransferRules {

  /** What agrees on a data connection, and what takes that back. */
  private static final Set<String> OF_DATA_CONNECTIONS =
      Set.of("PASV", "EPSV", "PORT", "EPRT", "ABOR");

  private final EventLog trace;

  TransferRules(EventLog trace) {
    this.trace = trace;
  }

  /** Of an operation whose command was refused. */
  Optional<Finding> refused(TransferAttempt operation, FtpSession dialogue) {
    Optional<Exchange> negotiation = operation.negotiation().filter(Exchange::isRefused);
    Exchange refused = negotiation.or(operation::request).orElseThrow();
    Reply reply = refused.conclusion().orElseThrow();
    boolean byPolicy = reply.code() == 500 || reply.code() == 502;
    if (negotiation.isEmpty() && !byPolicy) {
      // No such file, and the like: nothing that a network has to do with.
      return Optional.empty();
    }
    String sentence =
        "The server refuses %s: %d %s".formatted(refused.verb(), reply.code(), reply.text());
    if (negotiation.isEmpty()) {
      return Optional.of(
          Finding.of(
              operation,
              Cause.COMMAND_REFUSED,
              sentence,
              ofRefusedTransfer(refused.verb()),
              List.of()));
    }
    boolean loginMissing = reply.code() == 530 && !dialogue.isLoggedIn();
    if (loginMissing || reply.code() == 421) {
      // Not about this command: without a login it refuses all, and with 421 it ends the session.
      return Optional.empty();
    }
    Optional<Finding> otherFamily = FamilyRules.refused(trace, operation, refused, reply);
    if (otherFamily.isPresent()) {
      return otherFamily;
    }
    Optional<Finding> foreign = new ForeignAddressRules(trace).refused(operation, dialogue);
    if (foreign.isPresent()) {
      return foreign;
    }
    DataWaysOut waysOut = new DataWaysOut(GatewaySettings.of(trace.topology()), operation);
    if (operation.method().isPassive() && reply.code() < 500) {
      // For now, unlike 5xx (RFC 959 section 4.2): to the server it was a good command.
      return Optional.of(
          Finding.of(
              operation,
              Cause.PASSIVE_PORTS_EXHAUSTED,
              "The server has no port for %s: %d %s"
                  .formatted(refused.verb(), reply.code(), reply.text()),
              waysOut.ofPassivePorts(),
              List.of()));
    }
    List<Exchange> epsvAll =
        dialogue.exchanges().stream()
            .filter(exchange -> exchange.verb().equals("EPSV"))
            .filter(exchange -> exchange.argument().equalsIgnoreCase("ALL"))
            .filter(Exchange::isAccepted)
            .filter(exchange -> exchange.at().compareTo(operation.at()) < 0)
            .limit(1)
            .toList();
    return Optional.of(
        Finding.of(
            operation,
            Cause.COMMAND_REFUSED,
            sentence,
            epsvAll.isEmpty() ? waysOut.ofRefusal() : waysOut.ofEpsvAll(),
            epsvAll.stream().flatMap(exchange -> exchange.events().stream()).toList()));
  }

  /** Commands that do the same as others, which every server has. */
  private static final Map<String, String> OLDER =
      Map.of("MLSD", "LIST", "NLST", "LIST", "STOU", "STOR");

  private List<WayOut> ofRefusedTransfer(String verb) {
    List<WayOut> ways = new ArrayList<>();
    Set<String> refused = trace.topology().server().refusedCommands();
    if (OLDER.containsKey(verb) && !refused.contains(OLDER.get(verb))) {
      ways.add(
          WayOut.of(
              Kind.USE_OTHER_COMMAND,
              "Let the client use %s instead of %s.".formatted(OLDER.get(verb), verb)));
    }
    ways.add(
        WayOut.of(
            Kind.ACCEPT_COMMAND,
            "Let the server carry out %s (Server.Builder.refuse has it).".formatted(verb)));
    return ways;
  }

  /** Whether an ABOR was the last before it that has to do with data connections. */
  private static boolean isAfterAbort(TransferAttempt operation, FtpSession dialogue) {
    return dialogue.exchanges().stream()
        .filter(exchange -> exchange.at().compareTo(operation.at()) < 0)
        .map(Exchange::verb)
        .filter(verb -> OF_DATA_CONNECTIONS.contains(verb) || Errand.isTransfer(verb))
        .reduce((earlier, later) -> later)
        .filter("ABOR"::equals)
        .isPresent();
  }

  /** Of an operation that failed, though a data connection was established or never agreed on. */
  Optional<Finding> failed(TransferAttempt operation, FtpSession dialogue) {
    String request = operation.request().map(Exchange::verb).orElse("The transfer");
    if (operation.method() == DataMode.NONE) {
      return Optional.of(
          Finding.of(
              operation,
              Cause.NOT_NEGOTIATED,
              isAfterAbort(operation, dialogue)
                  ? "%s came after an ABOR, which took back what was agreed on before it."
                      .formatted(request)
                  : "%s came without a PASV, EPSV, PORT or EPRT of its own before it."
                      .formatted(request),
              List.of(WaysOut.negotiateEach("Send one of them before each transfer.")),
              List.of()));
    }
    Optional<Finding> stranger = new ForeignAddressRules(trace).stranger(operation, dialogue);
    if (stranger.isPresent()) {
      return stranger;
    }
    Optional<Finding> ofTls = new DataTlsRules(trace).failed(operation, dialogue, request);
    if (ofTls.isPresent()) {
      return ofTls;
    }
    Optional<Finding> ofCertificate = new BadCertificateRules(trace).data(operation, request);
    if (ofCertificate.isPresent()) {
      return ofCertificate;
    }
    Optional<TlsHandshake> handshake =
        operation.handshakes().stream().filter(each -> each.failure().isPresent()).findFirst();
    if (handshake.isPresent()) {
      return Optional.of(
          Finding.of(
              operation,
              Cause.DATA_TLS_FAILED,
              "The TLS handshake on the data connection of %s failed: %s."
                  .formatted(request, handshake.get().failure().orElseThrow()),
              List.of(
                  WayOut.of(
                      Kind.USE_TLS_FOR_DATA,
                      "Let the client encrypt data connections with the trust and TLS versions that"
                          + " it uses for the control connection.")),
              List.of()));
    }
    Optional<Transfer> brokenOff = operation.transfer().filter(each -> !each.completed());
    boolean unprotected =
        operation.isEncrypted()
            && brokenOff.filter(transfer -> !transfer.encrypted()).isPresent()
            && !DataTlsRules.isProtected(dialogue)
            && (operation.sender() == Party.CLIENT || mayHaveBegunTls(operation));
    if (unprotected) {
      return Optional.of(
          Finding.of(
              operation,
              Cause.DATA_NOT_PROTECTED,
              "The data connection of %s broke off after %d bytes. It was in clear, although the"
                      .formatted(request, brokenOff.get().bytes())
                  + " control connection is encrypted: the server had accepted no PROT P. A client"
                  + " that begins with a TLS handshake all the same gives up.",
              List.of(DataTlsRules.protect()),
              DataTlsRules.protection(dialogue)));
    }
    if (brokenOff.isPresent() || operation.isConnected()) {
      return Optional.of(new UnfinishedTransfer(trace, operation, dialogue, request).finding());
    }
    Optional<Reply> reply = operation.request().flatMap(Exchange::conclusion);
    return Optional.of(
        Finding.of(
            operation,
            Cause.DATA_CONNECTION_FAILED,
            "There was no data connection for %s%s."
                .formatted(
                    request,
                    reply
                        .map(each -> ": the server answered " + each.code() + " " + each.text())
                        .map(words -> words.replaceAll("\\.$", ""))
                        .orElse("")),
            List.of(),
            List.of()));
  }

  /**
   * Of a data connection over which nothing was asked for. In clear, or after a refusal, the client
   * may have thought better of it.
   */
  Optional<Finding> notAskedFor(TransferAttempt operation, FtpSession dialogue) {
    long sent = sentByClient(operation);
    boolean refused = dialogue.after(operation.at()).stream().anyMatch(Exchange::isRefused);
    if (refused || (sent == 0 && !DataTlsRules.isProtected(dialogue))) {
      return Optional.empty();
    }
    String sentence =
        "The client connected to %s, as the server's %s said, %sand never said what to transfer."
            .formatted(
                operation.announced().map(Endpoint::toString).orElse("the passive port"),
                operation.negotiation().flatMap(Exchange::conclusion).map(Reply::code).orElse(0),
                sent > 0 ? "sent %d bytes ".formatted(sent) : "");
    return Optional.of(
        Finding.of(
            operation,
            Cause.NO_TRANSFER_COMMAND,
            sentence
                + (operation.isEncrypted()
                    ? " A client that waits for the TLS handshake there waits for ever: the server"
                        + " begins with it when it has the command."
                    : ""),
            List.of(
                WayOut.of(
                    Kind.SEND_COMMAND_FIRST,
                    "Let the client connect, then send the command, such as RETR, and then begin"
                        + " with TLS on the data connection.")),
            List.of()));
  }

  private long sentByClient(TransferAttempt operation) {
    Set<Long> connections =
        operation.attempts().stream()
            .map(ConnectionAttempt::connection)
            .collect(Collectors.toSet());
    return trace.only(ConnectionEnd.class).stream()
        .filter(end -> connections.contains(end.connection()))
        .mapToLong(end -> end.stream(Party.CLIENT).written())
        .sum();
  }

  /** Whether the client of a download sent something, or the record doesn't say that it didn't. */
  private boolean mayHaveBegunTls(TransferAttempt operation) {
    return operation.delivery().isEmpty() || sentByClient(operation) > 0;
  }

  // Text ----------------------------------------------------------------------------------------

  /** Of files that aren't text and became others as text, unless they were transferred again. */
  List<Finding> changed() {
    return trace.only(TextTransfer.class).stream()
        .filter(changed -> !isTriedAgain(changed))
        .filter(changed -> !DataTlsRules.isHandshake(trace, changed))
        .map(TransferRules::changed)
        .toList();
  }

  /** The first transfer after it is its own. */
  private boolean isTriedAgain(TextTransfer changed) {
    return trace.transfers().stream()
            .filter(transfer -> transfer.at().compareTo(changed.at()) >= 0)
            .filter(transfer -> transfer.command().equals(changed.command()))
            .count()
        > 1;
  }

  private static Finding changed(TextTransfer changed) {
    boolean upload = Errand.Kind.of(changed.verb()).sender() == Party.CLIENT;
    return Finding.of(
        Cause.SENT_AS_TEXT,
        "%s was carried out in TYPE A, though the file isn't text: what looks like an end of a line was"
                .formatted(changed.command())
            + " changed, and of %d bytes became %d."
                .formatted(
                    upload ? changed.sentBytes() : changed.fileBytes(),
                    upload ? changed.fileBytes() : changed.sentBytes()),
        List.of(
            WayOut.of(
                Kind.SEND_TYPE_I,
                "Let the client say TYPE I after the login (commons-net:"
                    + " setFileType(FTP.BINARY_FILE_TYPE)). Without it, RFC 959 has TYPE A.")),
        List.of(changed));
  }

  // Names ---------------------------------------------------------------------------------------

  /** What stands in the record for bytes that are none of UTF-8 (RFC 2640 section 2.2). */
  private static final Pattern NOT_IN_UTF8 = Pattern.compile("[A-Za-z]{3,4} .*\ufffd.*");

  /** Of commands of all kinds with a name that the server can't read. */
  static List<Finding> unreadable(List<FtpSession> sessions) {
    List<Exchange> all = sessions.stream().flatMap(each -> each.exchanges().stream()).toList();
    return all.stream()
        .filter(exchange -> NOT_IN_UTF8.matcher(exchange.command().line()).matches())
        .filter(exchange -> exchange.conclusion().filter(it -> it.code() == 501).isPresent())
        .filter(refused -> all.stream().noneMatch(later -> makesUpFor(refused, later)))
        .map(TransferRules::unreadable)
        .toList();
  }

  private static boolean makesUpFor(Exchange refused, Exchange later) {
    return later.isAccepted()
        && later.verb().equals(refused.verb())
        && later.at().compareTo(refused.at()) > 0;
  }

  private static Finding unreadable(Exchange refused) {
    Reply reply = refused.conclusion().orElseThrow();
    return Finding.of(
        Cause.COMMAND_NOT_IN_UTF8,
        "The server can't read what the client sent with %s, as it isn't in UTF-8: %d %s"
            .formatted(refused.verb(), reply.code(), reply.text()),
        List.of(
            WayOut.of(
                Kind.SEND_UTF8,
                "Let the client send names in UTF-8 (commons-net: setControlEncoding(\"UTF-8\")"
                    + " before it connects).")),
        refused.events());
  }
}
