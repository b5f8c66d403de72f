package dev.ftpnat.trace.ladder;

/** The characters that one kind of arrow is drawn with. */
record ArrowStyle(char line, char crossing, char leftEnd, char rightEnd) {

  private static final ArrowStyle CLEAR = new ArrowStyle('─', '┼', '├', '┤');
  private static final ArrowStyle TLS = new ArrowStyle('═', '╪', '╞', '╡');
  private static final ArrowStyle DATA = new ArrowStyle('━', '┿', '┝', '┥');
  private static final ArrowStyle UNSEEN = new ArrowStyle('┄', '┼', '├', '┤');

  private static final ArrowStyle FAULT = new ArrowStyle('╌', '┼', '├', '┤');

  static ArrowStyle of(Rung.Wire wire) {
    return switch (wire) {
      case CLEAR -> CLEAR;
      case TLS -> TLS;
      case DATA -> DATA;
      case UNSEEN -> UNSEEN;
      case FAULT -> FAULT;
    };
  }
}
