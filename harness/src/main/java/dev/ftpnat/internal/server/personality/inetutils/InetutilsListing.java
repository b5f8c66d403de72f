package dev.ftpnat.internal.server.personality.inetutils;

import dev.ftpnat.internal.server.personality.file.Errno;
import dev.ftpnat.internal.server.personality.file.FileStatus;
import dev.ftpnat.internal.server.personality.file.Glob;
import dev.ftpnat.internal.server.personality.file.LongListing;
import dev.ftpnat.internal.server.personality.file.ServerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@code ls} prints that is built into ftpd of GNU Inetutils: options before the names count,
 * and names are patterns. LIST and STAT have it print {@code -lgA}, NLST what the client's options
 * say.
 */
final class InetutilsListing {

  private static final int BLOCK = 1024;
  private static final String OPTIONS = "1ACFLRSTWacdfgiklmnopqrstux";
  private static final String USAGE = "usage: ls [-1ACFLRSTWacdfiklmnopqrstux] [file ...]\n";

  private final ServerFiles files;
  private final String owner;
  private boolean isLong;
  private boolean dots;
  private boolean marks;
  private boolean listsDirectories;
  private boolean recursive;

  private InetutilsListing(ServerFiles files, String owner, boolean isLong) {
    this.files = files;
    this.owner = owner;
    this.isLong = isLong;
  }

  /** An entry that is printed. */
  private record Entry(String name, FileStatus status) {}

  /**
   * The listing, with LF between lines.
   *
   * @param arguments what follows LIST
   * @param owner whose all files are
   */
  static String of(ServerFiles files, String arguments, String owner) {
    return new InetutilsListing(files, owner, true).list(arguments);
  }

  /**
   * The same of names alone, unless the arguments say otherwise.
   *
   * @param arguments what follows NLST, options first
   */
  static String ofNames(ServerFiles files, String arguments, String owner) {
    return new InetutilsListing(files, owner, false).list(arguments);
  }

  private String list(String arguments) {
    List<String> names = new ArrayList<>();
    boolean options = true;
    for (String argument : arguments.split("[ \t]+")) {
      if (options && argument.equals("--")) {
        options = false;
      } else if (options && argument.length() > 1 && argument.startsWith("-")) {
        for (char option : argument.substring(1).toCharArray()) {
          if (OPTIONS.indexOf(option) < 0) {
            return "/bin/ls: invalid option -- '" + option + "'\n" + USAGE;
          }
          take(option);
        }
      } else if (!argument.isEmpty()) {
        options = false;
        names.addAll(Glob.expand(files, argument));
      }
    }
    if (names.isEmpty()) {
      names.add(".");
    }
    StringBuilder text = new StringBuilder();
    List<Entry> single = new ArrayList<>();
    List<String> directories = new ArrayList<>();
    for (String name : names) {
      try {
        Entry entry = entry(name, name);
        if (entry.status().isDirectory() && !listsDirectories) {
          directories.add(name);
        } else {
          single.add(entry);
        }
      } catch (IOException e) {
        text.append(name).append(": ").append(Errno.of(e).text()).append('\n');
      }
    }
    print(text, single);
    boolean named = names.size() > 1;
    boolean first = single.isEmpty();
    for (String directory : directories) {
      directory(text, directory, named, first);
      named = true;
      first = false;
    }
    return text.toString();
  }

  private void take(char option) {
    switch (option) {
      case 'l', 'n' -> isLong = true;
      case '1' -> isLong = false;
      case 'a' -> dots = true;
      case 'd' -> listsDirectories = true;
      case 'F' -> marks = true;
      case 'R' -> recursive = true;
      default -> {
        // How it is sorted and in which columns doesn't matter to clients that are tested.
      }
    }
  }

  private void directory(StringBuilder text, String directory, boolean named, boolean first) {
    if (named) {
      text.append(first ? "" : "\n").append(directory).append(":\n");
    }
    List<Entry> entries = new ArrayList<>();
    try {
      List<String> names = new ArrayList<>(dots ? List.of(".", "..") : List.of());
      names.addAll(files.names(directory));
      for (String name : names) {
        entries.add(entry(name, directory + "/" + name));
      }
    } catch (IOException e) {
      text.append(directory).append(": ").append(Errno.of(e).text()).append('\n');
      return;
    }
    if (isLong && !entries.isEmpty()) {
      long blocks = entries.stream().mapToLong(InetutilsListing::blocks).sum();
      text.append("total ").append(blocks).append('\n');
    }
    print(text, entries);
    if (recursive) {
      for (Entry entry : entries) {
        if (entry.status().isDirectory() && !entry.name().matches("\\.\\.?")) {
          directory(text, directory + "/" + entry.name(), true, false);
        }
      }
    }
  }

  private static long blocks(Entry entry) {
    return (entry.status().size() + 4 * BLOCK - 1) / (4 * BLOCK) * 4;
  }

  private Entry entry(String shown, String name) throws IOException {
    Path path = files.path(name);
    if (!Files.exists(path)) {
      throw new NoSuchFileException(name);
    }
    return new Entry(shown, FileStatus.of(path));
  }

  private void print(StringBuilder text, List<Entry> entries) {
    if (!isLong) {
      entries.forEach(entry -> text.append(shown(entry)).append('\n'));
      return;
    }
    int links = width(entries, true);
    int sizes = width(entries, false);
    Instant now = Instant.now();
    String format = "%s  %" + links + "d %s  %s  %" + sizes + "d %s %s\n";
    for (Entry entry : entries) {
      FileStatus status = entry.status();
      text.append(
          String.format(
              Locale.ROOT,
              format,
              status.permissions(),
              status.links(),
              owner,
              owner,
              status.size(),
              LongListing.time(status.modified(), now),
              shown(entry)));
    }
  }

  private String shown(Entry entry) {
    return marks && entry.status().isDirectory() ? entry.name() + "/" : entry.name();
  }

  private static int width(List<Entry> entries, boolean ofLinks) {
    return entries.stream()
        .map(Entry::status)
        .mapToInt(s -> String.valueOf(ofLinks ? s.links() : s.size()).length())
        .max()
        .orElse(1);
  }
}
