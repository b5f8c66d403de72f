package dev.ftpnat.internal.server.script;

import dev.ftpnat.internal.ftp.TransferCommands;
import dev.ftpnat.script.Placeholder;
import dev.ftpnat.script.Reply;
import dev.ftpnat.transcript.Turn;
import dev.ftpnat.transcript.Turn.End;
import dev.ftpnat.transcript.Turn.Said;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes scripted replies of those in a log: with the endpoints of this network in place of the
 * log's, unless what the log's names is the point of it.
 */
final class LoggedReplies {

  /** What changes the session or the files. Beside transfers, all else is only said. */
  private static final Set<String> CHANGING =
      Set.of(
          "ABOR", "AUTH", "CDUP", "CWD", "DELE", "EPRT", "EPSV", "MKD", "MODE", "PASS", "PASV",
          "PBSZ", "PORT", "PROT", "QUIT", "REST", "RMD", "RNFR", "RNTO", "STRU", "TYPE", "USER",
          "XCUP", "XCWD", "XMKD", "XRMD");

  private static final Pattern SIX_NUMBERS =
      Pattern.compile(
          "(\\d{1,3})(, *)(\\d{1,3}), *(\\d{1,3}), *(\\d{1,3}), *(\\d{1,3}), *(\\d{1,3})");

  /** People put letters in place of the address that they don't want to show. */
  private static final String MASKED = "(?:\\d{1,3}|[xXnNyY*#?]{1,3})";

  private static final Pattern MASKED_NUMBERS =
      Pattern.compile(MASKED + "(?:[,.] *" + MASKED + "){3}, *" + MASKED + ", *" + MASKED);

  private static final Pattern EXTENDED =
      Pattern.compile("([!-/:-@|~])([12]?)\\1([0-9A-Fa-f.:]*)\\1(\\d{1,5})\\1");

  private static final int FAILURE = 400;
  private static final int CLOSING = 421;

  private final String user;

  /**
   * Of one log.
   *
   * @param user who logs in there
   */
  LoggedReplies(String user) {
    this.user = user;
  }

  /**
   * What is said to a command.
   *
   * @param logged what was said to it in the log
   * @param isLast whether the log has no other command after it
   */
  Answer answer(Turn logged, boolean isLast, String source) {
    List<Said> conclusion = logged.conclusion();
    boolean gone = logged.end() == End.CLOSED || logged.end() == End.RESET;
    if (conclusion.isEmpty() && logged.preliminary().isEmpty()) {
      boolean asUsual =
          !gone && logged.end() != End.TIMED_OUT && (isLast || logged.verb().equals("QUIT"));
      return asUsual ? Answer.NONE : instead(ending(Reply.nothing(), logged, isLast), source);
    }
    boolean isTransfer = TransferCommands.isTransfer(logged.verb());
    boolean executed = isTransfer || CHANGING.contains(logged.verb());
    boolean refused =
        logged.preliminary().isEmpty()
            && !conclusion.isEmpty()
            && conclusion.get(0).code() >= FAILURE;
    if (!executed || refused || (gone && conclusion.isEmpty())) {
      return instead(ending(reply(logged.replies()), logged, isLast), source);
    }
    Optional<Reply> preliminary =
        isTransfer ? Optional.of(reply(logged.preliminary()).preliminary()) : Optional.empty();
    return new Answer(
        Optional.empty(),
        preliminary,
        conclusion(logged, isLast),
        source,
        logged.verb().equals("USER") && conclusion.stream().anyMatch(each -> each.code() == 230));
  }

  private Optional<Reply> conclusion(Turn logged, boolean isLast) {
    List<Said> conclusion = logged.conclusion();
    if (conclusion.isEmpty()) {
      // Where the log just ends, nobody knows; where the client went on, it had waited in vain.
      return isLast && logged.end() != End.TIMED_OUT
          ? Optional.empty()
          : Optional.of(Reply.nothing().executing());
    }
    Reply said = ending(reply(conclusion).executing(), logged, isLast);
    return Optional.of(conclusion.get(0).code() >= FAILURE ? said.alsoOnFailure() : said);
  }

  /** How the client is greeted. */
  Reply greeting(Turn logged, boolean isLast) {
    return ending(reply(logged.replies()), logged, isLast);
  }

  private static Answer instead(Reply reply, String source) {
    return new Answer(Optional.of(reply), Optional.empty(), Optional.empty(), source, false);
  }

  private static Reply ending(Reply reply, Turn logged, boolean isLast) {
    List<Said> all = logged.replies();
    boolean closing = isLast && !all.isEmpty() && all.get(all.size() - 1).code() == CLOSING;
    boolean refused =
        isLast && logged.isGreeting() && !all.isEmpty() && all.get(0).code() >= FAILURE;
    return switch (logged.end()) {
      case CLOSED -> reply.end();
      case RESET -> reply.reset();
      case NONE, TIMED_OUT -> closing || refused ? reply.end() : reply;
    };
  }

  private Reply reply(List<Said> said) {
    Reply reply = Reply.nothing();
    for (Said each : said) {
      reply = reply.thenRaw(text(each));
    }
    return reply;
  }

  // Texts -------------------------------------------------------------------------------------

  private String text(Said said) {
    String escaped = said.text().replace("{", "{{");
    return switch (said.code()) {
      case 227 -> hostPort(escaped);
      case 229 -> extended(escaped);
      case 221, 230, 331, 332 -> withUser(escaped);
      default -> escaped;
    };
  }

  /** Whole words only, and nothing that could be one by chance. */
  private String withUser(String text) {
    return user.length() < 3
        ? text
        : text.replaceAll(
            "(?<![\\w/.-])" + Pattern.quote(user) + "(?![\\w/-])",
            Matcher.quoteReplacement(Placeholder.USER.toString()));
  }

  private static String hostPort(String text) {
    Matcher six = SIX_NUMBERS.matcher(text);
    if (!six.find()) {
      return MASKED_NUMBERS
          .matcher(text)
          .replaceFirst(Matcher.quoteReplacement(Placeholder.HOST_PORT.toString()));
    }
    if (isThePoint(six)) {
      return text;
    }
    Placeholder placeholder =
        six.group(2).equals(",") ? Placeholder.HOST_PORT : Placeholder.SPACED_HOST_PORT;
    return text.substring(0, six.start()) + placeholder + text.substring(six.end());
  }

  /** An address that leads nowhere, or is none, is what the report is about. */
  private static boolean isThePoint(Matcher six) {
    int first = Integer.parseInt(six.group(1));
    boolean none = false;
    for (int group : new int[] {1, 3, 4, 5, 6, 7}) {
      none |= Integer.parseInt(six.group(group)) > 255;
    }
    int port = Integer.parseInt(six.group(6)) << 8 | Integer.parseInt(six.group(7));
    return none || first == 0 || first == 127 || first >= 224 || port == 0;
  }

  private static String extended(String text) {
    Matcher named = EXTENDED.matcher(text);
    if (!named.find() || named.group(4).equals("0")) {
      return text;
    }
    String address = named.group(3).contains(".") ? Placeholder.ADDRESS.toString() : named.group(3);
    return text.substring(0, named.start(3))
        + address
        + text.substring(named.end(3), named.start(4))
        + Placeholder.PORT
        + text.substring(named.end(4));
  }
}
