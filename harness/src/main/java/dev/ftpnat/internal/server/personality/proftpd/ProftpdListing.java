package dev.ftpnat.internal.server.personality.proftpd;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ftpnat.internal.server.data.DataStream;
import dev.ftpnat.internal.server.personality.file.FileStatus;
import dev.ftpnat.internal.server.personality.file.Glob;
import dev.ftpnat.internal.server.personality.file.ListedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What ProFTPD lists. */
final class ProftpdListing {

  private final Proftpd proftpd;
  private final ProftpdTransfers transfers;

  ProftpdListing(Proftpd proftpd, ProftpdTransfers transfers) {
    this.proftpd = proftpd;
    this.transfers = transfers;
  }

  /**
   * What is to be listed.
   *
   * @param options the letters behind all leading hyphens
   * @param path what follows; empty for the working directory
   */
  record Wanted(String options, String path) {

    static Wanted of(String argument) {
      StringBuilder options = new StringBuilder();
      String rest = argument.stripLeading();
      while (rest.startsWith("-")) {
        String[] words = rest.split("\\s+", 2);
        options.append(words[0].substring(1));
        rest = words.length == 2 ? words[1] : "";
      }
      return new Wanted(options.toString(), rest);
    }

    boolean has(char option) {
      return options.indexOf(option) >= 0;
    }
  }

  void list(String argument, boolean details) {
    Wanted wanted = Wanted.of(argument);
    boolean nothing = !wanted.path().isEmpty() && matches(wanted).isEmpty();
    boolean pattern = isPattern(wanted.path());
    boolean missing = nothing && !pattern;
    String notThere = "450 " + wanted.path() + ": No such file or directory";
    if (nothing && !details) {
      transfers.fail(
          pattern
              ? "450 No files found"
              : "450 " + argument.stripLeading() + ": No such file or directory");
      return;
    }
    DataStream data = transfers.connect(transfers.mode() + "file list");
    if (data == null) {
      return;
    }
    List<String> lines = missing ? List.of() : details ? lines(wanted) : names(wanted);
    transfers.send(data, text(lines), missing ? notThere : ProftpdTransfers.DONE);
  }

  static InputStream text(List<String> lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append("\r\n"));
    return new ByteArrayInputStream(text.toString().getBytes(UTF_8));
  }

  /** A file whose name looks like a pattern is that file, and a bracket that isn't closed none. */
  private boolean isPattern(String path) {
    return path.matches(".*([*?]|\\[.*\\]).*") && !proftpd.files.status(path).isOk();
  }

  /** The paths that a path or a pattern stands for. */
  private List<String> matches(Wanted wanted) {
    String path = wanted.path();
    if (proftpd.files.status(path).isOk()) {
      return List.of(path);
    }
    if (!isPattern(path)) {
      return List.of();
    }
    int slash = path.lastIndexOf('/');
    String directory = slash < 0 ? "" : path.substring(0, slash + 1);
    String pattern = path.substring(slash + 1);
    try {
      return proftpd.files.names(directory.isEmpty() ? "." : directory).stream()
          .filter(name -> pattern.startsWith(".") || !name.startsWith("."))
          .filter(name -> Glob.matches(pattern, name))
          .map(name -> directory + name)
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private List<String> lines(Wanted wanted) {
    List<String> lines = new ArrayList<>();
    if (wanted.path().isEmpty()) {
      directory(".", "", wanted, lines, false);
      return lines;
    }
    List<String> found = matches(wanted);
    List<String> directories = new ArrayList<>();
    // What is in directories that a pattern stands for is only listed with -R.
    boolean itself = wanted.has('d') || isPattern(wanted.path()) && !wanted.has('R');
    for (String path : found) {
      if (proftpd.files.isDirectory(path) && !itself) {
        directories.add(path);
      } else {
        lines.add(line(path, path) + suffix(wanted, path));
      }
    }
    for (String path : directories) {
      if (found.size() > 1) {
        lines.add("");
        lines.add(path + ":");
      }
      directory(path, wanted.has('R') ? path + "/" : "", wanted, lines, false);
    }
    return lines;
  }

  private String suffix(Wanted wanted, String path) {
    return wanted.has('F') && proftpd.files.isDirectory(path) ? "/" : "";
  }

  private void directory(
      String path, String shown, Wanted wanted, List<String> lines, boolean all) {
    List<ListedFile> files = entries(path, wanted, all);
    for (ListedFile file : files) {
      String inside = path + "/" + file.name();
      lines.add(line(inside, file.name()) + suffix(wanted, inside));
    }
    if (wanted.has('R')) {
      for (ListedFile file : files) {
        if (file.status().isDirectory() && !file.name().matches("\\.\\.?")) {
          lines.add("");
          lines.add(shown + file.name() + ":");
          directory(path + "/" + file.name(), shown + file.name() + "/", wanted, lines, false);
        }
      }
    }
  }

  List<ListedFile> entries(String path, Wanted wanted, boolean all) {
    List<ListedFile> files = new ArrayList<>();
    try {
      List<String> names = new ArrayList<>();
      if (all || wanted.has('a')) {
        names.addAll(List.of(".", ".."));
      }
      names.addAll(proftpd.files.names(path));
      for (String name : names) {
        if (all || wanted.has('a') || !name.startsWith(".")) {
          files.add(new ListedFile(name, FileStatus.of(inside(path, name))));
        }
      }
    } catch (IOException e) {
      return List.of();
    }
    files.sort(wanted.has('t') ? ListedFile.BY_TIME : ListedFile.BY_NAME);
    if (wanted.has('r')) {
      Collections.reverse(files);
    }
    return files;
  }

  private Path inside(String directory, String name) throws IOException {
    return proftpd.files.path(directory + "/" + name);
  }

  private String line(String path, String name) {
    try {
      String owner = proftpd.partner.description().username();
      return ListedFile.line(proftpd.files, owner, path, name);
    } catch (IOException e) {
      return name;
    }
  }

  private List<String> names(Wanted wanted) {
    List<String> lines = new ArrayList<>();
    if (wanted.path().isEmpty()) {
      entries(".", wanted, false).forEach(file -> lines.add(file.name()));
      return lines;
    }
    boolean itself = isPattern(wanted.path());
    for (String path : matches(wanted)) {
      if (proftpd.files.isDirectory(path) && !itself) {
        String prefix = path.endsWith("/") ? path : path + "/";
        entries(path, wanted, false).forEach(file -> lines.add(prefix + file.name()));
      } else {
        lines.add(path);
      }
    }
    return lines;
  }

  /** STAT of something. */
  void status(String argument) {
    Wanted wanted = Wanted.of(argument);
    String path = wanted.path().isEmpty() ? "." : wanted.path();
    if (!proftpd.files.status(path).isOk()) {
      proftpd.say("450 " + path + ": No such file or directory");
      return;
    }
    boolean isDirectory = proftpd.files.isDirectory(path);
    String code = isDirectory ? "212" : "213";
    List<String> lines = new ArrayList<>();
    if (isDirectory) {
      directory(path, "", wanted, lines, true);
    } else {
      lines.add(line(path, path));
    }
    lines.replaceAll(line -> " " + line);
    lines.add(0, code + "-Status of " + path + ":");
    lines.add(code + " End of status");
    proftpd.sayByLine(lines.toArray(String[]::new));
  }
}
