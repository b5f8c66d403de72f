package dev.ftpnat.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What may differ between a server and who plays it, and nothing else:
 *
 * <ul>
 *   <li>the user's name, and where the home directory is: all see it as {@code /}
 *   <li>ports that the server chose or was told
 *   <li>times of day, durations and rates
 *   <li>which number of user one is
 *   <li>names that STOU made up
 *   <li>owner, group, number of links and time in listings, and the width of their columns; sizes
 *       of directories; inode numbers and the like in facts; the order of entries
 *   <li>whether pyftpdlib says 125 or 150, which depends on whether it has noticed a connection
 *   <li>how much of a transfer got through that was cut
 *   <li>a joke of Pure-FTPd's that it makes now and then
 *   <li>whether the control connection ends with a FIN or a reset
 *   <li>the name of the host, its addresses and its kernel
 * </ul>
 */
final class Normalizer {

  /** A replacement for what matches. */
  private record Rule(Pattern pattern, String replacement) {}

  private static final List<Rule> REPLIES =
      List.of(
          rule("(22[78] .*?)\\d+,\\d+(\\)?\\.?)$", "$1@,@$2"),
          rule("(229 .*\\|\\|\\|)\\d+\\|", "$1@|"),
          rule("\\b(port|from) \\d+", "$1 @"),
          rule("(?<=(\\d\\.\\d|@host@):)\\d+", "@"),
          rule("(?<=time is now )[0-9:]+(\\. Server port: )\\d+", "@$1@"),
          rule("user number \\d+ of", "user number @ of"),
          rule("[0-9.]+ seconds \\(measured here\\), [0-9.]+ \\w+ per second", "@ seconds"),
          rule("FILE: (pureftpd\\.|ftp|ftpd\\.)\\S+", "FILE: $1@"),
          rule("^125 FILE: ", "150 FILE: "),
          rule("FILE: name\\.\\w{8}$", "FILE: name.@"),
          rule("client count was \\d+", "client count was @"),
          rule("elapsed time: [0-9.]+ secs", "elapsed time: @ secs"),
          rule("Connected from \\S+ \\(", "Connected from @ ("),
          rule("FILE: (STOU)\\.\\d+", "FILE: $1.@"),
          rule("220 \\S+ FTP server", "220 @ FTP server"),
          rule("Connected to \\S+( \\(@host@\\))?", "Connected to @"),
          rule("(L8 Version:) .*", "$1 @"),
          rule("(modify|create)=\\d+(\\.\\d+)?", "$1=@"),
          rule("(?i)(unique|unix\\.\\w+)=[^;]*", "$1=@"),
          rule("sizd=\\d+", "sizd=@"),
          rule(
              "^(125 Data connection already open. Transfer starting|150 File status okay. About to open data connection)\\.",
              "125 or 150"),
          rule("aborted; \\d+ bytes", "aborted; @ bytes"),
          rule("(uploaded|downloaded) \\d{3,}", "$1 @"),
          rule("^(\\s*)total \\d+$", "$1total @"));

  private static final Pattern JOKE =
      Pattern.compile("150 The computer is your friend\\. Trust the computer");

  private static final Pattern LONG =
      Pattern.compile(
          "\\s*([-dl][-rwxstST]{9})[.+]?\\s+\\d+\\s+\\S+\\s+\\S+\\s+(\\d+)\\s+\\w{3}\\s+\\d+\\s+"
              + "(?:\\d\\d:\\d\\d|\\d{4})\\s(.*)");

  private final Subject subject;
  private final String client;

  Normalizer(Subject subject, String client) {
    this.subject = subject;
    this.client = client;
  }

  private static Rule rule(String pattern, String replacement) {
    return new Rule(Pattern.compile(pattern), replacement);
  }

  /** The lines of a reply. */
  List<String> reply(List<String> lines) {
    List<String> normal = new ArrayList<>(lines.stream().map(this::reply).toList());
    if (normal.size() > 1 && JOKE.matcher(normal.get(normal.size() - 1)).matches()) {
      normal.remove(normal.size() - 1);
      int last = normal.size() - 1;
      normal.set(last, normal.get(last).replaceFirst("-", " "));
    }
    return normal;
  }

  private String reply(String line) {
    if (line.equals("(reset)")) {
      return "(closed)";
    }
    String text = named(line);
    var listed = LONG.matcher(text);
    if (listed.matches()) {
      return listed.group(1) + " " + listed.group(2) + " " + listed.group(3);
    }
    for (Rule rule : REPLIES) {
      text = rule.pattern().matcher(text).replaceAll(rule.replacement());
    }
    return text;
  }

  private String named(String line) {
    String home = subject.homeName();
    String text = line;
    if (!home.equals("/")) {
      text = text.replace(home + "/", "/").replace(home, "/");
    }
    for (String address : List.of(subject.host(), subject.client(), client)) {
      text = text.replace(address, "@host@").replace(address.replace('.', ','), "@host@");
    }
    return text.replaceAll("\\b" + Pattern.quote(subject.user()) + "\\b", "@user@");
  }

  /** The lines of what may be a listing, sorted if it is one. */
  List<String> listing(String content) {
    List<String> lines = new ArrayList<>();
    boolean entries = false;
    for (String line : content.split("(?<=\n)")) {
      String text = named(line).replace("\r", "\\r").replace("\n", "\\n");
      var matcher = LONG.matcher(text);
      if (matcher.matches()) {
        entries = true;
        String size = text.startsWith("d") ? "@" : matcher.group(2);
        text = matcher.group(1) + " " + size + " " + matcher.group(3);
      } else if (text.contains(";") && text.contains("=")) {
        entries = true;
        text = reply(text);
        if (text.toLowerCase(java.util.Locale.ROOT).contains("type=dir")
            || text.toLowerCase(java.util.Locale.ROOT).matches(".*type=[cp]dir.*")) {
          text = text.replaceAll("size=\\d+", "size=@");
        }
      } else if (text.startsWith("total ")) {
        text = "total @\\r\\n".substring(0, 7) + text.substring(text.indexOf('\\'));
      } else if (!text.isEmpty()) {
        entries = entries || content.indexOf('\n') != content.length() - 1;
      }
      lines.add(text);
    }
    if (entries) {
      lines.sort(null);
    }
    return lines;
  }
}
