package dev.ftpnat.launcher.control;

import java.util.List;

/** A call is wrong. */
final class CallException extends Exception {

  private static final long serialVersionUID = 1;

  private static final int METHOD_NOT_ALLOWED = 405;

  private final int status;
  private final transient List<String> allowed;

  CallException(int status, String message) {
    this(status, message, List.of());
  }

  private CallException(int status, String message, List<String> allowed) {
    super(message);
    this.status = status;
    this.allowed = allowed;
  }

  /** One that its path doesn't take. */
  static CallException ofMethod(String path, String... taken) {
    return new CallException(
        METHOD_NOT_ALLOWED, path + " takes " + String.join(", ", taken), List.of(taken));
  }

  /** Which methods would have been right, if that was wrong. */
  List<String> allowed() {
    return allowed;
  }

  /** That of HTTP. */
  int status() {
    return status;
  }
}
