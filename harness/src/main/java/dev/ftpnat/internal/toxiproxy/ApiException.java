package dev.ftpnat.internal.toxiproxy;

import java.io.Serial;

/** A call can't be done. The message is what the client is told. */
final class ApiException extends Exception {

  @Serial private static final long serialVersionUID = 1;

  private final int status;

  ApiException(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }

  static ApiException badBody(String why) {
    return new ApiException(400, "bad request body: " + why);
  }
}
