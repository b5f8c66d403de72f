package dev.ftpnat.internal.server.personality.proftpd;

import dev.ftpnat.internal.server.personality.conversation.Command;
import dev.ftpnat.internal.server.personality.file.Errno;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What ProFTPD does to files and directories without a data connection. */
final class ProftpdFiles {

  private static final int DIRECTORY_MODE = 0755;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT);

  private final Proftpd proftpd;

  ProftpdFiles(Proftpd proftpd) {
    this.proftpd = proftpd;
  }

  void file(Command command) {
    String verb = command.verb();
    String path = command.argument();
    boolean alone = Set.of("PWD", "XPWD", "CDUP", "XCUP").contains(verb);
    boolean optional = verb.equals("MLST");
    if (alone ? command.hasArgument() && !path.isBlank() : path.isBlank() && !optional) {
      proftpd.say("501 Invalid number of parameters");
      if (verb.equals("RNTO")) {
        proftpd.renameFrom = "";
      }
      return;
    }
    switch (verb) {
      case "PWD", "XPWD" ->
          proftpd.say("257 " + quoted(proftpd.files.current()) + " is the current directory");
      case "CDUP", "XCUP" -> changed(verb, proftpd.files.enter(".."), "..");
      case "CWD", "XCWD" -> changed(verb, proftpd.files.enter(path), path);
      case "MKD", "XMKD" -> {
        Errno result = proftpd.files.makeDirectory(path, DIRECTORY_MODE);
        proftpd.say(
            result.isOk()
                ? "257 "
                    + quoted(proftpd.files.absolute(path))
                    + " - Directory successfully created"
                : failed(path, result));
      }
      case "RMD", "XRMD" -> changed(verb, proftpd.files.removeDirectory(path), path);
      case "DELE" -> changed(verb, proftpd.files.delete(path), path);
      case "RNFR" -> renameFrom(path);
      case "RNTO" -> renameTo(path);
      case "SIZE" -> size(path);
      case "MDTM" -> modificationTime(path);
      case "MFMT", "MFF" -> setFacts(command);
      default -> proftpd.transfers.factLists.listFacts(path);
    }
  }

  static String quoted(String path) {
    return '"' + path.replace("\"", "\"\"") + '"';
  }

  static String failed(String path, Errno why) {
    return "550 " + path + ": " + why.text();
  }

  private void changed(String verb, Errno result, String path) {
    // What isn't a directory on the way has nothing in it.
    Errno why =
        result == Errno.NOT_DIRECTORY && !proftpd.files.isFile(path) ? Errno.NO_ENTRY : result;
    proftpd.say(result.isOk() ? "250 " + verb + " command successful" : failed(path, why));
  }

  private void renameFrom(String path) {
    Errno status = proftpd.files.status(path);
    if (status.isOk()) {
      proftpd.renameFrom = proftpd.files.absolute(path);
      proftpd.say("350 File or directory exists, ready for destination name");
    } else {
      proftpd.say(failed(path, status));
    }
  }

  private void renameTo(String path) {
    if (proftpd.renameFrom.isEmpty()) {
      proftpd.say("503 Bad sequence of commands");
      return;
    }
    String to = proftpd.files.absolute(path);
    Errno result = proftpd.files.rename(proftpd.renameFrom, to);
    if (result == Errno.IS_DIRECTORY) {
      // After rename(2) has failed it copies, and won't copy that.
      result = Errno.NOT_PERMITTED;
    }
    proftpd.renameFrom = "";
    proftpd.say(result.isOk() ? "250 Rename successful" : failed(path, result));
  }

  private void size(String path) {
    if (proftpd.ascii) {
      proftpd.say("550 SIZE not allowed in ASCII mode");
      return;
    }
    Errno status = proftpd.files.status(path);
    try {
      if (!status.isOk()) {
        proftpd.say(failed(path, status));
      } else if (!proftpd.files.isFile(path)) {
        proftpd.say("550 " + path + ": not a regular file");
      } else {
        proftpd.say("213 " + proftpd.files.size(path));
      }
    } catch (IOException e) {
      proftpd.say(failed(path, Errno.of(e)));
    }
  }

  private void modificationTime(String path) {
    Errno status = proftpd.files.status(path);
    try {
      if (!status.isOk()) {
        proftpd.say(failed(path, status));
      } else if (!proftpd.files.isFile(path)) {
        proftpd.say("550 " + path + ": not a plain file");
      } else {
        proftpd.say("213 " + proftpd.files.timestamp(path));
      }
    } catch (IOException e) {
      proftpd.say(failed(path, Errno.of(e)));
    }
  }

  private void setFacts(Command command) {
    String[] words = command.argument().split(" ", 2);
    if (words.length < 2) {
      proftpd.say("501 Invalid number of parameters");
      return;
    }
    String path = words[1];
    boolean several = command.verb().equals("MFF");
    String[] wanted = several ? words[0].split(";") : new String[] {"modify=" + words[0]};
    for (String fact : wanted) {
      String[] parts = fact.split("=", 2);
      String value = parts.length == 2 ? parts[1] : "";
      Optional<Instant> time = time(value);
      String name = parts[0].toLowerCase(Locale.ROOT);
      if (name.equals("modify") && time.isEmpty()) {
        proftpd.say("501 " + value + ": Invalid argument");
        return;
      }
      Errno status = proftpd.files.status(path);
      if (status.isOk() && name.equals("modify")) {
        status = proftpd.files.setModified(path, time.get());
      } else if (status.isOk() && name.equals("unix.mode") && value.matches("[0-7]{1,4}")) {
        status = proftpd.files.changeMode(path, Integer.parseInt(value, 8));
      }
      if (!status.isOk()) {
        proftpd.say(failed(path, status));
        return;
      }
    }
    proftpd.say("213 " + (several ? words[0] : "Modify=" + words[0] + ";") + " " + path);
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  void site(String argument) {
    String[] words = argument.split(" ", 3);
    String verb = words[0].toUpperCase(Locale.ROOT);
    switch (verb) {
      case "" -> proftpd.say("500 'SITE' requires parameters");
      case "HELP" -> ProftpdHelp.siteHelp(proftpd, argument.substring(verb.length()).strip());
      case "CHMOD", "CHGRP" -> {
        if (!proftpd.loggedIn) {
          proftpd.say("530 Please login with USER and PASS");
        } else if (words.length < 3 || words[2].isEmpty()) {
          proftpd.sayByLine(
              "500-'SITE " + argument.strip() + "' not understood", "500 SITE not understood");
        } else {
          change(verb, words[1], words[2]);
        }
      }
      default -> proftpd.say("500 'SITE " + words[0] + "' not understood");
    }
  }

  private void change(String verb, String to, String path) {
    Errno status = proftpd.files.status(path);
    if (status.isOk() && verb.equals("CHMOD")) {
      if (!to.matches("[0-7]{1,9}")) {
        proftpd.say("550 '" + to + "': invalid mode");
        return;
      }
      status = proftpd.files.changeMode(path, Integer.parseInt(to, 8) & 07777);
    } else if (status.isOk()) {
      status = Errno.NOT_PERMITTED;
    }
    proftpd.say(status.isOk() ? "200 SITE " + verb + " command successful" : failed(path, status));
  }
}
