package dev.ftpnat.script;

import dev.ftpnat.internal.ftp.TransferCommands;
import dev.ftpnat.script.Placeholder.Kind;
import dev.ftpnat.script.Reply.Moment;
import dev.ftpnat.transcript.Transcript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * All that a server says otherwise than by itself.
 *
 * @param replies by command, in upper case; of several for one moment the first that applies counts
 * @param greetings to those that connect; of several the first that applies counts
 * @param unasked what comes by itself
 * @param transcript the log that it answers like where none of the others applies
 */
public record Script(
    Map<String, List<Reply>> replies,
    List<Reply> greetings,
    List<Unasked> unasked,
    Optional<Transcript> transcript) {

  /** Of a server that says what it does by itself. */
  public static final Script NONE = new Script(Map.of(), List.of(), List.of(), Optional.empty());

  private static final Pattern COMMAND = Pattern.compile("[A-Za-z][A-Za-z0-9]*");

  private static final Set<String> LISTENING = Set.of("PASV", "EPSV");

  private static final Duration LONGEST = Duration.ofHours(24);

  public Script {
    replies = Map.copyOf(replies);
    greetings = List.copyOf(greetings);
    unasked = List.copyOf(unasked);
  }

  /** Whether nothing is said otherwise. */
  public boolean isEmpty() {
    return equals(NONE);
  }

  /**
   * The same, with replies to a command behind those that it has.
   *
   * @throws IllegalArgumentException if it isn't the name of a command alone, or one of them can't
   *     be said, or never would be
   */
  public Script withReplies(String command, Reply... more) {
    Objects.requireNonNull(command, "command");
    if (!COMMAND.matcher(command).matches()) {
      throw new IllegalArgumentException(
          "reply(\"%s\", …): use the name of a command alone, like \"PASV\"; Reply.onlyFor has its argument"
              .formatted(command));
    }
    String verb = command.toUpperCase(Locale.ROOT);
    String where = "reply(\"" + verb + "\", …)";
    requireSome(where, more);
    List<Reply> all = new ArrayList<>(replies.getOrDefault(verb, List.of()));
    for (Reply reply : more) {
      check(where, verb, reply);
      add(where, all, reply);
    }
    Map<String, List<Reply>> changed = new TreeMap<>(replies);
    changed.put(verb, List.copyOf(all));
    return new Script(changed, greetings, unasked, transcript);
  }

  private static void requireSome(String where, Reply... replies) {
    Objects.requireNonNull(replies, "replies");
    if (replies.length == 0) {
      throw new IllegalArgumentException(
          where + " has no Reply: give one; Reply.nothing() says nothing");
    }
  }

  private static void check(String where, String verb, Reply reply) {
    Objects.requireNonNull(reply, "reply");
    if (reply.moment() == Moment.PRELIMINARY && !TransferCommands.isTransfer(verb)) {
      throw new IllegalArgumentException(
          "%s: %s has no preliminary reply. Take executing(), or then(…) to say two things"
              .formatted(where, verb));
    }
    boolean executed = reply.moment() != Moment.INSTEAD;
    if (!executed) {
      refuse(where, reply, Kind.REPLY, "what the server would have said, but executes nothing");
      if (LISTENING.contains(verb)) {
        refuse(where, reply, Kind.LISTENER, "where " + verb + " listens, but executes nothing");
      }
    }
  }

  private static void refuse(String where, Reply reply, Kind kind, String why) {
    used(reply, kind)
        .ifPresent(
            placeholder -> {
              throw new IllegalArgumentException(
                  "%s: the reply %s has %s, %s. Add executing()"
                      .formatted(where, reply, placeholder, why));
            });
  }

  private static Optional<Placeholder> used(Reply reply, Kind kind) {
    return reply.parts().stream()
        .flatMap(part -> part.text().placeholders().stream())
        .filter(placeholder -> placeholder.kind() == kind)
        .findFirst();
  }

  /** Refuses one that never has its turn. */
  private static void add(String where, List<Reply> all, Reply next) {
    Set<Moment> taken = EnumSet.noneOf(Moment.class);
    all.stream().filter(Reply::isForAll).map(Reply::moment).forEach(taken::add);
    if (taken.contains(Moment.INSTEAD) || taken.contains(next.moment())) {
      throw new IllegalArgumentException(
          "%s: %s would never be said, since one before it is said each time. Limit that with nth, times or onlyFor, or put it behind"
              .formatted(where, next));
    }
    all.add(next);
  }

  /**
   * The same, with greetings behind those that it has.
   *
   * @throws IllegalArgumentException if one of them can't be said, or never would be
   */
  public Script withGreetings(Reply... more) {
    String where = "greeting(…)";
    requireSome(where, more);
    List<Reply> all = new ArrayList<>(greetings);
    for (Reply reply : more) {
      checkUnasked(where, reply);
      if (all.stream().anyMatch(Reply::isForAll)) {
        throw new IllegalArgumentException(
            "%s: %s would never be said, since one before it is said each time. Limit that with nth or times"
                .formatted(where, reply));
      }
      all.add(reply);
    }
    return new Script(replies, all, unasked, transcript);
  }

  /** Nobody has said a command there. */
  private static void checkUnasked(String where, Reply reply) {
    Objects.requireNonNull(reply, "reply");
    for (Kind kind : List.of(Kind.COMMAND, Kind.LISTENER)) {
      used(reply, kind)
          .ifPresent(
              placeholder -> {
                throw new IllegalArgumentException(
                    "%s: the reply %s has %s, but there is no command yet"
                        .formatted(where, reply, placeholder));
              });
    }
    if (reply.argument().isPresent()) {
      throw new IllegalArgumentException(
          "%s: onlyFor(\"%s\") is for replies to a command"
              .formatted(where, reply.argument().get()));
    }
  }

  /**
   * The same, with something that is said at a time.
   *
   * @throws IllegalArgumentException if the time isn't between 0 and 24 h, or it can't be said
   */
  public Script withUnasked(Duration after, Reply reply) {
    Objects.requireNonNull(after, "after");
    String where = "unasked(" + after + ", …)";
    if (after.isNegative() || after.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(where + ": the time is not between 0 and 24 h");
    }
    checkSaid(where, reply);
    List<Unasked> all = new ArrayList<>(unasked);
    all.add(new Unasked(after, reply));
    return new Script(replies, greetings, all, transcript);
  }

  /** The same, answering like the server of a log where none of the others applies. */
  public Script withTranscript(Transcript log) {
    return new Script(replies, greetings, unasked, Optional.of(Objects.requireNonNull(log, "log")));
  }

  /**
   * Checks what is said without a command.
   *
   * @param where the method that has it, for the message
   * @throws IllegalArgumentException if it can't be said so
   */
  public static void checkSaid(String where, Reply reply) {
    checkUnasked(where, reply);
    if (reply.moment() != Moment.INSTEAD) {
      throw new IllegalArgumentException(
          where + ": nothing is executed there. Leave out executing(), preliminary() or asUsual()");
    }
    used(reply, Kind.REPLY)
        .ifPresent(
            placeholder -> {
              throw new IllegalArgumentException(
                  "%s: the reply %s has %s, but the server would have said nothing"
                      .formatted(where, reply, placeholder));
            });
  }
}
