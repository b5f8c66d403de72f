package dev.ftpnat.transcript;

import dev.ftpnat.transcript.LogLine.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out what was said where a log has only the replies, as that of the {@code ftp} command
 * without {@code -d}: most replies answer one command only, and for the others it shows what its
 * user has typed.
 */
final class InferredCommands {

  private static final Pattern TYPED = Pattern.compile("ftp> *(\\w+)(?: +(\\S.*))?");
  private static final Pattern NAME =
      Pattern.compile("(?:Name|User) \\([^()]*(?:\\([^()]*\\))?\\): *(\\S*).*");

  private static final Map<Integer, String> BY_CODE =
      Map.of(
          211, "FEAT", 213, "SIZE", 215, "SYST", 221, "QUIT", 227, "PASV", 229, "EPSV", 331, "USER",
          332, "USER");

  private static final Map<String, String> BY_WORD =
      Map.ofEntries(
          Map.entry("ls", "LIST"),
          Map.entry("dir", "LIST"),
          Map.entry("nlist", "NLST"),
          Map.entry("get", "RETR"),
          Map.entry("recv", "RETR"),
          Map.entry("mget", "RETR"),
          Map.entry("put", "STOR"),
          Map.entry("send", "STOR"),
          Map.entry("mput", "STOR"),
          Map.entry("append", "APPE"),
          Map.entry("cd", "CWD"),
          Map.entry("pwd", "PWD"),
          Map.entry("mkdir", "MKD"),
          Map.entry("rmdir", "RMD"),
          Map.entry("delete", "DELE"));

  private String typed = "";
  private String argument = "";
  private String user = "";
  private boolean password;
  private boolean transferring;

  private InferredCommands() {}

  /** The lines with a command before each reply that answers one, if there is none at all. */
  static List<LogLine> before(List<LogLine> lines) {
    boolean told = lines.stream().anyMatch(line -> line.kind() == Kind.CLIENT);
    return told ? lines : new InferredCommands().infer(lines);
  }

  private List<LogLine> infer(List<LogLine> lines) {
    List<LogLine> all = new ArrayList<>();
    Optional<String> open = Optional.empty();
    for (LogLine line : lines) {
      String text = line.text();
      if (line.kind() == Kind.OTHER) {
        typed(text);
      } else if (open.isEmpty() && Markers.hasCode(text)) {
        command(Integer.parseInt(text.substring(0, 3)), text)
            .ifPresent(
                said ->
                    all.add(
                        new LogLine(
                            line.number(), Kind.CLIENT, said, line.connection(), false, "")));
        open = text.startsWith("-", 3) ? Optional.of(text.substring(0, 3) + " ") : Optional.empty();
      } else if (open.isPresent() && text.startsWith(open.get())) {
        open = Optional.empty();
      }
      all.add(line);
    }
    return all;
  }

  private void typed(String text) {
    Matcher name = NAME.matcher(text.strip());
    if (name.matches()) {
      user = name.group(1);
    }
    Matcher command = TYPED.matcher(text.strip());
    if (command.matches()) {
      typed = command.group(1).toLowerCase(Locale.ROOT);
      argument = command.group(2) == null ? "" : command.group(2).split(" ")[0];
    }
  }

  private Optional<String> command(int code, String text) {
    boolean preliminary = code < 200;
    if (transferring) {
      // It ends what has begun.
      transferring = preliminary;
      return Optional.empty();
    }
    if (password && (code == 230 || code == 530)) {
      password = false;
      return Optional.of("PASS");
    }
    password = code == 331 || code == 332;
    if (password) {
      return Optional.of(("USER " + user).strip());
    }
    if (BY_CODE.containsKey(code)) {
      return Optional.of(BY_CODE.get(code));
    }
    transferring = preliminary && code != 120;
    if (code == 200) {
      return setting(text);
    }
    boolean asked = transferring || code == 250 || code == 257 || code >= 425 && code != 530;
    return asked
        ? Optional.ofNullable(BY_WORD.get(typed)).map(verb -> (verb + " " + argument).strip())
        : Optional.empty();
  }

  private static Optional<String> setting(String text) {
    String words = text.toUpperCase(Locale.ROOT);
    if (words.contains("EPRT")) {
      return Optional.of("EPRT");
    }
    if (words.contains("PORT")) {
      return Optional.of("PORT");
    }
    return words.contains("TYPE") || words.contains("BINARY") || words.contains("ASCII")
        ? Optional.of(words.matches(".*(ASCII|TO A\\b|TYPE A\\b).*") ? "TYPE A" : "TYPE I")
        : Optional.empty();
  }
}
