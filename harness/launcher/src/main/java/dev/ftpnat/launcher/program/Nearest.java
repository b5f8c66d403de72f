package dev.ftpnat.launcher.program;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The word that somebody will have meant. */
public final class Nearest {

  private Nearest() {}

  /** Of some words the one that differs least, if it doesn't differ by more than a third. */
  public static Optional<String> of(String wrong, Collection<String> words) {
    String given = normal(wrong);
    int most = Math.max(1, given.length() / 3);
    Optional<String> nearest =
        words.stream()
            .filter(word -> Math.abs(word.length() - given.length()) <= most)
            .min(
                Comparator.comparingInt((String word) -> distance(given, normal(word)))
                    .thenComparing(Comparator.naturalOrder()))
            .filter(word -> distance(given, normal(word)) <= most);
    // Who types half of a long name means the only one that begins so.
    return nearest.or(() -> onlyOneOf(given, words));
  }

  private static Optional<String> onlyOneOf(String given, Collection<String> words) {
    var containing = words.stream().filter(word -> normal(word).contains(given)).limit(2).toList();
    return containing.size() == 1 && given.length() > 2
        ? Optional.of(containing.get(0))
        : Optional.empty();
  }

  private static String normal(String word) {
    return word.toLowerCase(Locale.ROOT).replace('-', '_');
  }

  /** How many characters have to be put in, left out, changed or swapped with their neighbour. */
  static int distance(String one, String other) {
    int[][] costs = new int[one.length() + 1][other.length() + 1];
    for (int i = 0; i <= one.length(); i++) {
      for (int j = 0; j <= other.length(); j++) {
        costs[i][j] = i == 0 || j == 0 ? i + j : cost(costs, one, other, i, j);
      }
    }
    return costs[one.length()][other.length()];
  }

  private static int cost(int[][] costs, String one, String other, int i, int j) {
    boolean same = one.charAt(i - 1) == other.charAt(j - 1);
    int least =
        Math.min(
            Math.min(costs[i - 1][j], costs[i][j - 1]) + 1, costs[i - 1][j - 1] + (same ? 0 : 1));
    boolean swapped =
        i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1);
    return swapped ? Math.min(least, costs[i - 2][j - 2] + 1) : least;
  }
}
