package dev.ftpnat.trace.session;

import dev.ftpnat.trace.event.ServerEvent.Command;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.TraceEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A command with what the server answered, as the server saw both.
 *
 * @param command the command
 * @param replies first those that only say that it goes on, like 150, then the one that ends it, or
 *     more than one if the server changed its mind; none as long as it hasn't answered
 */
public record Exchange(Command command, List<Reply> replies) {

  public Exchange {
    replies = List.copyOf(replies);
  }

  /** The command without its argument, in upper case. */
  public String verb() {
    return command.verb();
  }

  /** The argument; empty if there is none. */
  public String argument() {
    return command.argument();
  }

  /** The last reply that ends the exchange (RFC 959 section 4.2), if the server has given one. */
  public Optional<Reply> conclusion() {
    return replies.stream().filter(reply -> reply.code() >= 200).reduce((earlier, later) -> later);
  }

  /** Whether the server has done, or began to do, what it was asked: a 2xx or 3xx reply. */
  public boolean isAccepted() {
    return conclusion().filter(reply -> reply.code() < 400).isPresent();
  }

  /** Whether the server has refused or failed: a 4xx or 5xx reply. */
  public boolean isRefused() {
    return conclusion().filter(reply -> reply.code() >= 400).isPresent();
  }

  /** When the command came. */
  public Duration at() {
    return command.at();
  }

  /** All of it as it happened. */
  public List<TraceEvent> events() {
    List<TraceEvent> events = new ArrayList<>();
    events.add(command);
    events.addAll(replies);
    return events;
  }

  /** For example {@code server #1 EPSV: 502 Command not implemented.} */
  @Override
  public String toString() {
    return "server #%d %s: %s"
        .formatted(
            command.session(),
            command.line(),
            conclusion()
                .map(reply -> reply.code() + " " + reply.text())
                .orElse("not answered by now"));
  }
}
