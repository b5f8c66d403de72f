package dev.ftpnat.script;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * What a server says, whatever it would have said by itself: right or wrong, at once or later, in
 * any segments.
 *
 * <pre>{@code
 * Server.builder()
 *     .reply("RETR", Reply.of("550 Not today").times(2))
 *     .reply("EPSV", Reply.of("227 Entering Passive Mode ({host-port}).").executing())
 *     .reply("STOR", Reply.of("250 Got it").executing())
 *     .reply("LIST", Reply.asUsual().preliminary().joined())
 *     .unasked(Duration.ofMinutes(5), Reply.of("421 Timeout").end())
 * }</pre>
 *
 * <p>A reply is said {@linkplain #of instead} of executing the command, unless it is one
 * {@linkplain #executing() of a command that is executed}. Texts may hold {@link Placeholder}s.
 * Each method returns another reply; this one stays as it is.
 */
public final class Reply {

  /** 16 MiB: no reply that anybody means has such a line. */
  public static final long ENDLESS = 16L << 20;

  private static final long LARGEST = 1L << 30;

  private static final Duration LONGEST_DELAY = Duration.ofHours(1);
  private static final String LINE_END = "\r\n";

  /** What of a command's replies it stands for. */
  public enum Moment {
    /** All of them: the command isn't executed. */
    INSTEAD,
    /** The 1xx reply of a command that is executed: the transfer waits until it has been said. */
    PRELIMINARY,
    /** The reply that ends a command that is executed. */
    CONCLUSION
  }

  /** What becomes of the control connection. */
  public enum Ending {
    /** It stays. */
    STAYS,
    /** The server ends it with FIN, and under TLS with a close_notify before that. */
    END,
    /** The server resets it. */
    RESET
  }

  /**
   * A part of what is said, in one segment unless it is split.
   *
   * @param text what
   * @param delay how long after the part before, or after when the server would have said it
   * @param cuts after how many bytes a segment ends; there is one more
   * @param joined whether it waits, to go in one segment with what the server says next
   */
  public record Part(ReplyText text, Duration delay, List<Integer> cuts, boolean joined) {

    public Part {
      cuts = List.copyOf(cuts);
    }
  }

  private final Moment moment;
  private final List<Part> parts;
  private final Ending ending;
  private final OptionalLong endless;
  private final int first;
  private final OptionalInt times;
  private final boolean perSession;
  private final Optional<String> argument;
  private final boolean alsoOnFailure;

  private Reply(
      Moment moment,
      List<Part> parts,
      Ending ending,
      OptionalLong endless,
      int first,
      OptionalInt times,
      boolean perSession,
      Optional<String> argument,
      boolean alsoOnFailure) {
    this.moment = moment;
    this.parts = List.copyOf(parts);
    this.ending = ending;
    this.endless = endless;
    this.first = first;
    this.times = times;
    this.perSession = perSession;
    this.argument = argument;
    this.alsoOnFailure = alsoOnFailure;
  }

  private static Reply of(Moment moment, List<Part> parts) {
    return new Reply(
        moment,
        parts,
        Ending.STAYS,
        OptionalLong.empty(),
        1,
        OptionalInt.empty(),
        false,
        Optional.empty(),
        false);
  }

  private static Part part(ReplyText text) {
    return new Part(text, Duration.ZERO, List.of(), false);
  }

  // What is said ------------------------------------------------------------------------------

  /**
   * Lines, each of which gets its CRLF, in UTF-8 and in one segment. They needn't be a proper
   * reply.
   *
   * @throws IllegalArgumentException if there is no line, or no such placeholder
   */
  public static Reply of(String... lines) {
    return of(Moment.INSTEAD, List.of(part(lines(lines))));
  }

  private static ReplyText lines(String... lines) {
    Objects.requireNonNull(lines, "lines");
    if (lines.length == 0) {
      throw new IllegalArgumentException(
          "Reply.of() has no line: give one, or take Reply.nothing()");
    }
    for (String line : lines) {
      Objects.requireNonNull(line, "line");
    }
    return ReplyText.parse(String.join(LINE_END, lines) + LINE_END);
  }

  /**
   * Text to which nothing is added: whoever wants an end of a line writes it. In UTF-8.
   *
   * @throws IllegalArgumentException if there is no such placeholder
   */
  public static Reply raw(String text) {
    return of(Moment.INSTEAD, List.of(part(ReplyText.parse(text))));
  }

  /** Bytes of any kind, without placeholders. */
  public static Reply bytes(byte[] bytes) {
    return of(Moment.INSTEAD, List.of(part(ReplyText.of(Objects.requireNonNull(bytes, "bytes")))));
  }

  /** Nothing at all: the client may wait. */
  public static Reply nothing() {
    return of(Moment.INSTEAD, List.of());
  }

  /**
   * What the server says by itself, to a command that is executed: to be {@linkplain #delayed
   * delayed}, {@linkplain #splitAt split}, or followed by something.
   */
  public static Reply asUsual() {
    return of(Moment.CONCLUSION, List.of(part(lines(Placeholder.REPLY.toString()))));
  }

  /**
   * And after that these lines, in a segment of their own. What changes a part changes the last.
   *
   * @throws IllegalArgumentException if there is no line, or no such placeholder
   * @throws IllegalStateException behind {@link #end}, {@link #reset} or {@link #endless}
   */
  public Reply then(String... lines) {
    return thenText(lines(lines));
  }

  /**
   * And after that this text, to which nothing is added, in a segment of its own.
   *
   * @throws IllegalArgumentException if there is no such placeholder
   * @throws IllegalStateException behind {@link #end}, {@link #reset} or {@link #endless}
   */
  public Reply thenRaw(String text) {
    return thenText(ReplyText.parse(text));
  }

  private Reply thenText(ReplyText text) {
    checkStays("then");
    List<Part> all = new ArrayList<>(parts);
    all.add(part(text));
    return with(all);
  }

  private void checkStays(String method) {
    if (ending != Ending.STAYS) {
      throw new IllegalStateException(
          "%s(…) comes behind %s(), after which nobody hears it: put it before"
              .formatted(
                  method,
                  endless.isPresent() ? "endless" : ending == Ending.END ? "end" : "reset"));
    }
  }

  // To what -----------------------------------------------------------------------------------

  /**
   * The command is executed, and this said instead of the reply that ends it, if it went well: 250
   * instead of 226, 227 instead of 229. A command that fails says so itself.
   */
  public Reply executing() {
    return with(Moment.CONCLUSION);
  }

  /**
   * The command is executed, and this said instead of its 1xx reply. The transfer begins when it
   * has been said.
   */
  public Reply preliminary() {
    return with(Moment.PRELIMINARY);
  }

  /**
   * Says it also if the command that was executed failed, as a server does that doesn't look.
   *
   * @throws IllegalStateException unless it is one of {@link #executing()}
   */
  public Reply alsoOnFailure() {
    if (moment != Moment.CONCLUSION) {
      throw new IllegalStateException(
          "alsoOnFailure() is for commands that are executed: put it behind executing()");
    }
    return new Reply(moment, parts, ending, endless, first, times, perSession, argument, true);
  }

  /**
   * Only if the command has this argument, to the letter. Of such commands, too, it is counted how
   * often they come.
   *
   * @param text for example {@code TLS}, for AUTH
   */
  public Reply onlyFor(String text) {
    return new Reply(
        moment,
        parts,
        ending,
        endless,
        first,
        times,
        perSession,
        Optional.of(Objects.requireNonNull(text, "text")),
        alsoOnFailure);
  }

  /**
   * Only the n-th time that the command comes.
   *
   * @throws IllegalArgumentException if n isn't 1 or more
   */
  public Reply nth(int n) {
    return counted(positive("nth", n), OptionalInt.of(1));
  }

  /**
   * From the n-th time on that the command comes.
   *
   * @throws IllegalArgumentException if n isn't 1 or more
   */
  public Reply from(int n) {
    return counted(positive("from", n), times);
  }

  /**
   * Only so many times: the first, or those from {@link #from} on.
   *
   * @throws IllegalArgumentException if the number isn't 1 or more
   */
  public Reply times(int number) {
    return counted(first, OptionalInt.of(positive("times", number)));
  }

  /** Counts in each session anew. By default all sessions of the server are counted together. */
  public Reply perSession() {
    return new Reply(moment, parts, ending, endless, first, times, true, argument, alsoOnFailure);
  }

  private Reply counted(int from, OptionalInt number) {
    return new Reply(
        moment, parts, ending, endless, from, number, perSession, argument, alsoOnFailure);
  }

  private static int positive(String method, int number) {
    if (number < 1) {
      throw new IllegalArgumentException(
          "%s(%d): commands are counted from 1 on".formatted(method, number));
    }
    return number;
  }

  // How ---------------------------------------------------------------------------------------

  /**
   * The last part is said so much later, by the time of the network: it passes as everywhere, and
   * {@code FtpNat.advance} lets it pass at once. What is said after it waits too.
   *
   * @throws IllegalArgumentException if it is negative or longer than an hour
   * @throws IllegalStateException if there is nothing to be said
   */
  public Reply delayed(Duration delay) {
    Objects.requireNonNull(delay, "delay");
    if (delay.isNegative() || delay.compareTo(LONGEST_DELAY) > 0) {
      throw new IllegalArgumentException("delayed(" + delay + ") is not between 0 and 1 h");
    }
    Part last = last("delayed");
    return withLast(new Part(last.text, delay, last.cuts, last.joined));
  }

  /**
   * Segments of the last part end after so many of its bytes. What lies beyond its end has no
   * effect.
   *
   * @param positions for example 4, for a first segment of four bytes
   * @throws IllegalArgumentException if they aren't from 1 on, each larger than the one before
   * @throws IllegalStateException if there is nothing to be said
   */
  public Reply splitAt(int... positions) {
    Objects.requireNonNull(positions, "positions");
    int before = 0;
    for (int position : positions) {
      if (position <= before) {
        throw new IllegalArgumentException(
            "splitAt(%s): give positions from 1 on, each larger than the one before"
                .formatted(
                    Arrays.stream(positions)
                        .mapToObj(String::valueOf)
                        .collect(Collectors.joining(", "))));
      }
      before = position;
    }
    Part last = last("splitAt");
    return withLast(
        new Part(last.text, last.delay, Arrays.stream(positions).boxed().toList(), last.joined));
  }

  /**
   * The last part waits until the server says something more, and goes with it in one segment. If
   * it is a transfer's 1xx reply, that comes with the one that ends it.
   *
   * @throws IllegalStateException if there is nothing to be said, or the connection ends after it
   */
  public Reply joined() {
    checkStays("joined");
    Part last = last("joined");
    return withLast(new Part(last.text, last.delay, last.cuts, true));
  }

  private Part last(String method) {
    if (parts.isEmpty()) {
      throw new IllegalStateException(
          method + "(…) needs something that is said: put it behind of(…) or then(…)");
    }
    return parts.get(parts.size() - 1);
  }

  /** After it the server ends the control connection, and says goodbye under TLS. */
  public Reply end() {
    return ending(Ending.END, endless);
  }

  /** After it the server resets the control connection. */
  public Reply reset() {
    return ending(Ending.RESET, endless);
  }

  /** {@link #endless(long)}, with {@link #ENDLESS}. */
  public Reply endless() {
    return endless(ENDLESS);
  }

  /**
   * The last line has no end: instead of its CRLF the server sends more of it, as fast as the
   * client reads, until the client ends the control connection. Or until that is enough; then the
   * server ends it, as by {@link #end()}. Of what the client says meanwhile the server takes no
   * notice. The record has how far it came ({@code ServerEvent.EndlessLine}), and of the line its
   * beginning.
   *
   * @param bytes how much of it the server sends behind its text, for example {@link #ENDLESS}
   * @throws IllegalArgumentException if that isn't between 1 and 1 GiB
   * @throws IllegalStateException if there is nothing to be said, or the connection ends after it
   */
  public Reply endless(long bytes) {
    if (bytes < 1 || bytes > LARGEST) {
      throw new IllegalArgumentException(
          "endless(%d): not between 1 and %d bytes".formatted(bytes, LARGEST));
    }
    checkStays("endless");
    Part ignored = last("endless");
    return ending(Ending.END, OptionalLong.of(bytes));
  }

  private Reply ending(Ending newEnding, OptionalLong newEndless) {
    if (!parts.isEmpty() && parts.get(parts.size() - 1).joined) {
      throw new IllegalStateException(
          "joined() waits for something that is said later, but the connection ends before");
    }
    return new Reply(
        moment, parts, newEnding, newEndless, first, times, perSession, argument, alsoOnFailure);
  }

  private Reply with(List<Part> newParts) {
    return new Reply(
        moment, newParts, ending, endless, first, times, perSession, argument, alsoOnFailure);
  }

  private Reply with(Moment newMoment) {
    return new Reply(
        newMoment, parts, ending, endless, first, times, perSession, argument, alsoOnFailure);
  }

  private Reply withLast(Part part) {
    List<Part> all = new ArrayList<>(parts.subList(0, parts.size() - 1));
    all.add(part);
    return with(all);
  }

  // What it is --------------------------------------------------------------------------------

  /** What of a command's replies it stands for; by default all. */
  public Moment moment() {
    return moment;
  }

  /** What is said, one after the other; nothing if it is empty. */
  public List<Part> parts() {
    return parts;
  }

  /** What becomes of the control connection after it. */
  public Ending ending() {
    return ending;
  }

  /** How many bytes its last line goes on for that has no end; empty if it has. */
  public OptionalLong endlessBytes() {
    return endless;
  }

  /** Whether it is said also if the command fails. */
  public boolean isAlsoOnFailure() {
    return alsoOnFailure;
  }

  /** Whether it is counted in each session anew. */
  public boolean isPerSession() {
    return perSession;
  }

  /** The argument that a command must have, if it must have one. */
  public Optional<String> argument() {
    return argument;
  }

  /**
   * Whether it is meant for a command.
   *
   * @param said the command's argument; empty if it has none
   * @param count how many of these commands have come, with this one; of those with its {@link
   *     #argument()} if it has one
   */
  public boolean appliesTo(String said, int count) {
    return argument.filter(wanted -> !wanted.equals(said)).isEmpty()
        && count >= first
        && (times.isEmpty() || count - first < times.getAsInt());
  }

  /** Whether it is meant for all that a reply could be meant for: no other has a turn behind it. */
  public boolean isForAll() {
    return argument.isEmpty() && first == 1 && times.isEmpty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Reply reply
        && moment == reply.moment
        && parts.equals(reply.parts)
        && ending == reply.ending
        && endless.equals(reply.endless)
        && first == reply.first
        && times.equals(reply.times)
        && perSession == reply.perSession
        && argument.equals(reply.argument)
        && alsoOnFailure == reply.alsoOnFailure;
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        moment, parts, ending, endless, first, times, perSession, argument, alsoOnFailure);
  }

  /** For example {@code "550 Not today\r\n", then FIN}. */
  @Override
  public String toString() {
    String said =
        parts.isEmpty()
            ? "nothing"
            : parts.stream()
                    .map(part -> '"' + part.text.toString() + '"')
                    .collect(Collectors.joining(", then "))
                + (endless.isPresent()
                    ? ", and so on for %d bytes".formatted(endless.getAsLong())
                    : "");
    return switch (ending) {
      case STAYS -> said;
      case END -> said + ", then FIN";
      case RESET -> said + ", then RST";
    };
  }
}
