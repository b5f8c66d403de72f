package dev.ftpnat.junit.internal;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.MultipleFailuresError;
import org.opentest4j.ValueWrapper;

/** What an assertion that failed was about, if that was thrown: it needn't be a cause. */
final class Asserted {

  /**
   * How AssertJ tells of an exception that it has been given, of which its own has nothing but the
   * text. The exception follows. Of the last it is one only if it looks like that.
   */
  private static final Pattern WORDS =
      Pattern.compile(
          "Expecting code not to raise a throwable(?: except\\s+.*?\\s+but caught| but caught)"
              + "|Expecting actual throwable [\\s\\S]*?(?:but was|actual was|actual throwable was):"
              + "|Expecting exception without cause, but cause was:"
              + "|Throwable that failed the check:"
              + "|exception caught while trying to get the future result:"
              + "|(expected:\\s+null\\s+but was:)",
          Pattern.DOTALL);

  private static final Pattern TYPE = Pattern.compile("[\\s\"<]*([\\p{L}_$][\\w.$]*)");

  private Asserted() {}

  /** What it was given that had been thrown, and each failure of several. */
  static Stream<Throwable> inside(Throwable assertion) {
    // Whoever has no OpenTest4J has no such exceptions either, and can't load what knows them.
    return isOpenTest4j(assertion.getClass()) ? OpenTest4j.inside(assertion) : Stream.empty();
  }

  private static boolean isOpenTest4j(Class<?> type) {
    return Stream.<Class<?>>iterate(type, each -> each != null, Class::getSuperclass)
        .anyMatch(each -> each.getName().startsWith("org.opentest4j."));
  }

  /**
   * The types of the exceptions that its message tells of; {@code Throwable} of one that isn't
   * known. Empty if it tells of none.
   */
  static Stream<Class<?>> inWords(Throwable assertion) {
    String message = Objects.toString(assertion.getMessage(), "");
    return WORDS
        .matcher(message)
        .results()
        .flatMap(
            found -> {
              Optional<Class<?>> type = type(message.substring(found.end()));
              boolean mayBeAny = found.group(1) != null;
              return mayBeAny ? type.stream() : Stream.of(type.orElse(Throwable.class));
            });
  }

  /** The exception that a text begins with. */
  private static Optional<Class<?>> type(String text) {
    Matcher name = TYPE.matcher(text);
    if (!name.lookingAt()) {
      return Optional.empty();
    }
    try {
      Class<?> type = Class.forName(name.group(1), false, Asserted.class.getClassLoader());
      return Optional.<Class<?>>of(type).filter(Throwable.class::isAssignableFrom);
    } catch (ClassNotFoundException | LinkageError e) {
      return Optional.empty();
    }
  }

  /** Loaded only where there are such exceptions. */
  private static final class OpenTest4j {

    static Stream<Throwable> inside(Throwable assertion) {
      if (assertion instanceof MultipleFailuresError several) {
        return several.getFailures().stream();
      }
      return assertion instanceof AssertionFailedError failed
          ? Stream.ofNullable(failed.getActual())
              .map(ValueWrapper::getValue)
              .filter(Throwable.class::isInstance)
              .map(Throwable.class::cast)
          : Stream.empty();
    }
  }
}
