package dev.ftpnat.internal.server.script;

import dev.ftpnat.script.Reply;
import dev.ftpnat.transcript.Dialogue;
import dev.ftpnat.transcript.Transcript;
import dev.ftpnat.transcript.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * Answers one session as a dialogue of a log did, and notes where the client leaves its path. What
 * the log doesn't have is answered by the server itself.
 */
final class TranscriptPlayer {

  /** They are the same command only with the same argument. */
  private static final Set<String> SETTINGS =
      Set.of("AUTH", "EPSV", "LANG", "MODE", "OPTS", "PROT", "SITE", "STRU", "TYPE");

  /** What stands behind them is the client's own affair. */
  private static final Set<String> OWN_ARGUMENT =
      Set.of("ACCT", "ALLO", "CLNT", "EPRT", "PASS", "PBSZ", "PORT", "REST", "USER");

  /** They lead nowhere: said elsewhere than in the log, they are no departure from its path. */
  private static final Set<String> NEUTRAL =
      Set.of(
          "ALLO", "CLNT", "FEAT", "HELP", "MDTM", "MLST", "MODE", "NOOP", "OPTS", "PBSZ", "PROT",
          "PWD", "SITE", "SIZE", "STAT", "STRU", "SYST", "TYPE", "XPWD");

  private static final int MOST_NAMED = 4;

  private final Transcript transcript;
  private final Dialogue dialogue;
  private final List<Turn> commands;
  private final boolean[] said;
  private final LoggedReplies replies;
  private final boolean hasReplies;
  private final List<String> departures = new ArrayList<>();

  /**
   * For one session.
   *
   * @param number of the session, from 0 on: those that the log hasn't get its last dialogue
   */
  TranscriptPlayer(Transcript transcript, int number) {
    this.transcript = transcript;
    List<Dialogue> all = transcript.dialogues();
    dialogue = all.get(Math.min(number, all.size() - 1));
    commands = dialogue.commands();
    said = new boolean[commands.size()];
    String user =
        commands.stream()
            .filter(turn -> turn.verb().equals("USER"))
            .map(Turn::argument)
            .findFirst()
            .orElse("");
    replies = new LoggedReplies(user);
    hasReplies =
        all.stream()
            .flatMap(each -> each.turns().stream())
            .anyMatch(turn -> !turn.replies().isEmpty());
  }

  Optional<Reply> greeting() {
    return dialogue.greeting().map(turn -> replies.greeting(turn, commands.isEmpty()));
  }

  String greetingSource() {
    return dialogue.greeting().map(this::source).orElse("");
  }

  private String source(Turn turn) {
    return String.format(Locale.ROOT, "line %d of %s", turn.line(), transcript);
  }

  /** What is said to a command that has its turn now. */
  synchronized Answer turn(String verb, String argument) {
    int expected = next(0, n -> !said[n]);
    int found = find(verb, argument);
    if (found < 0) {
      return again(verb, argument, expected);
    }
    boolean leaves = found != expected && !NEUTRAL.contains(verb);
    if (leaves) {
      List<Turn> leftOut = new ArrayList<>();
      for (int n = expected; n < found; n++) {
        if (!said[n]) {
          leftOut.add(commands.get(n));
          said[n] = true;
        }
      }
      departures.add(
          String.format(
              Locale.ROOT,
              "before %s (line %d) the log's client said %s, which this one left out",
              verb,
              commands.get(found).line(),
              named(leftOut)));
    }
    said[found] = true;
    return answer(found);
  }

  private Answer answer(int number) {
    Turn turn = commands.get(number);
    return hasReplies
        ? replies.answer(turn, number == commands.size() - 1, source(turn))
        : Answer.NONE;
  }

  private static String named(List<Turn> turns) {
    String first =
        turns.stream().limit(MOST_NAMED).map(Turn::said).collect(Collectors.joining(", "));
    return turns.size() > MOST_NAMED
        ? first + " and " + (turns.size() - MOST_NAMED) + " more"
        : first;
  }

  /** A command that the log has before, or nowhere. */
  private Answer again(String verb, String argument, int expected) {
    String here = argument.isEmpty() || verb.equals("PASS") ? verb : verb + " " + argument;
    String there =
        expected < 0
            ? "the log's client had nothing more to say here"
            : String.format(
                Locale.ROOT,
                "the log's client said %s here (line %d)",
                commands.get(expected).said(),
                commands.get(expected).line());
    int before = last(n -> said[n] && isSame(commands.get(n), verb, argument));
    if (before < 0) {
      before = last(n -> said[n] && isLike(commands.get(n), verb));
    }
    boolean goodbye = verb.equals("QUIT") && expected < 0;
    if (before >= 0) {
      if (!NEUTRAL.contains(verb)) {
        departures.add(
            String.format(
                Locale.ROOT,
                "%s, this one %s once more, which is answered as in line %d",
                there,
                here,
                commands.get(before).line()));
      }
      return answer(before);
    }
    if (!goodbye) {
      departures.add(
          String.format(
              Locale.ROOT,
              "%s, this one %s, which isn't in the log: the server answered that by itself",
              there,
              here));
    }
    return Answer.NONE;
  }

  private int find(String verb, String argument) {
    int same = next(0, n -> !said[n] && isSame(commands.get(n), verb, argument));
    return same >= 0 ? same : next(0, n -> !said[n] && isLike(commands.get(n), verb));
  }

  private static boolean isSame(Turn turn, String verb, String argument) {
    if (!turn.verb().equals(verb)) {
      return false;
    }
    return OWN_ARGUMENT.contains(verb)
        || (SETTINGS.contains(verb)
            ? turn.argument().equalsIgnoreCase(argument)
            : turn.argument().equals(argument));
  }

  private static boolean isLike(Turn turn, String verb) {
    return turn.verb().equals(verb) && !SETTINGS.contains(verb);
  }

  private int next(int from, IntPredicate wanted) {
    for (int n = from; n < commands.size(); n++) {
      if (wanted.test(n)) {
        return n;
      }
    }
    return -1;
  }

  private int last(IntPredicate wanted) {
    for (int n = commands.size() - 1; n >= 0; n--) {
      if (wanted.test(n)) {
        return n;
      }
    }
    return -1;
  }

  /** The session is over. */
  synchronized void end() {
    List<Turn> rest = new ArrayList<>();
    for (int n = 0; n < commands.size(); n++) {
      if (!said[n] && !commands.get(n).verb().equals("QUIT")) {
        rest.add(commands.get(n));
      }
    }
    if (!rest.isEmpty()) {
      departures.add(
          String.format(
              Locale.ROOT,
              "the log's client said %s as well (line %d), this one didn't",
              named(rest),
              rest.get(0).line()));
    }
  }

  /** What has come since the last time. */
  synchronized List<String> takeDepartures() {
    List<String> taken = List.copyOf(departures);
    departures.clear();
    return taken;
  }
}
