package dev.ftpnat.junit.internal.explore.agreement;

import dev.ftpnat.FtpNat;
import dev.ftpnat.trace.Trace;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.diagnosis.Diagnosis;
import dev.ftpnat.trace.event.ConnectionEvent.ConnectionAttempt;
import dev.ftpnat.trace.event.Hop;
import dev.ftpnat.trace.event.Reason;
import dev.ftpnat.trace.event.ServerEvent.Command;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.ServerEvent.Scripted;
import dev.ftpnat.trace.session.TransferAttempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What there is to compare of a session, in lines. What may differ isn't told:
 *
 * <ul>
 *   <li>addresses, which are called by whose they are, and ports of the client's side;
 *   <li>when something happened, also whether a command came before the reply to an earlier one;
 *   <li>commands after a reply with which the server ends the connection, by a script or by itself:
 *       they may be heard or not, and so may count as an attempt, or the script as what the client
 *       didn't get over;
 *   <li>what the server says when the client has waited in vain and goes: it may be over before
 *       that or after, and so may count as the answer to what a script has left without one;
 *   <li>whether a pinhole or a rule let a connection through, where both do, of which the kernel
 *       says nothing; where it led to is compared;
 *   <li>the foreign address that pyftpdlib names, which may have no end where its port begins;
 *   <li>what JSSE says about a failed handshake; how fast Pure-FTPd thinks that it was; and whether
 *       pyftpdlib has accepted a connection before it says so.
 * </ul>
 *
 * @param client what the client was told
 * @param record what the network saw
 * @param trace all of it
 */
record Account(List<String> client, List<String> record, String trace) {

  static Account of(FtpNat nat, List<String> client) {
    Trace trace = nat.trace().concluded();
    Roles roles = new Roles(nat.topology());
    List<String> lines = new ArrayList<>();
    Optional<Duration> scripted =
        trace.only(Scripted.class).stream().filter(Scripted::ends).map(Scripted::at).findFirst();
    Optional<Duration> end = scripted.or(() -> goodbye(trace, client));
    trace.only(Command.class).stream()
        .filter(command -> end.filter(at -> at.compareTo(command.at()) < 0).isEmpty())
        .map(command -> "> " + command.verb() + (command.encrypted() ? " (TLS)" : ""))
        .forEach(lines::add);
    Optional<Duration> givenUp = givenUp(trace, client);
    trace.only(Reply.class).stream()
        .filter(reply -> givenUp.filter(at -> at.compareTo(reply.at()) < 0).isEmpty())
        .map(reply -> "< " + roles.in(reply.line()))
        .forEach(lines::add);
    trace.connectionAttempts().forEach(attempt -> lines.add(words(roles, attempt)));
    trace.transferAttempts().stream()
        .filter(attempt -> !isAfter(end, attempt))
        .forEach(attempt -> lines.add(words(roles, attempt)));
    trace.diagnoses().stream()
        .map(Diagnosis::cause)
        .filter(cause -> scripted.isEmpty() && givenUp.isEmpty() || cause != Cause.SCRIPTED_REPLY)
        .forEach(cause -> lines.add("cause " + cause));
    lines.add(trace.hasFailed() ? "failed" : "all well");
    return new Account(List.copyOf(client), List.copyOf(lines), trace.toString());
  }

  /** When about the client has given up waiting for a reply, and goes. */
  private static Optional<Duration> givenUp(Trace trace, List<String> client) {
    boolean waited = client.get(client.size() - 1).startsWith("reply: SocketTimeoutException");
    List<Command> commands = trace.only(Command.class);
    return waited && !commands.isEmpty()
        ? Optional.of(
            commands
                .get(commands.size() - 1)
                .at()
                .plusMillis(ScriptedClient.READ_MILLIS - ScriptedClient.CONNECT_MILLIS))
        : Optional.empty();
  }

  /** When the server said its last, if it has ended the connection by itself. */
  private static Optional<Duration> goodbye(Trace trace, List<String> client) {
    boolean gone = client.get(client.size() - 1).contains(ScriptedClient.GONE);
    List<Reply> replies = trace.only(Reply.class);
    return gone && !replies.isEmpty()
        ? Optional.of(replies.get(replies.size() - 1).at())
        : Optional.empty();
  }

  private static boolean isAfter(Optional<Duration> end, TransferAttempt attempt) {
    return end.isPresent()
        && attempt.negotiation().or(attempt::request).stream()
            .anyMatch(exchange -> exchange.command().at().compareTo(end.get()) > 0);
  }

  private static String words(Roles roles, ConnectionAttempt attempt) {
    StringBuilder text = new StringBuilder();
    text.append(attempt.origin()).append(" to ").append(roles.of(attempt.target()));
    for (Hop hop : attempt.hops()) {
      text.append("; ")
          .append(hop.gateway())
          .append(' ')
          .append(hop.reason() == Reason.PROXIED ? "PROXIED" : "LET")
          .append(" to ")
          .append(roles.of(hop.translatedTarget()))
          .append(" from ")
          .append(roles.of(hop.translatedSource().address()));
    }
    return text.append(": ")
        .append(attempt.outcome())
        .append(" by ")
        .append(roles.in(attempt.decidedBy().toString()))
        .append(' ')
        .append(attempt.reason())
        .toString();
  }

  private static String words(Roles roles, TransferAttempt attempt) {
    return "%s %s: %s%s%s"
        .formatted(
            attempt.method(),
            attempt.request().map(it -> it.verb()).orElse("nothing"),
            attempt.result(),
            attempt.heard().map(it -> ", heard " + roles.of(it)).orElse(""),
            attempt
                .transfer()
                .map(it -> ", %d bytes %s".formatted(it.bytes(), it.completed() ? "" : "cut"))
                .orElse(""));
  }

  /** Whether it is the same as of another network, but for what may differ. */
  boolean agreesWith(Account other) {
    return client.equals(other.client) && record.equals(other.record);
  }

  /** What of the one isn't in the other. */
  String difference(Account other) {
    return lines("client", client, other.client) + lines("record", record, other.record);
  }

  private static String lines(String what, List<String> mine, List<String> others) {
    StringBuilder text = new StringBuilder();
    int i = 0;
    while (i < mine.size() && i < others.size() && mine.get(i).equals(others.get(i))) {
      i++;
    }
    if (i < mine.size() || i < others.size()) {
      text.append("  %s from line %d on%n".formatted(what, i));
      text.append("    simulated: ").append(mine.subList(i, mine.size())).append('\n');
      text.append("    kernel:    ").append(others.subList(i, others.size())).append('\n');
    }
    return text.toString();
  }
}
