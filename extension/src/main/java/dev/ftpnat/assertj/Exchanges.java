package dev.ftpnat.assertj;

import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.TraceEvent;
import dev.ftpnat.trace.TraceEvent.Channel;
import dev.ftpnat.trace.TraceEvent.Command;
import dev.ftpnat.trace.TraceEvent.Reply;
import dev.ftpnat.trace.TraceEvent.TlsHandshake;
import dev.ftpnat.trace.TraceEvent.Transfer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out which reply answers which command. A session's commands are answered in order, also if
 * the client doesn't wait for the replies; only NOOP and STAT are answered during a transfer.
 */
final class Exchanges {

  private final List<Exchange> all = new ArrayList<>();

  /** Those of each session that aren't concluded. */
  private final Map<Long, Deque<Exchange>> waiting = new HashMap<>();

  private Exchanges() {}

  /** All commands of all sessions, in the order in which they reached the server. */
  static List<Exchange> of(Trace trace) {
    Exchanges exchanges = new Exchanges();
    trace.events().forEach(exchanges::read);
    return List.copyOf(exchanges.all);
  }

  private void read(TraceEvent event) {
    if (event instanceof Command command) {
      command(command);
    } else if (event instanceof Reply reply) {
      reply(reply);
    } else if (event instanceof Transfer transfer) {
      transferring(transfer.session()).ifPresent(exchange -> exchange.ended(transfer));
    } else if (event instanceof TlsHandshake handshake
        && handshake.channel() == Channel.DATA
        && handshake.failure().isPresent()) {
      transferring(handshake.session()).ifPresent(exchange -> exchange.add(handshake));
    }
  }

  private void command(Command command) {
    Exchange exchange = new Exchange(command);
    if (exchange.verb().equals("ABOR")) {
      transferring(command.session()).ifPresent(Exchange::abort);
    }
    all.add(exchange);
    waiting(command.session()).add(exchange);
  }

  private Deque<Exchange> waiting(long session) {
    return waiting.computeIfAbsent(session, number -> new ArrayDeque<>());
  }

  private Optional<Exchange> transferring(long session) {
    return waiting(session).stream().filter(Exchange::isTransfer).findFirst();
  }

  private void reply(Reply reply) {
    Deque<Exchange> inOrder = waiting(reply.session());
    // Nobody waits for the greeting, or for a goodbye that nobody asked for.
    answered(inOrder, reply)
        .ifPresent(
            exchange -> {
              exchange.add(reply);
              if (exchange.isConcluded()) {
                inOrder.remove(exchange);
              }
            });
  }

  private static Optional<Exchange> answered(Deque<Exchange> inOrder, Reply reply) {
    Optional<Exchange> first = inOrder.stream().findFirst();
    String meanwhile = reply.code() == 200 ? "NOOP" : reply.code() == 211 ? "STAT" : "";
    // No transfer ends with one of these two.
    return first.filter(Exchange::isTransfer).isPresent() && !meanwhile.isEmpty()
        ? inOrder.stream().filter(exchange -> exchange.verb().equals(meanwhile)).findFirst()
        : first;
  }
}
