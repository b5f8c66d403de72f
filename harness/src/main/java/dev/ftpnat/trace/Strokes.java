package dev.ftpnat.trace;

/** The characters that one kind of arrow is drawn with. */
record Strokes(char line, char crossing, char leftEnd, char rightEnd) {

  private static final Strokes CLEAR = new Strokes('─', '┼', '├', '┤');
  private static final Strokes TLS = new Strokes('═', '╪', '╞', '╡');
  private static final Strokes DATA = new Strokes('━', '┿', '┝', '┥');
  private static final Strokes UNSEEN = new Strokes('┄', '┼', '├', '┤');

  private static final Strokes FAULT = new Strokes('╌', '┼', '├', '┤');

  static Strokes of(Rung.Wire wire) {
    return switch (wire) {
      case CLEAR -> CLEAR;
      case TLS -> TLS;
      case DATA -> DATA;
      case UNSEEN -> UNSEEN;
      case FAULT -> FAULT;
    };
  }
}
