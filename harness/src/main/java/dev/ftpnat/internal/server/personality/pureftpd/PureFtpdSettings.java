package dev.ftpnat.internal.server.personality.pureftpd;

import dev.ftpnat.internal.server.personality.file.Errno;
import dev.ftpnat.internal.server.personality.file.ServerFiles;
import java.math.BigInteger;
import java.util.Locale;

/** What Pure-FTPd can be told to do, and what it tells of itself. */
final class PureFtpdSettings {

  private static final long LONGEST_IDLE = 7200;

  private final PureFtpd pureFtpd;

  PureFtpdSettings(PureFtpd pureFtpd) {
    this.pureFtpd = pureFtpd;
  }

  void type(String wanted) {
    pureFtpd.code = 200;
    String upper = wanted.toUpperCase(Locale.ROOT);
    if (upper.isEmpty()) {
      pureFtpd.add(501, "Missing argument\nA(scii) I(mage) L(ocal)");
    } else if (upper.startsWith("A")) {
      pureFtpd.ascii = true;
    } else if (upper.startsWith("I") || upper.startsWith("L8")) {
      pureFtpd.ascii = false;
    } else if (upper.startsWith("L") && upper.length() > 1 && Character.isDigit(upper.charAt(1))) {
      pureFtpd.add(504, "Only 8-bit bytes are supported, we're not 10 years ago");
    } else if (upper.startsWith("L")) {
      pureFtpd.add("Missing argument");
      pureFtpd.ascii = false;
    } else {
      pureFtpd.add(504, "Unknown TYPE: " + wanted);
    }
    pureFtpd.add("TYPE is now " + (pureFtpd.ascii ? "ASCII" : "8-bit binary"));
  }

  void features() {
    String features =
        "UTF8\nEPRT\nIDLE\nMDTM\nSIZE\nMFMT\nREST STREAM\n"
            + "MLST type*;size*;sizd*;modify*;UNIX.mode*;UNIX.uid*;UNIX.gid*;unique*;\nMLSD\n"
            + "PRET\nAUTH TLS\nPBSZ\nPROT\nTVFS\nESTA\nPASV\nEPSV\nESTP";
    pureFtpd.say("211-Extensions supported:\n " + features.replace("\n", "\n ") + "\n211 End.");
  }

  void options(String argument) {
    if (argument.toUpperCase(Locale.ROOT).startsWith("MLST ")) {
      pureFtpd.add(200, " MLST OPTS type;size;sizd;modify;UNIX.mode;UNIX.uid;UNIX.gid;unique;");
    } else {
      pureFtpd.add(504, "Unknown command");
    }
  }

  void siteHelp() {
    pureFtpd.say(
        "214-The following SITE commands are recognized\n"
            + " ALIAS\n CHMOD\n IDLE\n UTIME\n"
            + "214 Pure-FTPd - http://pureftpd.org/");
  }

  void site(String argument) {
    String[] words = argument.split(" ", 2);
    String rest = words.length > 1 ? words[1] : "";
    switch (words[0].toUpperCase(Locale.ROOT)) {
      case "" -> pureFtpd.add(500, "SITE: Missing argument");
      case "HELP" -> siteHelp();
      case "IDLE" -> siteIdle(rest);
      case "CHMOD" -> changeMode(rest);
      default -> pureFtpd.add(500, "SITE " + words[0] + " is an unknown extension");
    }
  }

  private void siteIdle(String seconds) {
    if (seconds.isEmpty()) {
      pureFtpd.add(501, "SITE IDLE: Missing argument");
    } else if (!seconds.matches("[0-9]{1,9}")) {
      pureFtpd.add(501, "Garbage found after value : " + seconds.replaceFirst("^[0-9]*", ""));
    } else if (Long.parseLong(seconds) > LONGEST_IDLE) {
      pureFtpd.add(501, "Value too large");
    } else {
      pureFtpd.add(200, "Idle time set to " + Long.parseLong(seconds) + " seconds");
    }
  }

  void changeMode(String argument) {
    String[] words = argument.split(" +", 2);
    if (argument.isEmpty()) {
      pureFtpd.add(501, "Missing argument");
    } else if (words.length < 2 || words[1].isEmpty()) {
      pureFtpd.add(550, "No file name");
    } else if (!pureFtpd.files.exists(words[1])) {
      pureFtpd.add(550, "Could not change perms on " + words[1] + ": No such file or directory");
    } else {
      BigInteger mode = ServerFiles.octal(words[0]);
      if (mode.bitLength() > 12) {
        pureFtpd.add(501, "Invalid permissions");
        return;
      }
      Errno changed = pureFtpd.files.changeMode(words[1], mode.intValue());
      if (changed.isOk()) {
        pureFtpd.add(200, "Permissions changed on " + words[1]);
      } else {
        pureFtpd.add(550, "Could not change perms on " + words[1] + ": " + changed.text());
      }
    }
  }
}
