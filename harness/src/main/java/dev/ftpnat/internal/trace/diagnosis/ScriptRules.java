package dev.ftpnat.internal.trace.diagnosis;

import dev.ftpnat.internal.trace.session.Sessions;
import dev.ftpnat.trace.diagnosis.Cause;
import dev.ftpnat.trace.event.EventLog;
import dev.ftpnat.trace.event.ServerEvent.Command;
import dev.ftpnat.trace.event.ServerEvent.EndlessLine;
import dev.ftpnat.trace.event.ServerEvent.Reply;
import dev.ftpnat.trace.event.ServerEvent.Scripted;
import dev.ftpnat.trace.event.TraceEvent;
import dev.ftpnat.trace.session.FtpSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the server said, or didn't say, because a script had it so. Then no network is to blame, nor
 * the server's settings.
 */
final class ScriptRules {

  private static final int FAILURE = 400;

  /** What a client still says when it has given up. */
  private static final Set<String> FAREWELLS = Set.of("QUIT", "ABOR", "NOOP", "STAT");

  /** They blame the server, or the client's login, for what was said. */
  private static final Set<Cause> BLAMING =
      Set.of(
          Cause.COMMAND_REFUSED,
          Cause.COMMAND_NOT_IN_UTF8,
          Cause.LOGIN_REFUSED,
          Cause.NOT_NEGOTIATED,
          Cause.OTHER_FAMILY_REQUESTED,
          Cause.PASSIVE_PORTS_EXHAUSTED,
          Cause.TLS_REFUSED,
          Cause.TLS_REQUIRED);

  private final EventLog trace;
  private final Sessions sessions;

  /** Replies that a script has, by identity: two may be equal. */
  private final Set<TraceEvent> replies = Collections.newSetFromMap(new IdentityHashMap<>());

  /** What a script has, with the reply that it is, if it is one. */
  private final List<Said> said = new ArrayList<>();

  private record Said(
      Scripted script,
      Optional<Reply> reply,
      Optional<EndlessLine> endless,
      Optional<Command> command) {

    Said(Scripted script, Optional<Reply> reply, Optional<Command> command) {
      this(script, reply, Optional.empty(), command);
    }

    String source() {
      return "scripted, by " + script.source();
    }
  }

  ScriptRules(EventLog trace, Sessions sessions) {
    this.trace = trace;
    this.sessions = sessions;
    read();
  }

  private void read() {
    Map<Long, Scripted> open = new HashMap<>();
    Map<Long, Command> commands = new HashMap<>();
    for (TraceEvent event : trace.events()) {
      if (event instanceof Command command) {
        commands.put(command.session(), command);
      } else if (event instanceof Scripted scripted && scripted.silent()) {
        said.add(new Said(scripted, Optional.empty(), command(commands, scripted)));
      } else if (event instanceof Scripted scripted) {
        open.put(scripted.session(), scripted);
      } else if (event instanceof Reply reply && open.containsKey(reply.session())) {
        Scripted scripted = open.remove(reply.session());
        replies.add(reply);
        said.add(new Said(scripted, Optional.of(reply), command(commands, scripted)));
      } else if (event instanceof EndlessLine line && open.containsKey(line.session())) {
        Scripted scripted = open.remove(line.session());
        Optional<Command> command = command(commands, scripted);
        said.add(new Said(scripted, Optional.empty(), Optional.of(line), command));
      }
    }
  }

  private static Optional<Command> command(Map<Long, Command> commands, Scripted scripted) {
    return Optional.ofNullable(commands.get(scripted.session()))
        .filter(command -> !scripted.command().isEmpty());
  }

  /** What a client didn't get over. */
  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    for (FtpSession session : sessions.sessions()) {
      said.stream()
          .filter(each -> each.script().session() == session.session())
          .reduce((earlier, later) -> later)
          .filter(last -> isTrouble(session, last))
          .filter(last -> !wentOn(session, last.script().at()))
          .map(last -> finding(session, last))
          .ifPresent(findings::add);
    }
    return findings;
  }

  private static boolean isTrouble(FtpSession session, Said last) {
    if (last.script().command().equals("QUIT")) {
      return false;
    }
    int code = last.reply().map(Reply::code).orElse(FAILURE);
    return last.script().ends()
        || (last.script().silent() ? !isConcluded(session, last) : code == 0 || code >= FAILURE);
  }

  /** Whether the command has got its answer all the same, before or after the silence. */
  private static boolean isConcluded(FtpSession session, Said last) {
    return session.exchanges().stream()
        .filter(exchange -> last.command().equals(Optional.of(exchange.command())))
        .anyMatch(exchange -> exchange.conclusion().isPresent());
  }

  /** In this session, or in another one that was opened since. */
  private boolean wentOn(FtpSession session, Duration time) {
    return sessions.sessions().stream()
        .filter(each -> each == session || each.opened().compareTo(time) > 0)
        .flatMap(each -> each.after(time).stream())
        .anyMatch(exchange -> !FAREWELLS.contains(exchange.verb()));
  }

  private static Finding finding(FtpSession session, Said last) {
    Scripted script = last.script();
    String to = script.command().isEmpty() ? "" : " to " + script.command();
    String what =
        last.reply()
            .map(reply -> "The server says `%s`%s".formatted(reply.line(), to))
            .or(
                () ->
                    last.endless()
                        .map(
                            line ->
                                "The server says `%s` and no end of that line%s"
                                    .formatted(line.beginning(), to)))
            .orElse("The server says nothing" + to);
    List<TraceEvent> evidence = new ArrayList<>();
    session.control().ifPresent(evidence::add);
    last.command().ifPresent(evidence::add);
    evidence.add(script);
    last.reply().ifPresent(evidence::add);
    last.endless().ifPresent(evidence::add);
    Finding found =
        Finding.of(
            Cause.SCRIPTED_REPLY,
            "%s%s, as %s has it, and the client went no further."
                .formatted(what, ending(last), script.source()),
            List.of(),
            evidence);
    return new Finding(script.at(), found.key(), found.diagnosis());
  }

  private static String ending(Said last) {
    Optional<EndlessLine> line = last.endless();
    if (line.isPresent()) {
      return line.get().end() == EndlessLine.End.CUT
          ? ", and ends the control connection after %d bytes".formatted(line.get().bytes())
          : "";
    }
    return last.script().ends() ? " and ends the control connection" : "";
  }

  /** The same, with where a reply comes from that it is about, if that is a script. */
  Finding named(Finding finding) {
    List<TraceEvent> evidence = finding.diagnosis().evidence();
    return said.stream()
        .filter(each -> each.reply().filter(reply -> has(evidence, reply)).isPresent())
        .reduce((earlier, later) -> later)
        .map(last -> finding.and(" (What the server says there is %s.)".formatted(last.source())))
        .orElse(finding);
  }

  private static boolean has(List<TraceEvent> evidence, Reply reply) {
    return evidence.stream().anyMatch(event -> event == reply);
  }

  /** Whether another rule blames somebody else for what the script had the server say. */
  boolean contradicts(Finding finding) {
    return BLAMING.contains(finding.diagnosis().cause())
        && finding.diagnosis().evidence().stream()
            .anyMatch(
                event ->
                    event instanceof Reply reply
                        && reply.code() >= FAILURE
                        && replies.stream().anyMatch(each -> each.equals(reply)));
  }
}
