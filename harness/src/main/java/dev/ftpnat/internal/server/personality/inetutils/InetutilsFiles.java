package dev.ftpnat.internal.server.personality.inetutils;

import dev.ftpnat.internal.server.personality.file.AsciiStreams;
import dev.ftpnat.internal.server.personality.file.Errno;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;

/** What inetutils' ftpd does to files and directories without a data connection. */
final class InetutilsFiles {

  private static final int NEW_DIRECTORY = 0750;

  private final Inetutils inetutils;

  InetutilsFiles(Inetutils inetutils) {
    this.inetutils = inetutils;
  }

  void file(String verb, String name) {
    switch (verb) {
      case "PWD", "XPWD" ->
          inetutils.say("257 \"" + inetutils.files.current() + "\" is current directory.");
      case "CWD", "XCWD" ->
          done("CWD", name, inetutils.files.enter(name.isEmpty() || name.equals("~") ? "/" : name));
      case "CDUP", "XCUP" -> done("CWD", "..", inetutils.files.enter(".."));
      case "MKD", "XMKD" -> makeDirectory(name);
      case "RMD", "XRMD" -> done("RMD", name, inetutils.files.removeDirectory(name));
      case "DELE" ->
          done(
              "DELE",
              name,
              inetutils.files.isDirectory(name)
                  ? inetutils.files.removeDirectory(name)
                  : inetutils.files.delete(name));
      case "RNFR" -> {
        inetutils.restart = 0;
        Errno status = inetutils.files.status(name);
        inetutils.renameFrom = status.isOk() ? name : "";
        inetutils.say(
            status.isOk()
                ? "350 File exists, ready for destination name"
                : "550 " + name + ": " + status.text() + ".");
      }
      case "RNTO" -> {
        if (inetutils.renameFrom.isEmpty()) {
          inetutils.say("503 Bad sequence of commands.");
        } else {
          Errno renamed = inetutils.files.rename(inetutils.renameFrom, name);
          inetutils.say(
              renamed.isOk()
                  ? "250 RNTO command successful."
                  : "550 rename: " + renamed.text() + ".");
        }
      }
      case "SIZE" -> size(name);
      case "MDTM" -> modified(name);
      default -> throw new IllegalArgumentException(verb);
    }
  }

  private void done(String what, String name, Errno result) {
    inetutils.say(
        result.isOk()
            ? "250 " + what + " command successful."
            : "550 " + name + ": " + result.text() + ".");
  }

  private void makeDirectory(String name) {
    Errno made = inetutils.files.makeDirectory(name, NEW_DIRECTORY);
    if (!made.isOk()) {
      inetutils.say("550 " + name + ": " + made.text() + ".");
      return;
    }
    String current = inetutils.files.current().equals("/") ? "" : inetutils.files.current();
    String shown = name.startsWith("/") ? name : current + "/" + name;
    inetutils.say("257 \"" + shown + "\" new directory created.");
  }

  private void size(String name) {
    Errno status = inetutils.files.status(name);
    if (inetutils.ascii && !status.isOk()) {
      inetutils.say("550 " + name + ": " + status.text() + ".");
      return;
    }
    if (!inetutils.files.isFile(name)) {
      inetutils.say("550 " + name + ": not a plain file.");
      return;
    }
    try {
      inetutils.say("213 " + (inetutils.ascii ? asciiSize(name) : inetutils.files.size(name)));
    } catch (IOException e) {
      inetutils.say("550 " + name + ": " + Errno.of(e).text() + ".");
    }
  }

  /** What it would be with CR LF for every LF. */
  private long asciiSize(String name) throws IOException {
    try (InputStream file =
        AsciiStreams.download(Files.newInputStream(inetutils.files.path(name)), true)) {
      return file.transferTo(OutputStream.nullOutputStream());
    }
  }

  private void modified(String name) {
    Errno status = inetutils.files.status(name);
    if (!status.isOk()) {
      inetutils.say("550 " + name + ": " + status.text());
    } else if (!inetutils.files.isFile(name)) {
      inetutils.say("550 " + name + ": not a plain file.");
    } else {
      try {
        inetutils.say("213 " + inetutils.files.timestamp(name));
      } catch (IOException e) {
        inetutils.say("550 " + name + ": " + Errno.of(e).text());
      }
    }
  }
}
