package dev.ftpnat.transcript;

/**
 * A line of a log, with what was said in it.
 *
 * @param number from 1 on
 * @param kind who said it
 * @param text what
 * @param connection which connection it belongs to, if the log tells; else empty
 * @param client whose mark it is, if it is one client's
 * @param marked whether a mark says who said it; else it was told by what it looks like
 */
record LogLine(
    int number, Kind kind, String text, String connection, boolean marked, String client) {

  /** Who says something in a line. */
  enum Kind {
    CLIENT,
    SERVER,
    /** Neither: the client's remarks, and what people write. */
    OTHER
  }
}
