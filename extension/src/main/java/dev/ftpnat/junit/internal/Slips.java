package dev.ftpnat.junit.internal;

import java.time.DateTimeException;
import java.util.List;
import java.util.NoSuchElementException;

/** Exceptions that come of mistakes: nobody throws one of these to say that a transfer failed. */
public final class Slips {

  private static final List<Class<? extends RuntimeException>> ALL =
      List.of(
          NullPointerException.class,
          IndexOutOfBoundsException.class,
          NegativeArraySizeException.class,
          ArithmeticException.class,
          ClassCastException.class,
          NoSuchElementException.class,
          NumberFormatException.class,
          DateTimeException.class);

  private Slips() {}

  /** Whether it is one of them. */
  public static boolean include(Throwable thrown) {
    return areOf(thrown.getClass());
  }

  /** Whether exceptions of a type are. */
  static boolean areOf(Class<?> type) {
    return ALL.stream().anyMatch(slip -> slip.isAssignableFrom(type));
  }
}
