package dev.ftpnat.trace;

import dev.ftpnat.topology.Server;
import dev.ftpnat.trace.DataOperation.Method;
import dev.ftpnat.trace.TraceEvent.Reply;
import dev.ftpnat.trace.TraceEvent.TlsHandshake;
import dev.ftpnat.trace.TraceEvent.Transfer;
import dev.ftpnat.trace.WayOut.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Why a transfer failed that no gateway stood in the way of. */
final class TransferRules {

  private final Trace trace;
  private final DataWaysOut waysOut;

  TransferRules(Trace trace) {
    this.trace = trace;
    this.waysOut = new DataWaysOut(Gateways.of(trace.topology()));
  }

  /** Of an operation whose command was refused. */
  Optional<Finding> refused(DataOperation operation, Optional<Dialogue> dialogue) {
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
    if (operation.method().isPassive() && reply.code() < 500) {
      // For now, unlike 5xx (RFC 959 section 4.2): to the server it was a good command.
      return Optional.of(
          Finding.of(
              operation,
              Cause.PASSIVE_PORTS_EXHAUSTED,
              "The server has no port for %s: %d %s"
                  .formatted(refused.verb(), reply.code(), reply.text()),
              waysOut.ofPassivePorts(operation),
              List.of()));
    }
    List<Exchange> epsvAll =
        dialogue.stream()
            .flatMap(each -> each.exchanges().stream())
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
            epsvAll.isEmpty() ? waysOut.ofRefusal(operation) : waysOut.ofEpsvAll(operation),
            epsvAll.stream().flatMap(exchange -> exchange.events().stream()).toList()));
  }

  /** Commands that do the same as others, which every server has. */
  private static final Map<String, String> OLDER =
      Map.of("MLSD", "LIST", "NLST", "LIST", "STOU", "STOR");

  private static List<WayOut> ofRefusedTransfer(String verb) {
    List<WayOut> ways = new ArrayList<>();
    if (OLDER.containsKey(verb)) {
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

  /** Of an operation that failed, though a data connection was established or never agreed on. */
  Optional<Finding> failed(DataOperation operation, Optional<Dialogue> dialogue) {
    String request = operation.request().map(Exchange::verb).orElse("The transfer");
    if (operation.method() == Method.NONE) {
      return Optional.of(
          Finding.of(
              operation,
              Cause.NOT_NEGOTIATED,
              "%s came without a PASV, EPSV, PORT or EPRT of its own before it.".formatted(request),
              List.of(WaysOut.negotiateEach("Send one of them before each transfer.")),
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
              List.of(
                  WayOut.of(
                      Kind.PROTECT_DATA,
                      "Send PBSZ 0 and PROT P after the login (commons-net: execPBSZ, execPROT).")),
              protection(dialogue)));
    }
    Optional<Reply> reply = operation.request().flatMap(Exchange::conclusion);
    if (brokenOff.isPresent()) {
      return Optional.of(
          Finding.of(
              operation,
              Cause.TRANSFER_BROKEN_OFF,
              "The data connection of %s broke off after %d bytes%s."
                  .formatted(
                      request,
                      brokenOff.get().bytes(),
                      reply.map(each -> ", and the server answered " + each.code()).orElse("")),
              List.of(
                  WayOut.of(
                      Kind.TRANSFER_EVERYTHING,
                      "Let the client read, or send, all of it, and not pause for longer than the"
                          + " server waits, %d ms.".formatted(stallMillis()))),
              List.of()));
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

  private long stallMillis() {
    Server server = trace.topology().server();
    return server.stallTimeout().toMillis();
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
