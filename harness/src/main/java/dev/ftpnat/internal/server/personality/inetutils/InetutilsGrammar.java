package dev.ftpnat.internal.server.personality.inetutils;

import dev.ftpnat.internal.server.personality.conversation.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How ftpd of GNU Inetutils reads commands: by a scanner, which doesn't recognize some characters,
 * and a grammar, in which there may be a syntax error. Which of the two complains matters, since
 * after the first syntax error of a session the scanner doesn't complain any more.
 */
final class InetutilsGrammar {

  /** What has become of a line. */
  enum Verdict {
    FITS,
    /** The scanner has given up: an unknown word, or something in what follows. */
    NOT_RECOGNIZED,
    SYNTAX_ERROR,
    /** A command that is known, and not there. */
    NOT_IMPLEMENTED
  }

  /** What may follow a word. */
  private enum Kind {
    /** Nothing. */
    NOTHING,
    /** A string that isn't empty. */
    STRING,
    /** A string. */
    ANY_STRING,
    /** Nothing or a string that isn't empty. */
    OPTIONAL_STRING,
    /** Letters, numbers and commas. */
    TOKENS,
    /** A list with delimiters. */
    LIST
  }

  private static final Map<String, Kind> COMMANDS =
      Map.ofEntries(
          Map.entry("USER", Kind.STRING),
          Map.entry("PASS", Kind.ANY_STRING),
          Map.entry("CWD", Kind.OPTIONAL_STRING),
          Map.entry("XCWD", Kind.OPTIONAL_STRING),
          Map.entry("CDUP", Kind.NOTHING),
          Map.entry("XCUP", Kind.NOTHING),
          Map.entry("QUIT", Kind.NOTHING),
          Map.entry("PORT", Kind.TOKENS),
          Map.entry("PASV", Kind.NOTHING),
          Map.entry("TYPE", Kind.TOKENS),
          Map.entry("STRU", Kind.TOKENS),
          Map.entry("MODE", Kind.TOKENS),
          Map.entry("RETR", Kind.STRING),
          Map.entry("STOR", Kind.STRING),
          Map.entry("STOU", Kind.STRING),
          Map.entry("APPE", Kind.STRING),
          Map.entry("ALLO", Kind.TOKENS),
          Map.entry("REST", Kind.TOKENS),
          Map.entry("RNFR", Kind.STRING),
          Map.entry("RNTO", Kind.STRING),
          Map.entry("ABOR", Kind.NOTHING),
          Map.entry("DELE", Kind.STRING),
          Map.entry("RMD", Kind.STRING),
          Map.entry("XRMD", Kind.STRING),
          Map.entry("MKD", Kind.STRING),
          Map.entry("XMKD", Kind.STRING),
          Map.entry("PWD", Kind.NOTHING),
          Map.entry("XPWD", Kind.NOTHING),
          Map.entry("LIST", Kind.OPTIONAL_STRING),
          Map.entry("NLST", Kind.OPTIONAL_STRING),
          Map.entry("SITE", Kind.STRING),
          Map.entry("SYST", Kind.NOTHING),
          Map.entry("STAT", Kind.OPTIONAL_STRING),
          Map.entry("HELP", Kind.OPTIONAL_STRING),
          Map.entry("NOOP", Kind.NOTHING),
          Map.entry("FEAT", Kind.OPTIONAL_STRING),
          Map.entry("OPTS", Kind.OPTIONAL_STRING),
          Map.entry("SIZE", Kind.STRING),
          Map.entry("MDTM", Kind.STRING),
          Map.entry("EPRT", Kind.LIST),
          Map.entry("EPSV", Kind.TOKENS),
          Map.entry("LPRT", Kind.TOKENS),
          Map.entry("LPSV", Kind.NOTHING));

  private static final Set<String> NOT_IMPLEMENTED =
      Set.of(
          "ACCT", "SMNT", "REIN", "MLFL", "MAIL", "MSND", "MSOM", "MSAM", "MRSQ", "MRCP", "ADAT",
          "AUTH", "CCC", "CONF", "ENC", "MIC", "PBSZ", "PROT");

  /** What follows these words, as letters of tokens: n for a number, L for that letter. */
  private static final Map<String, String> TOKENS =
      Map.of(
          "PORT", " n,n,n,n,n,n",
          "TYPE", " (A( [NTC])?|E( [NTC])?|I|L( ?n)?)",
          "STRU", " [FRP]",
          "MODE", " [SBC]",
          "ALLO", " n( R n)?",
          "REST", " n",
          "EPSV", "( n)?",
          "LPRT", " (n,){8}n| (n,){20}n");

  private static final java.util.regex.Pattern EPRT =
      java.util.regex.Pattern.compile(
          "([^0-9a-fA-F:])([0-9]{1,9})([^0-9a-fA-F:.])([0-9a-fA-F:][0-9a-fA-F:.]*)"
              + "([^0-9a-fA-F:.])([0-9]{1,9})([^0-9a-fA-F:.])");

  private static final String LETTERS = " ,ABCEFILNPRST";

  private InetutilsGrammar() {}

  static Verdict verdict(Command command) {
    String verb = command.verb();
    if (NOT_IMPLEMENTED.contains(verb)) {
      return Verdict.NOT_IMPLEMENTED;
    }
    Kind kind = COMMANDS.get(verb);
    if (kind == null) {
      return Verdict.NOT_RECOGNIZED;
    }
    boolean space = command.hasSpace();
    boolean text = command.hasArgument();
    return switch (kind) {
      case NOTHING -> space ? Verdict.SYNTAX_ERROR : Verdict.FITS;
      case STRING -> text ? Verdict.FITS : space ? Verdict.NOT_RECOGNIZED : Verdict.SYNTAX_ERROR;
      case ANY_STRING -> space ? Verdict.FITS : Verdict.SYNTAX_ERROR;
      case OPTIONAL_STRING -> text || !space ? Verdict.FITS : Verdict.NOT_RECOGNIZED;
      case TOKENS -> tokens(verb, command.line().substring(verb.length()));
      case LIST -> list(command);
    };
  }

  /** Reads token by token, so that what comes first decides who complains. */
  private static Verdict tokens(String verb, String rest) {
    java.util.regex.Matcher grammar = java.util.regex.Pattern.compile(TOKENS.get(verb)).matcher("");
    StringBuilder read = new StringBuilder();
    int at = 0;
    while (at < rest.length()) {
      char next = Character.toUpperCase(rest.charAt(at));
      if (Character.isDigit(next)) {
        while (at < rest.length() && Character.isDigit(rest.charAt(at))) {
          at++;
        }
        read.append('n');
      } else if (LETTERS.indexOf(next) >= 0) {
        at++;
        read.append(next);
      } else {
        return Verdict.NOT_RECOGNIZED;
      }
      grammar.reset(read);
      if (!grammar.matches() && !grammar.hitEnd()) {
        return Verdict.SYNTAX_ERROR;
      }
    }
    grammar.reset(read);
    return grammar.matches() ? Verdict.FITS : Verdict.SYNTAX_ERROR;
  }

  private static Verdict list(Command command) {
    return eprt(command.argument()).isPresent() ? Verdict.FITS : Verdict.SYNTAX_ERROR;
  }

  /** The numbers of PORT, LPRT and the like. */
  static List<Integer> numbers(String argument) {
    List<Integer> numbers = new ArrayList<>();
    for (String field : argument.split(",")) {
      numbers.add((int) Math.min(Integer.MAX_VALUE, Long.parseLong(limited(field))));
    }
    return numbers;
  }

  private static String limited(String digits) {
    return digits.length() > 18 ? digits.substring(0, 18) : digits;
  }

  /**
   * What EPRT names.
   *
   * @param delimiters the four characters between
   */
  record Eprt(String delimiters, int protocol, String address, int port) {}

  /**
   * The address must have something but digits; whether it is one is seen later, and so are the
   * delimiters.
   */
  static Optional<Eprt> eprt(String argument) {
    java.util.regex.Matcher fields = EPRT.matcher(argument);
    if (!fields.matches() || fields.group(4).matches("[0-9]+")) {
      return Optional.empty();
    }
    return Optional.of(
        new Eprt(
            fields.group(1) + fields.group(3) + fields.group(5) + fields.group(7),
            Integer.parseInt(fields.group(2)),
            fields.group(4),
            Integer.parseInt(fields.group(6))));
  }

  /**
   * Whether the syntax error in an EPRT comes before the end of its line, which is then overwritten
   * and never found.
   */
  static boolean losesItsEnd(Command command) {
    if (!command.verb().equals("EPRT") || !command.hasArgument()) {
      return false;
    }
    java.util.regex.Matcher fields = EPRT.matcher(command.argument());
    return fields.matches() || !fields.hitEnd();
  }
}
