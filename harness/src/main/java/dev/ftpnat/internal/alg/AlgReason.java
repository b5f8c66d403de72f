package dev.ftpnat.internal.alg;

/** Why an {@link FtpAlg} decided as it did. */
public enum AlgReason {
  /** The segment doesn't begin where a line begins, so it isn't looked at. */
  NOT_AT_LINE_START("does not begin a line, so it was not inspected"),
  /** The segment begins with nothing that this ALG knows. */
  NO_MATCH("holds nothing that this ALG knows"),
  /** A host-port was recognised and translated. */
  TRANSLATED("address and port translated, pinhole opened"),
  /** A host-port was recognised, and nothing about it had to be translated. */
  EXPECTED("pinhole opened"),
  /** The address is not the sender's own; netfilter leaves it alone ({@code loose=0}). */
  FOREIGN_ADDRESS("names an address that is not the sender's own, so it was left alone"),
  /** AUTH, which the ALG answers itself. */
  AUTH_ANSWERED("asks for TLS, which the ALG refuses itself"),
  /** AUTH in the reply to FEAT. */
  AUTH_HIDDEN("offers TLS, which the ALG takes out"),
  /** AUTH, which the ALG doesn't let through. */
  AUTH_DROPPED("asks for TLS"),
  /** AUTH, which the ALG overwrites. */
  AUTH_MASKED("asks for TLS, which the ALG overwrites"),
  /** AUTH, for which the ALG cuts the connection. */
  AUTH_CUT("asks for TLS, which the ALG doesn't suffer"),
  /** Bytes 255 are Telnet's IAC to the ALG. */
  IAC_CHANGED("has bytes 255, which the ALG takes for Telnet's and overwrites"),
  /** The address was translated, and that is all. */
  TRANSLATED_ONLY("address translated, and nothing opened"),
  /** The port is one that this ALG opens for nobody. */
  LOW_PORT("names a port below 1024, so it was left alone"),
  /** A line that isn't whole yet waits for the rest; what had waited goes on. */
  LINES_JOINED("is forwarded in whole lines"),
  /** A proxy of lines takes no other bytes. */
  NOT_A_LINE("has a byte 0, or no end of a line for 500 bytes"),
  /** Where a port is due, none that may be used can be read. */
  NO_USABLE_PORT("names no port that can be read, or one that is reserved"),
  /** Strict: a command ends in CR LF. */
  COMMAND_NOT_ENDED("is a command that doesn't end in CR LF"),
  /** Strict: five commas. */
  TRUNCATED("hasn't five commas"),
  /** Strict: something follows. */
  PIPELINED("has more than 8 characters behind the port"),
  /** Strict: PORT of a server, or 227 of a client. */
  SPOOFED("is what only the other side may say"),
  /** Strict: what the server runs on is nobody's business. */
  SYST_MASKED("tells the server's system, which was overwritten"),
  /** A word of RFC 2428, for which the other family's stands now. */
  FAMILY_TRANSLATED("is about IPv6, and was put into the words of IPv4, or back"),
  /** A command that the ALG answers itself. */
  ANSWERED_BY_ALG("is answered by the ALG itself"),
  /** RFC 6384 section 12: the server's reply to the NOOP that stood for such a command. */
  NOOP_ANSWERED("replies to the NOOP that the ALG sent instead, whose own answer goes on"),
  /** Another reply than 200 to that NOOP. */
  NOOP_REFUSED("isn't the 200 that the ALG needs for the NOOP which it sent instead"),
  /** Options of Telnet, which the ALG refuses itself. */
  TELNET_REFUSED("negotiates options of Telnet, which the ALG refuses itself"),
  /** The segment begins like a known command or reply, but can't be read as one. */
  PARTIAL_MATCH("matches a command or reply only in part"),
  /** There is a port, and for the pinhole neither that nor another one is free. */
  PORTS_EXHAUSTED("names a port for which no pinhole is free"),
  /** Port 0, which is what netfilter's search for a free one says when there is none. */
  PORT_ZERO("names port 0, for which there is no pinhole");

  private final String text;

  AlgReason(String text) {
    this.text = text;
  }

  /** The reason as the rest of a sentence that begins with "the segment". */
  public String text() {
    return text;
  }
}
