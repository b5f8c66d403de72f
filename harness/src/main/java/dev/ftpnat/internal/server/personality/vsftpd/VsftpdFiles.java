package dev.ftpnat.internal.server.personality.vsftpd;

import dev.ftpnat.internal.server.personality.file.Errno;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What vsftpd does to files and directories without a data connection. */
final class VsftpdFiles {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT);

  private final Vsftpd vsftpd;

  VsftpdFiles(Vsftpd vsftpd) {
    this.vsftpd = vsftpd;
  }

  static String quoted(String path) {
    return '"' + path.replace("\"", "\"\"") + '"';
  }

  /** Its own directory is {@code ~}. */
  static String withoutTilde(String path) {
    return path.equals("~") || path.startsWith("~/") ? "/" + path.substring(1) : path;
  }

  void changeDirectory(String path) {
    vsftpd.done(
        vsftpd.files.enter(withoutTilde(path)),
        "250 Directory successfully changed.",
        "550 Failed to change directory.");
  }

  void makeDirectory(String path) {
    Errno result = vsftpd.files.makeDirectory(path, 0777 & ~vsftpd.umask);
    vsftpd.say(
        result.isOk()
            ? "257 " + quoted(asNamed(path)) + " created"
            : "550 Create directory operation failed.");
  }

  /** The working directory and what the client has said, as they are. */
  private String asNamed(String path) {
    String current = vsftpd.files.current();
    return path.startsWith("/")
        ? path
        : current.endsWith("/") ? current + path : current + "/" + path;
  }

  void renameFrom(String path) {
    vsftpd.renameFrom = "";
    if (vsftpd.files.status(path).isOk()) {
      vsftpd.renameFrom = vsftpd.files.absolute(path);
      vsftpd.say("350 Ready for RNTO.");
    } else {
      vsftpd.say("550 RNFR command failed.");
    }
  }

  void renameTo(String path) {
    if (vsftpd.renameFrom.isEmpty()) {
      vsftpd.say("503 RNFR required first.");
      return;
    }
    Errno result = path.isEmpty() ? Errno.NO_ENTRY : vsftpd.files.rename(vsftpd.renameFrom, path);
    vsftpd.renameFrom = "";
    vsftpd.done(result, "250 Rename successful.", "550 Rename failed.");
  }

  void restart(String argument) {
    vsftpd.restart = argument.matches("[0-9]{1,18}") ? Long.parseLong(argument) : 0;
    vsftpd.say("350 Restart position accepted (" + vsftpd.restart + ").");
  }

  void size(String path) {
    try {
      vsftpd.say(
          !path.isEmpty() && vsftpd.files.isFile(path)
              ? "213 " + vsftpd.files.size(path)
              : "550 Could not get file size.");
    } catch (IOException e) {
      vsftpd.say("550 Could not get file size.");
    }
  }

  void modificationTime(String argument) {
    String[] words = argument.split(" ", 2);
    if (words.length == 2 && words[0].matches("[0-9]{14}")) {
      setModificationTime(words[0], words[1]);
      return;
    }
    try {
      vsftpd.say(
          !argument.isEmpty() && vsftpd.files.isFile(argument)
              ? "213 " + vsftpd.files.timestamp(argument)
              : "550 Could not get file modification time.");
    } catch (IOException e) {
      vsftpd.say("550 Could not get file modification time.");
    }
  }

  private void setModificationTime(String time, String path) {
    Errno result;
    try {
      result =
          vsftpd.files.isFile(path)
              ? vsftpd.files.setModified(
                  path, LocalDateTime.parse(time, TIME).toInstant(ZoneOffset.UTC))
              : Errno.NO_ENTRY;
    } catch (DateTimeException e) {
      result = Errno.INVALID;
    }
    vsftpd.done(
        result, "213 File modification time set.", "550 Could not set file modification time.");
  }
}
