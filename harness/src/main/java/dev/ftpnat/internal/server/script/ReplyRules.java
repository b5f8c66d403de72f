package dev.ftpnat.internal.server.script;

import dev.ftpnat.script.Reply;
import dev.ftpnat.script.Reply.Moment;
import dev.ftpnat.script.Script;
import dev.ftpnat.script.Unasked;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the replies that apply, and counts for that what all sessions of a server say. */
public final class ReplyRules {

  private static final String GREETING = "";

  private final Script script;
  private final Counts all = new Counts();

  /** The rules of one server. */
  public ReplyRules(Script script) {
    this.script = script;
  }

  /** How often something has come. */
  static final class Counts {
    private final Map<String, Integer> counts = new HashMap<>();

    synchronized int next(String what) {
      return counts.merge(what, 1, Integer::sum);
    }

    synchronized int foreseen(String what) {
      return counts.getOrDefault(what, 0) + 1;
    }
  }

  /** What happened, by both ways of counting. */
  private record Event(int inAll, int inSession) {

    static Event of(String what, Counts all, Counts session) {
      return new Event(all.next(what), session.next(what));
    }

    static Event foreseen(String what, Counts all, Counts session) {
      return new Event(all.foreseen(what), session.foreseen(what));
    }

    int count(Reply reply) {
      return reply.isPerSession() ? inSession : inAll;
    }
  }

  /** Whether there is any rule at all. */
  boolean isEmpty() {
    return script.isEmpty();
  }

  /**
   * What is said to a command that has come now.
   *
   * @param verb as it was said, in upper case
   * @param command what it is another name for
   */
  Answer turn(String verb, String command, String argument, Counts session) {
    String name = script.replies().containsKey(verb) ? verb : command;
    List<Reply> replies = script.replies().getOrDefault(name, List.of());
    if (replies.isEmpty()) {
      return Answer.NONE;
    }
    return turn(
        name,
        argument,
        replies,
        Event.of(name, all, session),
        Event.of(name + " " + argument, all, session));
  }

  /** What would be said to a command if it came now. */
  Answer foresee(String command, String argument, Counts session) {
    return turn(
        command,
        argument,
        script.replies().getOrDefault(command, List.of()),
        Event.foreseen(command, all, session),
        Event.foreseen(command + " " + argument, all, session));
  }

  private static Answer turn(
      String name, String argument, List<Reply> replies, Event any, Event same) {
    String source = "reply(\"" + name + "\", …)";
    Optional<Reply> first = Optional.empty();
    Optional<Reply> preliminary = Optional.empty();
    Optional<Reply> conclusion = Optional.empty();
    for (Reply reply : replies) {
      Event counted = reply.argument().isPresent() ? same : any;
      if (!reply.appliesTo(argument, counted.count(reply))) {
        continue;
      }
      if (reply.moment() == Moment.PRELIMINARY) {
        preliminary = preliminary.or(() -> Optional.of(reply));
      } else if (reply.moment() == Moment.CONCLUSION) {
        conclusion = conclusion.or(() -> Optional.of(reply));
      } else if (preliminary.isEmpty() && conclusion.isEmpty()) {
        first = Optional.of(reply);
        break;
      }
    }
    return new Answer(first, preliminary, conclusion, source, false);
  }

  /** How a client is greeted that has connected now. */
  Optional<Reply> greeting(Counts session) {
    if (script.greetings().isEmpty()) {
      return Optional.empty();
    }
    Event event = Event.of(GREETING, all, session);
    return script.greetings().stream()
        .filter(reply -> reply.appliesTo("", event.count(reply)))
        .findFirst();
  }

  /** What is said unasked in the session that is opened now. */
  List<Unasked> unasked(Counts session) {
    if (script.unasked().isEmpty()) {
      return List.of();
    }
    Event event = Event.of(" unasked", all, session);
    return script.unasked().stream()
        .filter(each -> each.reply().appliesTo("", event.count(each.reply())))
        .toList();
  }
}
