package dev.ftpnat.internal.kernel;

/** What is special about an exchange. */
enum Trait {
  PORT,
  EPRT,
  REPLY_227,
  REPLY_229,
  /** Both parties send, beyond greeting and login. */
  BOTH_DIRECTIONS,
  /** No greeting or login first, or not all of it. */
  NO_PROLOGUE,
  PUBLIC_ADDRESS,
  /** The address of neither the sender nor its NAT. */
  FOREIGN_ADDRESS,
  /** Leading zeros, numbers that are too large, numbers that aren't there. */
  ODD_NUMBER,
  LOW_PORT,
  PORT_0,
  PORT_65535,
  /** A port beyond 65535. */
  PORT_OVERFLOW,
  /** A delimiter in EPRT or 229 that isn't the usual one. */
  OTHER_DELIMITER,
  /** Spaces, brackets, words or letter case that no server or client needs. */
  ODD_FORM,
  /** The beginning of a command or reply, or one without a host-port. */
  PARTIAL,
  /** A reply from the client or a command from the server. */
  WRONG_DIRECTION,
  /** Anything but CR LF at the end of a line. */
  ODD_LINE_END,
  SPLIT,
  /** Several lines in a segment. */
  JOINED,
  /** Single characters are changed, inserted or removed. */
  MUTATED,
  /** Bytes of the Telnet protocol. */
  TELNET,
  AUTH_TLS,
  TLS_RECORD,
  RANDOM_BYTES,
  /** More than 500 bytes in a line. */
  LONG
}
