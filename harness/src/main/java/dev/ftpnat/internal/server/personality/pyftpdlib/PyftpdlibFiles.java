package dev.ftpnat.internal.server.personality.pyftpdlib;

import dev.ftpnat.internal.server.personality.file.Errno;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What pyftpdlib does to files and directories without a data connection. */
final class PyftpdlibFiles {

  private static final int DIRECTORY_MODE = 0755;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT);

  private final Pyftpdlib pyftpdlib;

  PyftpdlibFiles(Pyftpdlib pyftpdlib) {
    this.pyftpdlib = pyftpdlib;
  }

  void file(String verb, String argument) {
    switch (verb) {
      case "PWD", "XPWD" ->
          pyftpdlib.say("257 " + quoted(pyftpdlib.files.current()) + " is the current directory.");
      case "CWD", "XCWD" -> changeDirectory(argument.isEmpty() ? "/" : argument);
      case "CDUP", "XCUP" -> changeDirectory("..");
      case "MKD", "XMKD" -> {
        Errno result = pyftpdlib.files.makeDirectory(argument, DIRECTORY_MODE);
        pyftpdlib.say(
            result.isOk()
                ? "257 " + quoted(pyftpdlib.files.absolute(argument)) + " directory created."
                : Pyftpdlib.failed(result));
      }
      case "RMD", "XRMD" -> {
        if (pyftpdlib.files.absolute(argument).equals("/")) {
          pyftpdlib.say("550 Can't remove root directory.");
        } else {
          done(pyftpdlib.files.removeDirectory(argument), "250 Directory removed.");
        }
      }
      case "DELE" -> done(pyftpdlib.files.delete(argument), "250 File removed.");
      case "RNFR" -> renameFrom(argument);
      case "RNTO" -> renameTo(argument);
      case "SIZE" -> size(argument);
      case "MDTM" -> modificationTime(argument);
      default -> setModificationTime(argument);
    }
  }

  private static String quoted(String path) {
    return '"' + path.replace("\"", "\"\"") + '"';
  }

  private void done(Errno result, String success) {
    pyftpdlib.say(result.isOk() ? success : Pyftpdlib.failed(result));
  }

  private void changeDirectory(String path) {
    Errno result = pyftpdlib.files.enter(path);
    pyftpdlib.say(
        result.isOk()
            ? "250 \"" + pyftpdlib.files.current() + "\" is the current directory."
            : Pyftpdlib.failed(result));
  }

  private void renameFrom(String path) {
    if (!pyftpdlib.files.exists(path)) {
      pyftpdlib.say("550 No such file or directory.");
    } else if (pyftpdlib.files.absolute(path).equals("/")) {
      pyftpdlib.say("550 Can't rename home directory.");
    } else {
      pyftpdlib.renameFrom = pyftpdlib.files.absolute(path);
      pyftpdlib.say("350 Ready for destination name.");
    }
  }

  private void renameTo(String path) {
    if (pyftpdlib.renameFrom.isEmpty()) {
      pyftpdlib.say("503 Bad sequence of commands: use RNFR first.");
      return;
    }
    Errno result = pyftpdlib.files.rename(pyftpdlib.renameFrom, pyftpdlib.files.absolute(path));
    if (result == Errno.BUSY) {
      // The root that clients see is a directory like others, and what is renamed is in it.
      result = Errno.NOT_EMPTY;
    }
    pyftpdlib.renameFrom = "";
    done(result, "250 Renaming ok.");
  }

  private String notRetrievable(String path) {
    return "550 " + pyftpdlib.files.absolute(path) + " is not retrievable";
  }

  private void size(String path) {
    if (pyftpdlib.ascii) {
      pyftpdlib.say("550 SIZE not allowed in ASCII mode.");
      return;
    }
    try {
      pyftpdlib.say(
          pyftpdlib.files.isFile(path)
              ? "213 " + pyftpdlib.files.size(path)
              : notRetrievable(path) + ".");
    } catch (IOException e) {
      pyftpdlib.say(Pyftpdlib.failed(Errno.of(e)));
    }
  }

  private void modificationTime(String path) {
    try {
      pyftpdlib.say(
          pyftpdlib.files.isFile(path)
              ? "213 " + pyftpdlib.files.timestamp(path)
              : notRetrievable(path));
    } catch (IOException e) {
      pyftpdlib.say(Pyftpdlib.failed(Errno.of(e)));
    }
  }

  private void setModificationTime(String argument) {
    String[] words = argument.split(" ", 2);
    if (words.length < 2) {
      pyftpdlib.say("501 Syntax error: command needs two arguments.");
      return;
    }
    String badTime = "550 Invalid time format; expected: YYYYMMDDHHMMSS.";
    if (words[0].length() != "YYYYMMDDHHMMSS".length()) {
      pyftpdlib.say(badTime);
    } else if (!pyftpdlib.files.isFile(words[1])) {
      pyftpdlib.say(notRetrievable(words[1]));
    } else {
      try {
        Instant time = LocalDateTime.parse(words[0], TIME).toInstant(ZoneOffset.UTC);
        Errno result = pyftpdlib.files.setModified(words[1], time);
        done(
            result,
            String.format(
                Locale.ROOT, "213 Modify=%s; %s.", words[0], pyftpdlib.files.absolute(words[1])));
      } catch (DateTimeException e) {
        pyftpdlib.say(badTime);
      }
    }
  }

  void changeMode(String argument) {
    String[] words = argument.split(" ", 2);
    if (words.length < 2) {
      pyftpdlib.say("501 Syntax error: command needs two arguments.");
    } else if (!words[0].matches("[0-7]{3,4}")) {
      pyftpdlib.say("501 Invalid SITE CHMOD format.");
    } else {
      Errno status = pyftpdlib.files.status(words[1]);
      done(
          status.isOk()
              ? pyftpdlib.files.changeMode(words[1], Integer.parseInt(words[0], 8))
              : status,
          "200 SITE CHMOD successful.");
    }
  }
}
