package dev.ftpnat.trace.ladder;

import java.util.Arrays;

/** A row of characters to write on, with the lifelines in it. */
final class TextRow {

  static final int WIDTH = 100;

  /** Where the client's lifeline is: the time is to the left. */
  static final int FIRST = 9;

  private final char[] cells = new char[WIDTH];

  TextRow() {
    Arrays.fill(cells, ' ');
  }

  /** The column of a lifeline. */
  static int column(int lifeline, int links) {
    return FIRST + lifeline * (WIDTH - 1 - FIRST) / links;
  }

  void put(int column, char cell) {
    if (column >= 0 && column < WIDTH) {
      cells[column] = cell;
    }
  }

  void put(int column, String text) {
    for (int i = 0; i < text.length(); i++) {
      put(column + i, text.charAt(i));
    }
  }

  /** Fills the columns between the two. */
  void fill(int left, int right, char cell) {
    for (int i = left + 1; i < right; i++) {
      put(i, cell);
    }
  }

  @Override
  public String toString() {
    return new String(cells).stripTrailing();
  }
}
