package dev.ftpnat.launcher.matrix;

import dev.ftpnat.NatDevice;
import dev.ftpnat.Scenario;
import dev.ftpnat.launcher.program.Nearest;
import dev.ftpnat.topology.TlsMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The cells in which the command is expected to fail. A line of the file names a scenario or a
 * device, and if need be a TLS mode or a server of it: {@code EPSV_ONLY none}. What follows {@code
 * #} is a remark.
 */
public final class Expectations {

  private record Line(int number, String scenario, List<String> details) {

    boolean matches(Cell cell) {
      return scenario.equals(cell.place().name())
          && details.stream().allMatch(detail -> isOf(detail, cell));
    }

    private static boolean isOf(String detail, Cell cell) {
      return detail.equalsIgnoreCase(cell.column())
          || cell.server().filter(detail::equalsIgnoreCase).isPresent();
    }
  }

  private final Path file;
  private final List<Line> lines;

  private Expectations(Path file, List<Line> lines) {
    this.file = file;
    this.lines = lines;
  }

  /** That it succeeds everywhere. */
  public static Expectations none() {
    return new Expectations(Path.of(""), List.of());
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException if a line names no scenario
   */
  public static Expectations read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("--expect: there is no file `" + file + "`");
    }
    List<Line> lines = new ArrayList<>();
    List<String> all = Files.readAllLines(file);
    for (int i = 0; i < all.size(); i++) {
      String text = all.get(i).replaceFirst("#.*", "").strip();
      if (!text.isEmpty()) {
        lines.add(line(file, i + 1, text.split("\\s+")));
      }
    }
    return new Expectations(file, lines);
  }

  private static Line line(Path file, int number, String[] words) {
    String scenario = words[0].toUpperCase(Locale.ROOT).replace('-', '_');
    List<String> names =
        Stream.<Enum<?>[]>of(Scenario.values(), NatDevice.values())
            .flatMap(Stream::of)
            .map(Enum::name)
            .toList();
    if (!names.contains(scenario)) {
      throw new IllegalArgumentException(
          "%s, line %d: there is no scenario or device `%s`.%s"
              .formatted(
                  file,
                  number,
                  words[0],
                  Nearest.of(words[0], names)
                      .map(meant -> " Did you mean `" + meant + "`?")
                      .orElse(" `ftpnat list` shows all.")));
    }
    return new Line(number, scenario, List.of(words).subList(1, words.length));
  }

  boolean expectsFailure(Cell cell) {
    return lines.stream().anyMatch(line -> line.matches(cell));
  }

  /**
   * Checks that each line is about one of these cells.
   *
   * @throws IllegalArgumentException if one isn't
   */
  public void checkAgainst(List<Cell> cells) {
    List<String> scenarios = cells.stream().map(cell -> cell.place().name()).toList();
    for (Line line : lines) {
      // Who plays a part of the matrix needn't take a part of the file.
      if (scenarios.contains(line.scenario()) && cells.stream().noneMatch(line::matches)) {
        throw new IllegalArgumentException(
            "%s, line %d: no cell of %s is `%s`; TLS modes here: %s"
                .formatted(
                    file,
                    line.number(),
                    line.scenario(),
                    String.join(" ", line.details()),
                    cells.stream().map(Cell::column).distinct().toList()));
      }
      for (String detail : line.details()) {
        if (Stream.of(TlsMode.values()).anyMatch(tls -> tls.name().equalsIgnoreCase(detail))) {
          continue;
        }
        checkServer(line, detail, cells);
      }
    }
  }

  private void checkServer(Line line, String detail, List<Cell> cells) {
    if (cells.stream()
        .noneMatch(cell -> cell.server().filter(detail::equalsIgnoreCase).isPresent())) {
      throw new IllegalArgumentException(
          "%s, line %d: `%s` is no TLS mode%s"
              .formatted(
                  file,
                  line.number(),
                  detail,
                  Nearest.of(detail, Arrays.stream(TlsMode.values()).map(Enum::name).toList())
                      .map(meant -> ". Did you mean `" + meant.toLowerCase(Locale.ROOT) + "`?")
                      .orElse(", and no server of this matrix.")));
    }
  }
}
