package dev.ftpnat.transcript;

import dev.ftpnat.transcript.Turn.Said;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out what must have been on the server of a log. */
final class LoggedFiles {

  private static final Pattern BYTES = Pattern.compile("\\(([0-9]{1,15}) bytes?\\)");
  private static final Pattern SIZE = Pattern.compile("213 ([0-9]{1,15})\\s*");
  private static final Pattern QUOTED = Pattern.compile("257 \"([^\"]+)\".*");

  /** Of Linux; who goes deeper stays where it was. */
  private static final int LONGEST_PATH = 4095;

  private final Map<String, LoggedFile> found = new LinkedHashMap<>();
  private final Set<String> made = new HashSet<>();

  private LoggedFiles() {}

  static List<LoggedFile> of(Transcript transcript) {
    LoggedFiles files = new LoggedFiles();
    transcript.dialogues().forEach(files::walk);
    return List.copyOf(files.found.values());
  }

  /** It isn't known where the client was when it came, unless PWD says so: then it is both. */
  private void walk(Dialogue dialogue) {
    List<String> directories = new ArrayList<>(List.of("/"));
    boolean moved = false;
    for (Turn turn : dialogue.commands()) {
      String verb = turn.verb();
      boolean done = turn.conclusion().stream().findFirst().filter(LoggedFiles::isGood).isPresent();
      boolean begun = done || !turn.preliminary().isEmpty();
      if (verb.equals("PWD") && done && !moved) {
        Matcher home = QUOTED.matcher(turn.conclusion().get(0).lines().get(0));
        if (home.matches() && directories.size() == 1 && !home.group(1).equals("/")) {
          directories.add(resolve("/", home.group(1)));
          directory(directories.get(1));
        }
      } else if (verb.equals("CWD") && done) {
        moved = true;
        directories.replaceAll(from -> resolve(from, turn.argument()));
        directories.forEach(this::directory);
      } else if (verb.equals("CDUP") && done) {
        moved = true;
        directories.replaceAll(from -> resolve(from, ".."));
      } else {
        for (String from : directories) {
          use(turn, resolve(from, turn.argument()), done, begun);
        }
      }
    }
  }

  private static boolean isGood(Said reply) {
    return reply.code() >= 200 && reply.code() < 400;
  }

  private void use(Turn turn, String path, boolean done, boolean begun) {
    switch (turn.verb()) {
      case "RETR" -> {
        if (begun) {
          file(path, size(BYTES, turn));
        }
      }
      case "SIZE" -> {
        if (done) {
          file(path, size(SIZE, turn));
        }
      }
      case "MDTM", "DELE", "RNFR" -> {
        if (done) {
          file(path, OptionalLong.empty());
        }
      }
      case "RMD" -> {
        if (done) {
          directory(path);
        }
      }
      case "STOR", "MKD", "RNTO" -> made.add(path);
      default -> {
        // It says nothing of what there is.
      }
    }
  }

  private static OptionalLong size(Pattern pattern, Turn turn) {
    return turn.replies().stream()
        .flatMap(reply -> reply.lines().stream())
        .map(pattern::matcher)
        .filter(Matcher::find)
        .mapToLong(size -> Long.parseLong(size.group(1)))
        .findFirst();
  }

  private void directory(String path) {
    if (!made.contains(path) && !path.equals("/")) {
      found.putIfAbsent(path, new LoggedFile(path, true, OptionalLong.empty()));
    }
  }

  private void file(String path, OptionalLong size) {
    LoggedFile known = found.get(path);
    boolean better = known == null || (!known.directory() && known.size().isEmpty());
    if (!made.contains(path) && !path.equals("/") && better) {
      found.put(path, new LoggedFile(path, false, size));
    }
  }

  private static String resolve(String directory, String path) {
    boolean fromTheRoot = path.startsWith("/") || directory.equals("/");
    // What is resolved already isn't taken apart again: directories may be deep, and steps many.
    StringBuilder resolved = new StringBuilder(fromTheRoot ? "" : directory);
    for (String name : path.split("/+")) {
      if (name.equals("..")) {
        resolved.setLength(Math.max(0, resolved.lastIndexOf("/")));
      } else if (!name.isEmpty() && !name.equals(".")) {
        resolved.append('/').append(name);
      }
    }
    if (resolved.length() > LONGEST_PATH) {
      return directory;
    }
    return resolved.isEmpty() ? "/" : resolved.toString();
  }
}
