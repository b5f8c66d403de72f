package dev.ftpnat.internal.text;

import java.util.ArrayList;
import java.util.List;

/** Breaks a sentence into lines. */
public final class TextWrap {

  private TextWrap() {}

  /** At most so many lines of at most so many characters, broken at spaces where there are any. */
  public static List<String> wrapped(String text, int width, int mostLines) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (rest.length() > width && lines.size() < mostLines - 1) {
      int space = rest.lastIndexOf(' ', width);
      int end = space > 0 ? space : width;
      lines.add(rest.substring(0, end));
      rest = rest.substring(end).strip();
    }
    lines.add(Ellipsis.cut(rest, width));
    return lines;
  }
}
