package dev.ftpnat.transcript;

import dev.ftpnat.transcript.Turn.End;
import dev.ftpnat.transcript.Turn.Said;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Makes dialogues of what was said on one connection after the other: a greeting where nobody waits
 * for one begins the next.
 */
final class DialogueBuilder {

  private static final int GREETING = 220;

  /** They are answered with 220, too. */
  private static final Set<String> ANSWERED_AS_GREETED = Set.of("HOST", "REIN");

  /** What clients begin with. */
  private static final Set<String> BEGINNINGS = Set.of("USER", "AUTH", "HOST", "FEAT", "CLNT");

  /** What clients write in the place of a reply when the server is gone. */
  private static final String GONE =
      "421 Service not available, remote server has closed connection";

  private static final int MOST_LINES = 500;

  private static final class Draft {
    final int line;
    final String verb;
    final String argument;
    final List<Said> replies = new ArrayList<>();
    End end = End.NONE;

    Draft(int line, String verb, String argument) {
      this.line = line;
      this.verb = verb;
      this.argument = argument;
    }

    Turn turn() {
      return new Turn(line, verb, argument, replies, end);
    }

    boolean isOver() {
      return replies.stream().anyMatch(reply -> reply.code() >= 200);
    }
  }

  /** A reply of several lines that hasn't ended. */
  private record Open(int line, int code, List<String> lines) {}

  private final List<Dialogue> done = new ArrayList<>();
  private final List<Integer> begun = new ArrayList<>();
  private List<Draft> drafts = new ArrayList<>();
  private final Deque<Draft> waiting = new ArrayDeque<>();
  private Optional<Open> open = Optional.empty();
  private String following = "";

  void client(int line, String text) {
    closeReply();
    String[] parts = text.strip().split(" ", 2);
    String verb = parts[0].toUpperCase(Locale.ROOT);
    boolean secret = verb.equals("PASS") || verb.equals("ACCT");
    Draft draft = new Draft(line, verb, parts.length < 2 || secret ? "" : parts[1].strip());
    drafts.add(draft);
    waiting.add(draft);
  }

  /** Whether a reply of several lines goes on. */
  boolean isWithinReply() {
    return open.isPresent();
  }

  /**
   * The server has said something.
   *
   * @param next the command that the log has next; empty if it has none
   */
  void server(int line, String text, String next) {
    following = open.isPresent() && next.isEmpty() ? following : next;
    if (text.startsWith(GONE)) {
      end(End.CLOSED);
      return;
    }
    if (open.isPresent()) {
      Open reply = open.get();
      reply.lines.add(text);
      boolean last =
          Markers.hasCode(text) && text.startsWith(reply.code + " ")
              || text.equals(String.valueOf(reply.code));
      if (last || reply.lines.size() == MOST_LINES) {
        closeReply();
      }
      return;
    }
    if (!Markers.hasCode(text)) {
      add(new Said(line, 0, List.of(text)));
      return;
    }
    int code = Integer.parseInt(text.substring(0, 3));
    if (text.startsWith("-", 3)) {
      open = Optional.of(new Open(line, code, new ArrayList<>(List.of(text))));
    } else {
      add(new Said(line, code, List.of(text)));
    }
  }

  private void closeReply() {
    Optional<Open> reply = open;
    open = Optional.empty();
    reply.ifPresent(whole -> add(new Said(whole.line, whole.code, whole.lines)));
  }

  private void add(Said reply) {
    if (isGreeting(reply) && !isToldTwice(reply)) {
      finish();
    } else if (isNoReply(reply)) {
      return;
    }
    if (drafts.isEmpty()) {
      Draft greeting = new Draft(reply.line(), "", "");
      drafts.add(greeting);
    }
    Draft answered = waiting.isEmpty() ? drafts.get(drafts.size() - 1) : waiting.getFirst();
    answered.replies.add(reply);
    if (reply.code() >= 200) {
      waiting.pollFirst();
    }
  }

  /** Whether another connection begins with it. */
  private boolean isGreeting(Said reply) {
    if (reply.code() != GREETING || drafts.isEmpty()) {
      return false;
    }
    boolean expected = !waiting.isEmpty() && ANSWERED_AS_GREETED.contains(waiting.getFirst().verb);
    boolean still = drafts.size() == 1 && drafts.get(0).verb.isEmpty() && !drafts.get(0).isOver();
    boolean begins = waiting.isEmpty() && following.isEmpty() || BEGINNINGS.contains(following);
    return begins && !expected && !still;
  }

  /** A line of a file that looks like a reply, or one that the client has written twice. */
  private boolean isNoReply(Said reply) {
    if (waiting.isEmpty()) {
      return !drafts.isEmpty() && isLast(reply, drafts.get(drafts.size() - 1));
    }
    Draft first = waiting.getFirst();
    boolean transfers = !first.replies.isEmpty();
    return reply.code() == GREETING && transfers && !ANSWERED_AS_GREETED.contains(first.verb);
  }

  /** The greeting, by a client that shows what it has received and what it makes of that. */
  private boolean isToldTwice(Said reply) {
    return drafts.size() == 1 && drafts.get(0).verb.isEmpty() && isLast(reply, drafts.get(0));
  }

  private static boolean isLast(Said reply, Draft draft) {
    List<Said> replies = draft.replies;
    return !replies.isEmpty() && replies.get(replies.size() - 1).lines().equals(reply.lines());
  }

  /** The log says how it went on. */
  void end(End how) {
    closeReply();
    if (drafts.isEmpty() || (how == End.TIMED_OUT && waiting.isEmpty())) {
      return;
    }
    Draft last = waiting.isEmpty() ? drafts.get(drafts.size() - 1) : waiting.getFirst();
    if (last.end == End.NONE) {
      last.end = how;
    }
  }

  private void finish() {
    closeReply();
    if (!drafts.isEmpty()) {
      begun.add(drafts.get(0).line);
      done.add(new Dialogue(drafts.stream().map(Draft::turn).toList()));
    }
    drafts = new ArrayList<>();
    waiting.clear();
  }

  /** The dialogues, each with the line in which it begins. */
  List<Begun> dialogues() {
    finish();
    List<Begun> all = new ArrayList<>();
    for (int n = 0; n < done.size(); n++) {
      all.add(new Begun(begun.get(n), done.get(n)));
    }
    return all;
  }

  /** A dialogue and where it begins. */
  record Begun(int line, Dialogue dialogue) {}
}
