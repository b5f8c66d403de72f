package dev.ftpnat.junit.internal.report;

import dev.ftpnat.junit.internal.report.RunResult.Setting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The results of a test class in scenarios, or behind devices: a row for each environment, a column
 * for each test.
 *
 * @param title what the class is displayed as, and whether this is about devices
 * @param type its name
 * @param columns what its tests are displayed as, in alphabetical order
 * @param rows the environments, in the order of the scenarios or devices
 */
record Table(String title, String type, List<String> columns, List<Row> rows) {

  /**
   * @param setting the environment
   * @param cells for each column the results, mostly one; none if the test didn't run there
   */
  record Row(Setting setting, List<List<RunResult>> cells) {}

  private static final Comparator<RunResult> BY_ENVIRONMENT =
      Comparator.comparing((RunResult result) -> result.setting().place())
          .thenComparing(result -> result.setting().tls())
          .thenComparing(result -> result.setting().vantage())
          .thenComparing(result -> result.setting().network())
          .thenComparing(result -> result.setting().variation())
          .thenComparing(RunResult::started)
          .thenComparing(RunResult::id);

  private record Key(String container, String type, boolean isOfDevices)
      implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::container)
            .thenComparing(Key::type)
            .thenComparing(Key::isOfDevices);

    static Key of(RunResult result) {
      return new Key(
          result.test().container(),
          result.test().type(),
          result.setting().place().device().isPresent());
    }

    String title() {
      return isOfDevices ? container + ", devices" : container;
    }

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  /** What belongs in one row. */
  private record RowKey(Place place, String variation) {
    static RowKey of(RunResult result) {
      return new RowKey(result.setting().place(), result.setting().variation());
    }
  }

  /** The tables of a report, in alphabetical order. */
  static List<Table> of(Collection<RunResult> results) {
    Map<Key, List<RunResult>> byClass =
        results.stream().collect(Collectors.groupingBy(Key::of, TreeMap::new, Collectors.toList()));
    List<Table> tables = new ArrayList<>();
    byClass.forEach((key, ofClass) -> tables.add(table(key, ofClass)));
    return tables;
  }

  private static Table table(Key key, List<RunResult> results) {
    List<String> columns =
        List.copyOf(
            results.stream()
                .map(result -> result.test().name())
                .collect(Collectors.toCollection(TreeSet::new)));
    Map<RowKey, List<RunResult>> byRow =
        results.stream()
            .sorted(BY_ENVIRONMENT)
            .collect(Collectors.groupingBy(RowKey::of, LinkedHashMap::new, Collectors.toList()));
    List<Row> rows =
        byRow.values().stream()
            .map(ofRow -> new Row(ofRow.get(0).setting(), cells(columns, ofRow)))
            .toList();
    return new Table(key.title(), key.type(), columns, rows);
  }

  private static List<List<RunResult>> cells(List<String> columns, List<RunResult> ofRow) {
    return columns.stream()
        .map(column -> ofRow.stream().filter(one -> one.test().name().equals(column)).toList())
        .toList();
  }

  /** All results, row by row. */
  List<RunResult> results() {
    return rows.stream().flatMap(row -> row.cells().stream()).flatMap(List::stream).toList();
  }

  /** Whether its matrices vary anything beside the network. */
  boolean hasVariations() {
    return rows.stream().anyMatch(row -> !row.setting().variation().isEmpty());
  }
}
