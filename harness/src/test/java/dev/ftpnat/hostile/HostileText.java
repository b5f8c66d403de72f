package dev.ftpnat.hostile;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * What a peer may send that no well-meaning one does: valid input, input that is nearly valid, and
 * garbage. A character stands for a byte.
 *
 * <p>Every try of a property gets {@value #INPUTS} inputs, so the 1000 tries that are the default
 * come to 20,000. {@code -Djqwik.tries.default} changes that for all of them at once. A failure
 * prints the seed that repeats it.
 */
public final class HostileText {

  /**
   * How many inputs a try of a property gets; most are too short to be worth a try of their own.
   */
  public static final int INPUTS = 20;

  private static final int LONGEST = 40_000;

  /** What parsers of lines, numbers and protocols stumble over. */
  private static final List<String> NASTY =
      List.of(
          "\0",
          "\r",
          "\n",
          "\r\n",
          "\r\r\n",
          " ",
          "\t",
          "\u00ff\u00f4\u00ff\u00f2", // Telnet's IAC IP IAC DM
          "\u00ff\u00ff",
          "\u0016\u0003\u0001\u0000\u00a5\u0001\u0000", // the beginning of a TLS hello
          "\u0017\u0003\u0003\u0000\u0005hello", // a record of application data
          "\u0015\u0003\u0003\u0000\u0002\u0002(",
          "\u0080",
          "\u00c3\u00a4", // UTF-8
          "\u00c0\u00af", // not UTF-8
          "\u00ed\u00a0\u0080",
          "-1",
          "256",
          "65536",
          "4294967296",
          "99999999999999999999",
          "0000000000000",
          "%s%n",
          "$1",
          "\\");

  private HostileText() {}

  /** Inputs around these valid pieces; every second one is nearly valid. */
  public static Arbitrary<List<String>> around(List<String> valid) {
    return Arbitraries.randomValue(random -> inputs(() -> text(random, valid)));
  }

  /** The same, cut into the segments that they come in. No segment is empty. */
  public static Arbitrary<List<List<String>>> segmentsAround(List<String> valid) {
    return Arbitraries.randomValue(random -> inputs(() -> cut(random, text(random, valid))));
  }

  private static <T> List<T> inputs(Supplier<T> next) {
    return Stream.generate(next).limit(INPUTS).toList();
  }

  private static String text(Random random, List<String> valid) {
    return switch (random.nextInt(12)) {
      case 0, 1, 2 -> joined(random, valid, 3);
      case 3, 4, 5, 6, 7, 8 -> mutated(random, joined(random, valid, 3));
      case 9 -> joined(random, NASTY, 6);
      case 10 -> garbage(random, 60);
      default ->
          random.nextInt(20) == 0 ? endless(random, valid) : mutated(random, garbage(random, 20));
    };
  }

  private static String joined(Random random, List<String> pieces, int most) {
    StringBuilder text = new StringBuilder();
    for (int left = 1 + random.nextInt(most); left > 0; left--) {
      text.append(any(random, pieces));
    }
    return text.toString();
  }

  private static String mutated(Random random, String text) {
    StringBuilder changed = new StringBuilder(text);
    for (int left = 1 + random.nextInt(3); left > 0; left--) {
      int at = random.nextInt(changed.length() + 1);
      int end = Math.min(changed.length(), at + 1 + random.nextInt(3));
      switch (random.nextInt(6)) {
        case 0 -> changed.delete(at, end);
        case 1 -> changed.insert(at, changed.substring(at, end));
        case 2 -> changed.setLength(at);
        case 3 -> changed.replace(at, end, String.valueOf((char) random.nextInt(256)));
        case 4 -> changed.replace(at, end, any(random, NASTY));
        default -> changed.insert(at, any(random, NASTY));
      }
    }
    return changed.toString();
  }

  private static String garbage(Random random, int longest) {
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(longest + 1); left > 0; left--) {
      text.append((char) random.nextInt(256));
    }
    return text.toString();
  }

  /** A valid beginning and then the same again and again. */
  private static String endless(Random random, List<String> valid) {
    String piece = random.nextBoolean() ? any(random, NASTY) : "" + (char) random.nextInt(256);
    return any(random, valid) + piece.repeat(random.nextInt(LONGEST) / piece.length());
  }

  private static List<String> cut(Random random, String text) {
    List<String> segments = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int to =
          switch (segments.size() == 7 ? 0 : random.nextInt(4)) {
            case 0 -> text.length();
            case 1 -> from + 1 + random.nextInt(text.length() - from);
            default -> text.indexOf('\n', from) + 1; // a segment a line, as well-meaning peers send
          };
      to = to == 0 ? text.length() : to;
      segments.add(text.substring(from, to));
      from = to;
    }
    return segments;
  }

  private static String any(Random random, List<String> pieces) {
    return pieces.get(random.nextInt(pieces.size()));
  }
}
