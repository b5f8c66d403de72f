package dev.ftpnat.internal.kernel;

import java.util.List;
import java.util.SplittableRandom;

/** Chance that can be repeated. */
final class Dice {

  private final SplittableRandom random;

  /** The same two numbers give the same chance. */
  Dice(long seed, int number) {
    // Neighbouring seeds give similar beginnings, unless they are mixed first.
    random = new SplittableRandom(new SplittableRandom(1_000_003L * seed + number).nextLong());
  }

  boolean percent(int chance) {
    return random.nextInt(100) < chance;
  }

  /** A number of this range, both ends included. */
  int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // Only read.
  final <T> T oneOf(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  char character(String of) {
    return of.charAt(random.nextInt(of.length()));
  }

  int index(List<?> of) {
    return random.nextInt(of.size());
  }

  /** Any bytes, as text. */
  String bytes(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int n = 0; n < length; n++) {
      text.append((char) random.nextInt(256));
    }
    return text.toString();
  }
}
