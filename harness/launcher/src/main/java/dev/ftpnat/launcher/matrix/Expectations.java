package dev.ftpnat.launcher.matrix;

import dev.ftpnat.NatDevice;
import dev.ftpnat.Scenario;
import dev.ftpnat.launcher.program.Nearest;
import dev.ftpnat.topology.ServerPersonality;
import dev.ftpnat.topology.TlsMode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
      return detail.equals(cell.column()) || cell.server().filter(detail::equals).isPresent();
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
    List<String> all = lines(file);
    for (int i = 0; i < all.size(); i++) {
      String text = all.get(i).replaceFirst("#.*", "").strip();
      if (!text.isEmpty()) {
        lines.add(line(file, i + 1, text.split("\\s+")));
      }
    }
    return new Expectations(file, lines);
  }

  /** Without the mark that some editors put in front of UTF-8. */
  private static List<String> lines(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "--expect: `" + file + "` isn't in UTF-8. Save it so, or write it in ASCII", e);
    }
    return (text.startsWith("\ufeff") ? text.substring(1) : text).lines().toList();
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
    List<String> details =
        Stream.of(words)
            .skip(1)
            .map(word -> word.toLowerCase(Locale.ROOT).replace('-', '_'))
            .toList();
    return new Line(number, scenario, details);
  }

  boolean expectsFailure(Cell cell) {
    return lines.stream().anyMatch(line -> line.matches(cell));
  }

  /**
   * Checks that each line says what it can be about.
   *
   * @throws IllegalArgumentException if one doesn't
   */
  public void checkAgainst(List<Cell> cells) {
    for (Line line : lines) {
      for (String detail : line.details()) {
        checkWord(line, detail);
      }
      List<Cell> there =
          cells.stream().filter(cell -> line.scenario().equals(cell.place().name())).toList();
      // Who plays a part of the matrix needn't take a part of the file.
      boolean allPlayed =
          line.details().stream()
              .allMatch(detail -> cells.stream().anyMatch(cell -> Line.isOf(detail, cell)));
      if (!there.isEmpty() && allPlayed && there.stream().noneMatch(line::matches)) {
        throw new IllegalArgumentException(
            "%s, line %d: no cell of %s is `%s`; TLS modes there: %s"
                .formatted(
                    file,
                    line.number(),
                    line.scenario(),
                    String.join(" ", line.details()),
                    there.stream().map(Cell::column).distinct().toList()));
      }
    }
  }

  private void checkWord(Line line, String detail) {
    List<String> words =
        Stream.<Enum<?>[]>of(TlsMode.values(), ServerPersonality.values())
            .flatMap(Stream::of)
            .map(word -> word.name().toLowerCase(Locale.ROOT))
            .toList();
    if (!words.contains(detail)) {
      throw new IllegalArgumentException(
          "%s, line %d: `%s` is no TLS mode and no server%s"
              .formatted(
                  file,
                  line.number(),
                  detail,
                  Nearest.of(detail, words)
                      .map(meant -> ". Did you mean `" + meant + "`?")
                      .orElse(". They are: " + String.join(", ", words) + ".")));
    }
  }
}
