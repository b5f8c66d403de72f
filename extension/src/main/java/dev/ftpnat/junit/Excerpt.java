package dev.ftpnat.junit;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Prints as another exception, but for what is too long of its message. */
final class Excerpt extends Throwable {

  private static final long serialVersionUID = 1L;

  private static final int MOST_LINES = 10;

  /** Where assertions about an environment begin to show its record: a diagnosis, or a ladder. */
  private static final Pattern RECORD =
      Pattern.compile("\\R\\R(?:[A-Z]+_[A-Z_]+: |What happened:\\R)");

  private final String text;

  private Excerpt(String text, Throwable whole) {
    super(text, whole.getCause());
    this.text = text;
    setStackTrace(whole.getStackTrace());
    Stream.of(whole.getSuppressed()).forEach(this::addSuppressed);
  }

  /** The same one if it isn't too long. */
  static Throwable of(Throwable whole) {
    String text = whole.toString();
    Matcher record = RECORD.matcher(text);
    boolean hasRecord = record.find();
    List<String> lines = (hasRecord ? text.substring(0, record.start()) : text).lines().toList();
    if (lines.size() > MOST_LINES) {
      String first = String.join(System.lineSeparator(), lines.subList(0, MOST_LINES));
      return new Excerpt(first + System.lineSeparator() + "...", whole);
    }
    return hasRecord ? new Excerpt(String.join(System.lineSeparator(), lines), whole) : whole;
  }

  @Override
  public String toString() {
    return text;
  }
}
