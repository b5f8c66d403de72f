package dev.ftpnat.internal.server.personality.pureftpd;

import dev.ftpnat.internal.server.personality.file.Errno;
import dev.ftpnat.internal.server.personality.file.ServerFiles;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Pure-FTPd does to files and directories without a data connection. */
final class PureFtpdFiles {

  private static final Pattern MFMT = Pattern.compile("(\\d*)\\S* (.+)");

  /** How many digits year, month, day, hour, minute and second have. */
  private static final int[] FIELDS = {4, 2, 2, 2, 2, 2};

  private static final int NEW_DIRECTORY = 0755;

  private final PureFtpd pureFtpd;

  PureFtpdFiles(PureFtpd pureFtpd) {
    this.pureFtpd = pureFtpd;
  }

  void changeDirectory(String directory) {
    String name = directory.isEmpty() || directory.equals("~") ? "/" : directory;
    Errno entered = pureFtpd.files.enter(name);
    String there = "OK. Current directory is " + pureFtpd.files.current();
    done(entered, 250, there, "Can't change directory to " + directory + ": ");
  }

  void makeDirectory(String name) {
    if (name.isEmpty()) {
      pureFtpd.add(501, "No directory name");
    } else {
      Errno made = pureFtpd.files.makeDirectory(name, NEW_DIRECTORY);
      String created = "\"" + simplified(name) + "\" : The directory was successfully created";
      done(made, 257, created, "Can't create directory: ");
    }
  }

  /** Without what leads nowhere; what leads up at its beginning stays. */
  private static String simplified(String name) {
    Deque<String> names = new ArrayDeque<>();
    for (String part : name.split("/")) {
      if (part.equals("..") && !names.isEmpty() && !names.getLast().equals("..")) {
        names.removeLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        names.addLast(part);
      }
    }
    return (name.startsWith("/") ? "/" : "")
        + String.join("/", names)
        + (name.endsWith("/") ? "/" : "");
  }

  void removeDirectory(String name) {
    if (name.isEmpty()) {
      pureFtpd.add(550, "No directory name");
    } else {
      Errno removed = pureFtpd.files.removeDirectory(name);
      done(removed, 250, "The directory was successfully removed", "Can't remove directory: ");
    }
  }

  private void done(Errno result, int code, String done, String failed) {
    if (result.isOk()) {
      pureFtpd.add(code, done);
    } else {
      pureFtpd.add(550, failed + result.text());
    }
  }

  void delete(String name) {
    if (name.isEmpty()) {
      pureFtpd.add(501, "No file name");
      return;
    }
    Errno status = pureFtpd.files.status(name);
    Errno deleted =
        !status.isOk()
            ? status
            : pureFtpd.files.isDirectory(name) ? Errno.INVALID : pureFtpd.files.delete(name);
    done(deleted, 250, "Deleted " + name, "Could not delete " + name + ": ");
  }

  void renameFrom(String name) {
    if (name.isEmpty()) {
      pureFtpd.add(550, "No file name");
    } else if (!pureFtpd.files.status(name).isOk()) {
      pureFtpd.add(550, "Sorry, but that file doesn't exist");
    } else {
      if (!pureFtpd.renameFrom.isEmpty()) {
        pureFtpd.add("Aborting previous rename operation");
      }
      pureFtpd.renameFrom = pureFtpd.files.absolute(name);
      pureFtpd.add(350, "RNFR accepted - file exists, ready for destination");
    }
  }

  void renameTo(String name) {
    if (name.isEmpty()) {
      pureFtpd.add(550, "No file name");
    } else if (pureFtpd.renameFrom.isEmpty()) {
      pureFtpd.add(503, "Need RNFR before RNTO");
    } else {
      Errno renamed = pureFtpd.files.rename(pureFtpd.renameFrom, name);
      pureFtpd.renameFrom = "";
      if (renamed.isOk()) {
        pureFtpd.add(250, "File successfully renamed or moved");
      } else {
        pureFtpd.add(451, "Rename/move failure: " + renamed.text());
      }
    }
  }

  void aboutFile(String name, ServerFiles.Deed answer) {
    if (name.isEmpty()) {
      pureFtpd.add(501, "Missing argument");
    } else if (!pureFtpd.files.status(name).isOk()) {
      pureFtpd.add(550, "Can't check for file existence");
    } else if (!pureFtpd.files.isFile(name)) {
      pureFtpd.add(550, "I can only retrieve regular files");
    } else if (!ServerFiles.tried(answer).isOk()) {
      pureFtpd.add(550, "Can't check for file existence");
    }
  }

  void setTime(String argument) {
    Matcher fields = MFMT.matcher(argument);
    if (!fields.matches()) {
      pureFtpd.add(501, "Missing argument");
      return;
    }
    String time = fields.group(1);
    String name = fields.group(2);
    if (time.isEmpty()) {
      pureFtpd.add(501, "Can't get a time stamp");
      return;
    }
    int[] parts = new int[FIELDS.length];
    int at = 0;
    for (int i = 0; i < FIELDS.length; i++) {
      int end = Math.min(time.length(), at + FIELDS[i]);
      parts[i] = at < end ? Integer.parseInt(time.substring(at, end)) : 0;
      at = end;
    }
    // Like mktime(3) it takes a 13th month for the first of the next year.
    LocalDateTime wanted =
        LocalDateTime.of(parts[0], 1, 1, 0, 0)
            .plusMonths(parts[1] - 1L)
            .plusDays(parts[2] - 1L)
            .plusHours(parts[3])
            .plusMinutes(parts[4])
            .plusSeconds(parts[5]);
    Errno set = pureFtpd.files.setModified(name, wanted.toInstant(ZoneOffset.UTC));
    done(set, 213, "UTIME OK", "utime(" + name + "): ");
  }

  void announce(String command) {
    boolean download = command.toUpperCase(Locale.ROOT).startsWith("RETR ");
    if (download && !pureFtpd.files.isFile(command.substring("RETR ".length()))) {
      pureFtpd.add(550, "Sorry, but that file doesn't exist");
    } else {
      pureFtpd.add(200, "Ready to proceed");
    }
  }

  void restart(String offset) {
    pureFtpd.restart = 0;
    if (offset.isEmpty()) {
      pureFtpd.add(501, "No restart point");
    } else if (!offset.matches("[0-9]{1,18}")) {
      pureFtpd.add(554, "REST needs a numeric parameter\nRestart offset reset to 0");
    } else {
      pureFtpd.restart = Long.parseLong(offset);
      boolean unsafe = pureFtpd.ascii && pureFtpd.restart != 0;
      pureFtpd.add(
          350, "Restarting at " + pureFtpd.restart + (unsafe ? ". But we're in ASCII mode" : ""));
    }
  }
}
