package dev.ftpnat.internal.server.personality.pureftpd;

import dev.ftpnat.internal.server.personality.file.FileStatus;
import dev.ftpnat.internal.server.personality.file.Glob;
import dev.ftpnat.internal.server.personality.file.LongListing;
import dev.ftpnat.internal.server.personality.file.ServerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The listings of Pure-FTPd: LIST with the options of ls that it knows, NLST and the facts of MLST.
 */
final class PureFtpdListing {

  private final ServerFiles files;
  private final String owner;
  private final StringBuilder text = new StringBuilder();
  private String options = "";
  private int matches;

  PureFtpdListing(ServerFiles files, String owner) {
    this.files = files;
    this.owner = owner;
  }

  /** What has been listed, with CR LF between lines. */
  String text() {
    return text.toString();
  }

  int matches() {
    return matches;
  }

  /** The options in the order in which it names them, each with a blank behind it. */
  String options() {
    StringBuilder named = new StringBuilder();
    for (char option : "aCdFlrRSt".toCharArray()) {
      if (has(option)) {
        named.append('-').append(option).append(option == 't' ? "" : " ");
      }
    }
    return named.toString();
  }

  private boolean has(char option) {
    return options.indexOf(option) >= 0;
  }

  private void set(char option, boolean on) {
    options = options.replace(String.valueOf(option), "") + (on ? option : "");
  }

  /** Lists as LIST and STAT do. */
  void list(String arguments) {
    options = "l";
    String left = arguments.stripLeading();
    while (left.startsWith("-")) {
      int end = 1;
      while (end < left.length() && Character.isLetterOrDigit(left.charAt(end))) {
        option(left.charAt(end++));
      }
      left =
          end < left.length() && left.charAt(end) == '-'
              ? left.substring(end)
              : left.substring(end).stripLeading();
    }
    List<String> names = new ArrayList<>();
    for (String name : left.isEmpty() ? List.<String>of() : List.of(left.split(" +"))) {
      Glob.expand(files, name).stream().filter(files::exists).forEach(names::add);
    }
    if (left.isEmpty()) {
      if (has('d')) {
        entry(".", ".");
      } else {
        directory(".");
      }
      return;
    }
    boolean justOne = names.size() == 1 && !left.contains(" ");
    List<String> directories = new ArrayList<>();
    for (String name : sorted(names, "")) {
      if (files.isDirectory(name) && !has('d')) {
        directories.add(name);
      } else {
        entry(name, name);
      }
    }
    for (String directory : directories) {
      if (!justOne) {
        text.append("\r\n\r\n").append(directory).append(":\r\n\r\n");
      }
      directory(directory);
    }
  }

  private void option(char option) {
    switch (option) {
      case 'l' -> {
        set('l', true);
        set('C', false);
      }
      case '1' -> {
        set('l', false);
        set('C', false);
      }
      case 'C' -> {
        set('l', false);
        set('C', true);
      }
      case 't' -> {
        set('t', true);
        set('S', false);
      }
      case 'S' -> {
        set('S', true);
        set('t', false);
      }
      case 'a', 'F', 'R', 'd', 'r' -> set(option, true);
      default -> {
        // It knows no others.
      }
    }
  }

  private void directory(String directory) {
    List<String> names = new ArrayList<>();
    try {
      if (has('a')) {
        names.addAll(List.of(".", ".."));
      }
      files.names(directory).stream()
          .filter(name -> has('a') || !name.startsWith("."))
          .forEach(names::add);
    } catch (IOException e) {
      return;
    }
    List<String> sorted = sorted(names, directory + "/");
    for (String name : sorted) {
      entry(name, directory + "/" + name);
    }
    if (has('R')) {
      for (String name : sorted) {
        String path = directory.equals(".") ? name : directory + "/" + name;
        // Not where a link leads: it may lead back.
        if (!name.matches("\\.\\.?") && !isLink(path) && files.isDirectory(path)) {
          text.append("\r\n\r\n").append(path).append(":\r\n\r\n");
          directory(path);
        }
      }
    }
  }

  private List<String> sorted(List<String> names, String prefix) {
    Comparator<String> order = Comparator.naturalOrder();
    if (has('t')) {
      order = Comparator.comparing((String name) -> status(prefix + name).modified()).reversed();
    } else if (has('S')) {
      order = Comparator.comparing((String name) -> status(prefix + name).size()).reversed();
    }
    return names.stream().sorted(has('r') ? order.reversed() : order).toList();
  }

  private boolean isLink(String name) {
    try {
      return Files.isSymbolicLink(files.path(name));
    } catch (IOException e) {
      return false;
    }
  }

  private FileStatus status(String name) {
    try {
      return FileStatus.of(files.path(name));
    } catch (IOException e) {
      return new FileStatus(0, 0, 0, 0, 0, Instant.EPOCH, 0, 0);
    }
  }

  private void entry(String shown, String name) {
    FileStatus status = status(name);
    matches++;
    if (has('l')) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s %4d %-10s %-10s %10d %s ",
              status.permissions(),
              status.links(),
              owner,
              owner,
              status.size(),
              LongListing.time(status.modified(), Instant.now())));
    }
    text.append(shown);
    if (has('F')) {
      text.append(status.isDirectory() ? "/" : (status.mode() & 0111) != 0 ? "*" : "");
    }
    text.append("\r\n");
  }

  /** Lists as NLST does; with everything, also what is hidden. */
  void names(String directory, String prefix) throws IOException {
    for (String name : all(directory)) {
      text.append(prefix).append(name).append("\r\n");
      matches++;
    }
  }

  private List<String> all(String directory) throws IOException {
    List<String> names = new ArrayList<>(List.of(".", ".."));
    names.addAll(files.names(directory));
    return names;
  }

  /** Lists as MLSD does. */
  void facts(String directory) throws IOException {
    for (String name : all(directory)) {
      text.append(facts(directory + "/" + name, name)).append("\r\n");
      matches++;
    }
  }

  /** The facts of a file and its name. */
  String facts(String name, String shown) throws IOException {
    Path path = files.path(name);
    FileStatus status = Files.exists(path) ? FileStatus.following(path) : FileStatus.of(path);
    String type =
        shown.equals(".")
            ? "cdir"
            : shown.equals("..") ? "pdir" : status.isDirectory() ? "dir" : "file";
    return String.format(
        Locale.ROOT,
        "type=%s;siz%s=%d;modify=%s;UNIX.mode=0%o;UNIX.uid=%d;UNIX.gid=%d;unique=%xg%x; %s",
        type,
        status.isDirectory() ? "d" : "e",
        status.size(),
        files.timestamp(name),
        status.mode() & 07777,
        status.uid(),
        status.gid(),
        status.device(),
        status.inode(),
        shown);
  }
}
