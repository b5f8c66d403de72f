package dev.ftpnat.internal.server.personality.proftpd;

import dev.ftpnat.internal.server.personality.conversation.Command;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What ProFTPD can be told to do, and what it tells of itself. */
final class ProftpdSettings {

  private static final BigInteger LARGEST = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

  private final Proftpd proftpd;

  ProftpdSettings(Proftpd proftpd) {
    this.proftpd = proftpd;
  }

  void features() {
    List<String> lines = new ArrayList<>(List.of("211-Features:"));
    if (proftpd.knowsTls()) {
      lines.addAll(List.of(" AUTH TLS", " CCC"));
    }
    lines.addAll(
        List.of(
            " CLNT",
            " CSID",
            " EPRT",
            " EPSV",
            " HOST",
            " LANG C.UTF-8*",
            " MDTM",
            " MFF modify;UNIX.group;UNIX.mode;",
            " MFMT",
            " MLST " + proftpd.facts.offer()));
    if (proftpd.knowsTls()) {
      lines.addAll(List.of(" PBSZ", " PROT"));
    }
    lines.addAll(List.of(" RANG STREAM", " REST STREAM", " SIZE"));
    if (proftpd.knowsTls()) {
      lines.add(" SSCN");
    }
    lines.addAll(List.of(" TVFS", " UTF8", "211 End"));
    proftpd.sayByLine(lines.toArray(String[]::new));
  }

  void options(Command command) {
    String[] words = command.argument().strip().split("\\s+");
    switch (words[0].toUpperCase(Locale.ROOT)) {
      case "" -> proftpd.say("501 Invalid number of parameters");
      case "MLST" ->
          proftpd.say(
              "200 MLST OPTS"
                  + (words.length > 1
                      ? " " + proftpd.facts.choose(words[1])
                      : proftpd.facts.choose("")));
      case "UTF8" -> {
        String state = words.length == 2 ? words[1].toLowerCase(Locale.ROOT) : "";
        proftpd.say(
            state.equals("on") || state.equals("off")
                ? "200 UTF8 set to " + state
                : "501 '" + Proftpd.full(command) + "' not understood");
      }
      default -> proftpd.say("500 OPTS " + words[0].toUpperCase(Locale.ROOT) + " not understood");
    }
  }

  void type(Command command) {
    if (Proftpd.words(command) > 2) {
      proftpd.say("500 '" + Proftpd.full(command) + "' not understood");
      return;
    }
    String[] words = command.argument().strip().split("\\s+");
    switch (words[0].toUpperCase(Locale.ROOT)) {
      case "" -> proftpd.say("500 '" + Proftpd.full(command).strip() + "' not understood");
      case "A" -> proftpd.ascii = true;
      case "I" -> proftpd.ascii = false;
      case "L" -> {
        if (words.length < 2 || !Set.of("7", "8").contains(words[1])) {
          proftpd.say("504 TYPE not implemented for '" + words[0] + "' parameter");
          return;
        }
        proftpd.ascii = words[1].equals("7");
      }
      default -> {
        proftpd.say("504 TYPE not implemented for '" + words[0] + "' parameter");
        return;
      }
    }
    if (!words[0].isEmpty()) {
      proftpd.say("200 Type set to " + words[0]);
    }
  }

  void mode(Command command) {
    if (Proftpd.words(command) > 1) {
      proftpd.say("501 '" + Proftpd.full(command) + "' not understood");
      return;
    }
    String mode = command.argument().strip().toUpperCase(Locale.ROOT);
    switch (mode) {
      case "" -> proftpd.say("501 'MODE' not understood");
      case "S" -> proftpd.say("200 Mode set to S");
      case "B", "C" -> proftpd.say("504 '" + Proftpd.full(command) + "' unsupported transfer mode");
      default -> proftpd.say("501 '" + Proftpd.full(command) + "' unrecognized transfer mode");
    }
  }

  void structure(Command command) {
    if (Proftpd.words(command) > 1) {
      proftpd.say("501 '" + Proftpd.full(command) + "' not understood");
      return;
    }
    String structure = command.argument().strip().toUpperCase(Locale.ROOT);
    switch (structure) {
      case "" -> proftpd.say("501 'STRU' not understood");
      case "F" -> proftpd.say("200 Structure set to F");
      case "R", "P" ->
          proftpd.say("504 '" + Proftpd.full(command) + "' unsupported structure type");
      default -> proftpd.say("501 '" + Proftpd.full(command) + "' unrecognized structure type");
    }
  }

  void allocate(Command command) {
    if (Proftpd.words(command) != 1 && Proftpd.words(command) != 3) {
      proftpd.say("504 '" + Proftpd.full(command).strip() + "' not understood");
      return;
    }
    String size = command.argument().strip().split("\\s+")[0];
    if (size.isEmpty()) {
      proftpd.say("504 'ALLO' not understood");
    } else {
      proftpd.say(
          size.matches("[0-9]+")
              ? "202 No storage allocation necessary"
              : "504 " + size + ": Invalid ALLO argument");
    }
  }

  void restart(Command command) {
    String argument = command.argument().strip();
    if (Proftpd.words(command) != 1) {
      proftpd.say("500 '" + Proftpd.full(command) + "' not understood");
    } else if (!argument.matches("[0-9]+")) {
      proftpd.say("501 REST requires a value greater than or equal to 0");
    } else if (proftpd.ascii && !argument.equals("0")) {
      proftpd.say("501 REST: Resuming transfers not allowed in ASCII mode");
    } else {
      BigInteger offset = new BigInteger(argument).min(LARGEST);
      proftpd.restart = offset.min(BigInteger.valueOf(Long.MAX_VALUE)).longValue();
      proftpd.say("350 Restarting at " + offset + ". Send STORE or RETRIEVE to initiate transfer");
    }
  }

  void range(Command command) {
    String[] words = command.argument().strip().split("\\s+");
    if (words.length != 2) {
      proftpd.say("500 '" + Proftpd.full(command) + "' not understood");
    } else if (proftpd.ascii) {
      proftpd.say("551 RANG: Transfer ranges not allowed in ASCII mode");
    } else {
      proftpd.say("501 RANG requires a value greater than or equal to 0");
    }
  }
}
