package dev.ftpnat.internal.server.personality.pyftpdlib;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What pyftpdlib can be told to do, and what it tells of itself. */
final class PyftpdlibSettings {

  private static final Pattern MAGIC = Pattern.compile("[*?\\[]");

  private final Pyftpdlib pyftpdlib;

  PyftpdlibSettings(Pyftpdlib pyftpdlib) {
    this.pyftpdlib = pyftpdlib;
  }

  void setting(String verb, String argument) {
    String wanted = argument.toUpperCase(Locale.ROOT);
    switch (verb) {
      case "REST" -> restart(argument);
      case "TYPE" -> type(argument);
      case "OPTS" -> options(argument);
      case "STRU" ->
          pyftpdlib.say(
              switch (wanted) {
                case "F" -> "200 File transfer structure set to: F.";
                case "P", "R" -> "504 Unimplemented STRU type.";
                default -> "501 Unrecognized STRU type.";
              });
      default ->
          pyftpdlib.say(
              switch (wanted) {
                case "S" -> "200 Transfer mode set to: S";
                case "B", "C" -> "504 Unimplemented MODE type.";
                default -> "501 Unrecognized MODE type.";
              });
    }
  }

  private void restart(String argument) {
    String marker = argument.strip();
    if (pyftpdlib.ascii) {
      pyftpdlib.say("501 Resuming transfers not allowed in ASCII mode.");
    } else if (!marker.matches("\\+?[0-9]{1,18}")) {
      pyftpdlib.say("501 Invalid parameter.");
    } else {
      pyftpdlib.restart = Long.parseLong(marker);
      pyftpdlib.say("350 Restarting at position " + pyftpdlib.restart + ".");
    }
  }

  private void type(String argument) {
    switch (argument.toUpperCase(Locale.ROOT).replace(" ", "")) {
      case "A", "L7" -> {
        pyftpdlib.ascii = true;
        pyftpdlib.say("200 Type set to: ASCII.");
      }
      case "I", "L8" -> {
        pyftpdlib.ascii = false;
        pyftpdlib.say("200 Type set to: Binary.");
      }
      default -> pyftpdlib.sayAsItIs("504 Unsupported type \"" + argument + "\".");
    }
  }

  private void options(String argument) {
    String[] words = argument.split(" ", -1);
    if (words.length > 2) {
      pyftpdlib.say("501 Invalid number of arguments.");
      return;
    }
    String option = words[0].toUpperCase(Locale.ROOT);
    String value = words.length == 2 ? words[1] : "";
    switch (option) {
      case "UTF8", "UTF-8" -> pyftpdlib.say("200 Always in UTF8 mode.");
      case "MLST" ->
          pyftpdlib.say(
              !value.isEmpty() && !value.contains(";")
                  ? "501 Invalid argument."
                  : "200 MLST OPTS " + pyftpdlib.listing.chooseFacts(value));
      default -> pyftpdlib.say("501 Unsupported command \"" + words[0] + "\".");
    }
  }

  void features() {
    TreeSet<String> features =
        new TreeSet<>(
            List.of(
                "TVFS",
                "UTF8",
                "EPRT",
                "EPSV",
                "MDTM",
                "MFMT",
                "SIZE",
                "REST STREAM",
                "MLST " + pyftpdlib.listing.offeredFacts()));
    if (pyftpdlib.knowsTls()) {
      features.addAll(List.of("AUTH TLS", "AUTH SSL", "PBSZ", "PROT"));
    }
    sayList("211-Features supported:", List.copyOf(features), "211 End FEAT.");
  }

  /** A reply whose lines between the first and the last are in a segment of their own. */
  void sayList(String first, List<String> lines, String last) {
    StringBuilder between = new StringBuilder();
    lines.forEach(line -> between.append(' ').append(line).append("\r\n"));
    List<String> segments = new ArrayList<>(List.of(first + "\r\n"));
    if (!lines.isEmpty()) {
      segments.add(between.toString());
    }
    segments.add(last + "\r\n");
    pyftpdlib.sayBySegment(segments);
  }

  void help(String verb) {
    if (!verb.isEmpty()) {
      pyftpdlib.say(
          PyftpdlibCommands.of(verb, pyftpdlib.knowsTls())
              .map(known -> "214 " + known.help())
              .orElse("501 Unrecognized command."));
      return;
    }
    List<String> rows = new ArrayList<>();
    StringBuilder row = new StringBuilder();
    int inRow = 0;
    for (String known : PyftpdlibCommands.all(pyftpdlib.knowsTls())) {
      if (inRow == 8) {
        rows.add(row.toString().substring(1));
        row.setLength(0);
        inRow = 0;
      }
      row.append(String.format(Locale.ROOT, " %-6s", known));
      inRow++;
    }
    rows.add(row.toString().substring(1));
    sayList("214-The following commands are recognized:", rows, "214 Help command successful.");
  }

  void siteHelp(String verb) {
    if (verb.isEmpty()) {
      sayList(
          "214-The following SITE commands are recognized:",
          List.of("CHMOD", "HELP"),
          "214 Help SITE command successful.");
    } else {
      pyftpdlib.say(
          PyftpdlibCommands.of(verb, pyftpdlib.knowsTls())
              .map(known -> "214 " + known.help())
              .orElse("501 Unrecognized SITE command."));
    }
  }

  void status(String argument) {
    if (!argument.isEmpty()) {
      if (MAGIC.matcher(argument).find()) {
        pyftpdlib.say("550 Globbing not supported.");
      } else {
        pyftpdlib.listing.status(argument);
      }
      return;
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "Connected to: %s:%d",
            pyftpdlib.partner.ownAddress().getHostAddress(),
            pyftpdlib.partner.description().controlPort()));
    if (pyftpdlib.loggedIn) {
      lines.add("Logged in as: " + pyftpdlib.user);
    } else {
      lines.add(pyftpdlib.user.isEmpty() ? "Waiting for username." : "Waiting for password.");
    }
    lines.add(
        "TYPE: " + (pyftpdlib.ascii ? "ASCII" : "Binary") + "; STRUcture: File; MODE: Stream");
    lines.addAll(pyftpdlib.data.status());
    sayList("211-FTP server status:", lines, "211 End of status.");
  }
}
