package dev.ftpnat.trace;

import dev.ftpnat.trace.DataOperation.Method;
import dev.ftpnat.trace.TraceEvent.Reply;
import dev.ftpnat.trace.TraceEvent.TlsHandshake;
import dev.ftpnat.trace.TraceEvent.Transfer;
import java.util.List;
import java.util.Optional;

/** Why a transfer failed that no gateway stood in the way of. */
final class TransferRules {

  private static final String ABORT =
      "If the client wants no more than that, let it say so with ABOR.";

  private final Trace trace;
  private final WaysOut waysOut;

  TransferRules(Trace trace) {
    this.trace = trace;
    this.waysOut = new WaysOut(Gateways.of(trace.topology()));
  }

  /** Of an operation whose command was refused. */
  Optional<Finding> refused(DataOperation operation) {
    Exchange refused =
        operation.negotiation().filter(Exchange::isRefused).or(operation::request).orElseThrow();
    Reply reply = refused.conclusion().orElseThrow();
    boolean byPolicy = reply.code() == 500 || reply.code() == 502;
    if (operation.negotiation().filter(Exchange::isRefused).isEmpty() && !byPolicy) {
      // No such file, and the like: nothing that a network has to do with.
      return Optional.empty();
    }
    return Optional.of(
        Finding.of(
            operation,
            Cause.COMMAND_REFUSED,
            "The server refuses %s: %d %s".formatted(refused.verb(), reply.code(), reply.text()),
            waysOut.ofRefusal(operation),
            List.of()));
  }

  /** Of an operation that failed, though a data connection was established or never agreed on. */
  Optional<Finding> failed(DataOperation operation, Optional<Dialogue> dialogue) {
    String request = operation.request().map(Exchange::verb).orElse("The transfer");
    if (operation.method() == Method.NONE) {
      return Optional.of(
          Finding.of(
              operation,
              Cause.NOT_NEGOTIATED,
              "%s came without a PASV, EPSV, PORT or EPRT of its own before it.".formatted(request),
              List.of("Send one of them before each transfer."),
              List.of()));
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
                  "Let the client encrypt data connections with the trust and TLS versions that it"
                      + " uses for the control connection."),
              List.of()));
    }
    Optional<Transfer> brokenOff = operation.transfer().filter(each -> !each.completed());
    boolean unprotected =
        operation.isEncrypted()
            && brokenOff.filter(transfer -> !transfer.encrypted()).isPresent()
            && dialogue.filter(TransferRules::isProtected).isEmpty();
    if (unprotected) {
      return Optional.of(
          Finding.of(
              operation,
              Cause.DATA_NOT_PROTECTED,
              "The data connection of %s broke off after %d bytes. It was in clear, although the"
                      .formatted(request, brokenOff.get().bytes())
                  + " control connection is encrypted: the server had accepted no PROT P. A client"
                  + " that begins with a TLS handshake all the same gives up.",
              waysOut.ofProtection(),
              protection(dialogue)));
    }
    Optional<Reply> reply = operation.request().flatMap(Exchange::conclusion);
    if (brokenOff.isPresent() || operation.isConnected()) {
      return Optional.of(brokenOff(operation, request));
    }
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

  /** Of a transfer that began, and of which not all got across. */
  private Finding brokenOff(DataOperation operation, String request) {
    Optional<Reply> reply = operation.request().flatMap(Exchange::conclusion);
    Optional<StreamEnd> delivery = operation.delivery().filter(stream -> !stream.isWhole());
    boolean byClient =
        operation.sender() == Party.SERVER
            && delivery.filter(stream -> stream.by().equals(Party.CLIENT.toString())).isPresent();
    String what =
        byClient
            ? "The client closed the data connection of %s before its end".formatted(request)
            : "The data connection of %s broke off".formatted(request);
    String after =
        delivery
            .filter(stream -> stream.delivered() != stream.written())
            .map(stream -> " after %d of %d bytes".formatted(stream.delivered(), stream.written()))
            .or(() -> operation.transfer().map(each -> " after %d bytes".formatted(each.bytes())))
            .orElse("");
    String answer =
        reply
            .map(each -> (each.code() < 400 ? ", though" : ", and") + answered(each))
            .orElse(", and the server hasn't answered");
    return Finding.of(
        operation,
        Cause.TRANSFER_BROKEN_OFF,
        what + after + answer,
        byClient ? List.of(ABORT, withoutPause()) : List.of(withoutPause()),
        List.of());
  }

  private String withoutPause() {
    return "Let the client read, or send, all of it, and not pause for longer than the server"
        + " waits, %d ms.".formatted(trace.topology().server().stallTimeout().toMillis());
  }

  private static String answered(Reply reply) {
    return " the server answered " + reply.code();
  }

  private static boolean isProtected(Dialogue dialogue) {
    return dialogue.exchanges().stream()
        .anyMatch(
            exchange ->
                exchange.verb().equals("PROT")
                    && exchange.argument().equalsIgnoreCase("P")
                    && exchange.isAccepted());
  }

  private static List<TraceEvent> protection(Optional<Dialogue> dialogue) {
    return dialogue.stream()
        .flatMap(each -> each.exchanges().stream())
        .filter(exchange -> exchange.verb().equals("PROT") || exchange.verb().equals("PBSZ"))
        .flatMap(exchange -> exchange.events().stream())
        .toList();
  }
}
