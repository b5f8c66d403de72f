package dev.ftpnat.internal.server.personality.pyftpdlib;

import dev.ftpnat.internal.server.personality.file.Errno;
import dev.ftpnat.internal.server.personality.file.Facts;
import dev.ftpnat.internal.server.personality.file.FileStatus;
import dev.ftpnat.internal.server.personality.file.ListedFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a {@link Pyftpdlib} lists. */
final class PyftpdlibListing {

  private static final Set<String> ALL = Set.of("-a", "-l", "-al", "-la");
  private static final List<String> FACTS =
      List.of("type", "perm", "size", "modify", "unique", "unix.mode", "unix.uid", "unix.gid");

  private final Pyftpdlib pyftpdlib;
  private List<String> chosen = List.of("type", "perm", "size", "modify", "unique");

  PyftpdlibListing(Pyftpdlib pyftpdlib) {
    this.pyftpdlib = pyftpdlib;
  }

  void list(String verb, String argument) {
    boolean dropped = verb.equals("LIST") && ALL.contains(argument.toLowerCase(Locale.ROOT));
    String path = dropped || argument.isEmpty() ? "." : argument;
    boolean isDirectory = pyftpdlib.files.isDirectory(path);
    if (verb.equals("MLSD") && !isDirectory) {
      pyftpdlib.say("501 No such directory.");
      return;
    }
    Errno status = pyftpdlib.files.status(path);
    if (!status.isOk()) {
      pyftpdlib.say(Pyftpdlib.failed(status));
      return;
    }
    try {
      List<String> lines = new ArrayList<>();
      for (String name : isDirectory ? pyftpdlib.files.names(path) : List.of(lastOf(path))) {
        String file = isDirectory ? path + "/" + name : path;
        lines.add(
            switch (verb) {
              case "LIST" -> line(file, name);
              case "NLST" -> name;
              default -> factsOf(file) + " " + name;
            });
      }
      pyftpdlib.data().sendLines(lines);
    } catch (IOException e) {
      pyftpdlib.say(Pyftpdlib.failed(Errno.of(e)));
    }
  }

  private String lastOf(String path) {
    String absolute = pyftpdlib.files.absolute(path);
    return absolute.substring(absolute.lastIndexOf('/') + 1);
  }

  private String line(String path, String name) throws IOException {
    String owner = pyftpdlib.partner.description().username();
    return ListedFile.line(pyftpdlib.files, owner, path, name);
  }

  /** STAT of something. */
  void status(String path) {
    Errno status = pyftpdlib.files.status(path);
    if (!status.isOk()) {
      pyftpdlib.say(Pyftpdlib.failed(status));
      return;
    }
    boolean isDirectory = pyftpdlib.files.isDirectory(path);
    StringBuilder lines = new StringBuilder();
    try {
      for (String name : isDirectory ? pyftpdlib.files.names(path) : List.of(lastOf(path))) {
        lines.append(line(isDirectory ? path + "/" + name : path, name)).append("\r\n");
      }
    } catch (IOException e) {
      pyftpdlib.say(Pyftpdlib.failed(Errno.of(e)));
      return;
    }
    List<String> segments = new ArrayList<>();
    segments.add("213-Status of \"" + pyftpdlib.files.absolute(path) + "\":\r\n");
    if (!lines.isEmpty()) {
      segments.add(lines.toString());
    }
    segments.add("213 End of status.\r\n");
    pyftpdlib.sayBySegment(segments);
  }

  // Facts -----------------------------------------------------------------------------------------

  String offeredFacts() {
    StringBuilder facts = new StringBuilder();
    FACTS.forEach(fact -> facts.append(fact).append(chosen.contains(fact) ? "*;" : ";"));
    return facts.toString();
  }

  /** Chooses, in the order that is asked for, and returns what is known of it. */
  String chooseFacts(String names) {
    chosen =
        List.of(names.toLowerCase(Locale.ROOT).split(";")).stream()
            .filter(FACTS::contains)
            .toList();
    StringBuilder facts = new StringBuilder();
    chosen.forEach(fact -> facts.append(fact).append(';'));
    return facts.toString();
  }

  /** MLST. */
  void facts(String argument) {
    String path = argument.isEmpty() ? "." : argument;
    String shown = pyftpdlib.files.absolute(path);
    Errno status = pyftpdlib.files.status(path);
    if (!status.isOk()) {
      pyftpdlib.say(Pyftpdlib.failed(status));
      return;
    }
    try {
      pyftpdlib.settings.sayList(
          "250-Listing \"" + shown + "\":", List.of(factsOf(path) + " " + shown), "250 End MLST.");
    } catch (IOException e) {
      pyftpdlib.say(Pyftpdlib.failed(Errno.of(e)));
    }
  }

  /** All that are chosen, sorted by their names, each with a semicolon. */
  private String factsOf(String path) throws IOException {
    FileStatus status = FileStatus.following(pyftpdlib.files.path(path));
    Map<String, Optional<String>> values = new LinkedHashMap<>();
    values.put("type", Optional.of(status.isDirectory() ? "dir" : "file"));
    values.put("perm", Optional.of(status.isDirectory() ? "eldfmMTcp" : "radfwMT"));
    values.put("size", Optional.of(String.valueOf(status.size())));
    values.put("modify", Optional.of(Facts.time(status)));
    values.put("unix.mode", Optional.of("0o" + Integer.toOctalString(status.mode() & 0777)));
    values.put("unix.uid", Optional.of(String.valueOf(status.uid())));
    values.put("unix.gid", Optional.of(String.valueOf(status.gid())));
    values.put(
        "unique",
        Optional.of(Long.toHexString(status.device()) + "g" + Long.toHexString(status.inode())));
    StringBuilder facts = new StringBuilder();
    for (String fact : new TreeSet<>(chosen)) {
      facts.append(fact).append('=').append(values.get(fact).orElseThrow()).append(';');
    }
    return facts.toString();
  }
}
