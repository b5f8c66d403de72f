package dev.ftpnat.judge;

/** How sessions are compared. */
final class Judge {

  /** After which time without a sign nothing is expected. */
  static final long QUIET_MILLIS = 400;

  /** The same on a machine that may be busy. */
  static final long PATIENT_MILLIS = 3000;

  private Judge() {}
}
