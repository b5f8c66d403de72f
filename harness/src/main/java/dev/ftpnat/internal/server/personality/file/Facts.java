package dev.ftpnat.internal.server.personality.file;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * The facts of MLST and MLSD (RFC 3659 section 7.5) that one server knows, in its order, and those
 * that a session has chosen.
 */
public final class Facts {

  /**
   * What a fact says of a file; empty if it says nothing. The second is the type: cdir and so on.
   */
  @FunctionalInterface
  public interface Fact extends BiFunction<FileStatus, String, Optional<String>> {}

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Map<String, Fact> known;
  private Set<String> chosen;

  /**
   * All that a server knows.
   *
   * @param known by their names, in their order
   * @param chosen those that are shown unless OPTS says otherwise
   */
  public Facts(Map<String, Fact> known, Set<String> chosen) {
    this.known = known;
    this.chosen = chosen;
  }

  public static String time(FileStatus status) {
    return TIME.format(status.modified());
  }

  /** The line about a file, without its end. */
  public String line(FileStatus status, String type, String name) {
    StringBuilder line = new StringBuilder();
    known.forEach(
        (fact, value) -> {
          if (chosen.contains(fact)) {
            value
                .apply(status, type)
                .ifPresent(is -> line.append(fact).append('=').append(is).append(';'));
          }
        });
    return line.append(' ').append(name).toString();
  }

  /** As FEAT lists them: each with a semicolon, and those that are shown with an asterisk. */
  public String offer() {
    return known.keySet().stream()
        .map(fact -> fact + (chosen.contains(fact) ? "*;" : ";"))
        .collect(Collectors.joining());
  }

  /** Chooses, and returns what is known of that, each with a semicolon. */
  public String choose(String facts) {
    List<String> wanted = Arrays.asList(facts.toLowerCase(Locale.ROOT).split(";"));
    chosen =
        known.keySet().stream()
            .filter(fact -> wanted.contains(fact.toLowerCase(Locale.ROOT)))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return chosen.stream().map(fact -> fact + ";").collect(Collectors.joining());
  }
}
