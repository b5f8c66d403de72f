package dev.ftpnat.internal.toxiproxy.link;

/** How one direction of a connection ends. */
public enum Ending {
  /** The sender has closed it, and all that it sent has been passed on. */
  FINISHED,

  /** A toxic or the proxy has ended the connection. */
  CUT,

  /** The connection has ended, and its receiver is to see RST. */
  RESET
}
