package dev.ftpnat.internal.server.control;

/**
 * How a server reads its control connections.
 *
 * @param telnet whether it knows Telnet's commands, or takes their bytes for text
 * @param lineFeedEnds whether a line feed ends a line that has no carriage return before it
 */
public record LineHabits(boolean telnet, boolean lineFeedEnds) {

  /** Takes what can be meant for a line, and Telnet for Telnet. */
  public static final LineHabits PATIENT = new LineHabits(true, true);
}
