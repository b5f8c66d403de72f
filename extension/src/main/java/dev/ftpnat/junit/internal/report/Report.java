package dev.ftpnat.junit.internal.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the reports of all formats say.
 *
 * @param module the directory of the module whose tests these are, without those above
 * @param created when it was made
 * @param version that of FtpNat
 * @param java name and version of the JVM that made it
 * @param os name and version of its operating system
 * @param tables the results, by class
 * @param earlier those of earlier builds, of tests that haven't run in this one
 */
record Report(
    String module,
    Instant created,
    String version,
    String java,
    String os,
    List<Table> tables,
    List<Table> earlier) {

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /** Of these results, made here. */
  static Report of(String module, Instant created, Collection<RunResult> results) {
    return of(module, created, results, List.of());
  }

  /** Of these results, made here, and those that earlier builds have left. */
  static Report of(
      String module,
      Instant created,
      Collection<RunResult> results,
      Collection<RunResult> earlier) {
    return new Report(
        module,
        created,
        ownVersion(),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.version"),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        Table.of(results),
        Table.of(earlier));
  }

  /** When it was made, for example {@code 26 November 2026, 12:00 UTC}. */
  String date() {
    return DATE.format(created);
  }

  List<RunResult> results() {
    return tables.stream().flatMap(table -> table.results().stream()).toList();
  }

  List<RunResult> earlierResults() {
    return earlier.stream().flatMap(table -> table.results().stream()).toList();
  }

  /** When the last of the earlier results was made. */
  String earlierDate() {
    return earlierResults().stream()
        .map(RunResult::started)
        .max(Comparator.naturalOrder())
        .map(DATE::format)
        .orElse("");
  }

  /** How many there are of each verdict that there are any of. */
  Map<Verdict, Integer> counts() {
    Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    results().forEach(result -> counts.merge(result.verdict(), 1, Integer::sum));
    return counts;
  }

  /** For example {@code 90 passed, 6 failed as expected}. */
  String counted() {
    return counts().entrySet().stream()
        .map(count -> count.getValue() + " " + count.getKey().label())
        .collect(Collectors.joining(", "));
  }

  /** The kinds of network that the runs were on, in lower case. */
  String networks() {
    return results().stream()
        .map(result -> result.setting().network())
        .filter(network -> !network.isEmpty())
        .map(network -> network.toLowerCase(Locale.ROOT))
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .collect(Collectors.joining(", "));
  }

  private static String ownVersion() {
    Properties properties = new Properties();
    try (InputStream in = Report.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }
}
