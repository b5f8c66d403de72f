package dev.ftpnat.launcher.control;

/** A call is wrong. */
final class CallException extends Exception {

  private static final long serialVersionUID = 1;

  private final int status;

  CallException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** That of HTTP. */
  int status() {
    return status;
  }
}
